import stat

import pytest

from shared.auth import keys
from shared.auth.keys import KeyFileError


def test_missing_pairs_are_made_and_existing_ones_kept(tmp_path):
    folder = tmp_path / "keys"
    keys.create_missing(folder, ["gateway"])
    first = (folder / "gateway.pem").read_text()
    keys.create_missing(folder, ["gateway", "ads"])
    assert (folder / "gateway.pem").read_text() == first
    assert set(keys.public_keys(folder)) == {"gateway", "ads"}
    assert stat.S_IMODE((folder / "gateway.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_signer_is_read_back(tmp_path):
    keys.create_missing(tmp_path, ["ads"])
    assert keys.signer_of(tmp_path, "ads").issuer == "ads"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_secret_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "pepper"
    keys.write_secret(path, "x")
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="set its mode to 600"):
        keys.read_secret(path)


def test_a_missing_secret_says_what_to_do(tmp_path):
    with pytest.raises(KeyFileError, match="run `make migrate`"):
        keys.read_secret(tmp_path / "pepper")


def test_a_secret_is_never_overwritten(tmp_path):
    keys.write_secret(tmp_path / "pepper", "first")
    with pytest.raises(FileExistsError):
        keys.write_secret(tmp_path / "pepper", "second")
    assert (tmp_path / "pepper").read_text() == "first"
