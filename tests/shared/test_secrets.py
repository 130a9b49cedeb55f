import base64
import os
import stat

import pytest

from shared import secrets
from shared.auth.keys import KeyFileError
from shared.secrets import KeyRingError, Sealer, SecretError


def entry(key_id):
    return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def sealer():
    return Sealer.of_ring(entry("k1"))


def test_a_secret_is_opened_where_it_was_sealed(sealer):
    sealed = sealer.seal("Atzr|助理", "t", "ads")
    assert sealer.open(sealed, "t", "ads") == "Atzr|助理"
    assert "Atzr" not in sealed
    assert sealer.seal("Atzr|助理", "t", "ads") != sealed


@pytest.mark.parametrize(("tenant_id", "name"), [("u", "ads"), ("t", "spapi"), ("t", ""), ('t","ads', "")])
def test_another_tenant_or_name_cannot_open_it(sealer, tenant_id, name):
    with pytest.raises(SecretError):
        sealer.open(sealer.seal("x", "t", "ads"), tenant_id, name)


def test_every_changed_byte_is_noticed(sealer):
    kind, key_id, encoded = sealer.seal("secret", "t", "ads").split(".")
    blob = base64.urlsafe_b64decode(encoded)
    for place in range(len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        text = f"{kind}.{key_id}.{base64.urlsafe_b64encode(changed).decode()}"
        with pytest.raises(SecretError):
            sealer.open(text, "t", "ads")


@pytest.mark.parametrize(
    "text", ["", "x", "zs1.k1", "zs1.k1.", "zs1.k1.!!", "zs2.k1.AAAA", "zs1.k9.AAAA", "zs1.k1.é"]
)
def test_what_was_never_sealed_does_not_open(sealer, text):
    with pytest.raises(SecretError):
        sealer.open(text, "t", "ads")


def test_a_new_primary_key_seals_and_the_old_one_still_opens():
    old, new = entry("k1"), entry("k2")
    sealed = Sealer.of_ring(old).seal("x", "t", "ads")
    both = Sealer.of_ring(f"{new},{old}\n")
    assert both.open(sealed, "t", "ads") == "x"
    resealed = both.seal("x", "t", "ads")
    assert resealed.startswith("zs1.k2.")
    assert Sealer.of_ring(new).open(resealed, "t", "ads") == "x"
    with pytest.raises(SecretError):
        Sealer.of_ring(new).open(sealed, "t", "ads")


@pytest.mark.parametrize(
    "ring", ["", "k1", "k1:", "k1:AAAA", "k 1:" + "A" * 43 + "=", "k.1:" + "A" * 43 + "=", "k1:é"]
)
def test_a_wrong_ring_is_refused(ring):
    with pytest.raises(KeyRingError):
        Sealer.of_ring(ring)


def test_no_key_is_in_the_representation(sealer):
    assert repr(sealer) == "Sealer(primary='k1')"


def test_the_files_of_an_installation_are_made_once_for_their_owner_alone(tmp_path):
    ring, pepper = tmp_path / "keys" / secrets.RING_FILE, tmp_path / "keys" / secrets.PEPPER_FILE
    for _ in range(2):
        secrets.create_missing_ring(ring)
        secrets.create_missing_pepper(pepper)
    first = secrets.sealer_of(ring.parent)
    assert first == secrets.sealer_of(ring.parent)
    assert len(secrets.pepper_of(ring.parent)) == 64
    assert [stat.S_IMODE(path.stat().st_mode) for path in (ring, pepper)] == [0o600, 0o600]


def test_a_ring_that_others_can_read_is_refused(tmp_path):
    secrets.create_missing_ring(tmp_path / secrets.RING_FILE)
    (tmp_path / secrets.RING_FILE).chmod(0o644)
    with pytest.raises(KeyFileError):
        secrets.sealer_of(tmp_path)
