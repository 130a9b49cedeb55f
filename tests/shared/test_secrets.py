import base64
import os
import stat

import pytest

from shared import secrets
from shared.auth import keys
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
    found = []
    for _ in range(2):
        secrets.create_missing_ring(ring)
        secrets.create_missing_pepper(pepper)
        found.append(secrets.ring_of(ring.parent))
    assert found[0] == found[1]
    assert len(secrets.pepper_of(ring.parent)) == 64
    assert [stat.S_IMODE(path.stat().st_mode) for path in (ring, pepper)] == [0o600, 0o600]


def test_a_ring_that_others_can_read_is_refused(tmp_path):
    secrets.create_missing_ring(tmp_path / secrets.RING_FILE)
    (tmp_path / secrets.RING_FILE).chmod(0o644)
    with pytest.raises(KeyFileError):
        secrets.sealer_of(tmp_path)


def test_a_ring_that_changes_is_read_again_when_it_has_to_be(tmp_path):
    """Before it seals, and when a secret names a key that it does not know; what cannot be read changes nothing."""
    old, new = entry("k1"), entry("k2")
    path = tmp_path / secrets.RING_FILE
    keys.write_secret(path, old)
    sealer = secrets.sealer_of(tmp_path)
    first = sealer.seal("x", "t", "ads")
    keys.replace_secret(path, f"{new},{old}")
    second = Sealer.of_ring(new).seal("y", "t", "ads")
    assert (sealer.open(first, "t", "ads"), sealer.primary) == ("x", "k1")
    assert (sealer.open(second, "t", "ads"), sealer.primary) == ("y", "k2")
    for broken in ("k3:half", ""):
        path.write_text(broken)
        assert sealer.seal("z", "t", "ads").startswith("zs1.k2.")
    path.unlink()
    assert sealer.seal("z", "t", "ads").startswith("zs1.k2.")
    with pytest.raises(SecretError):
        sealer.open(Sealer.of_ring(entry("k9")).seal("z", "t", "ads"), "t", "ads")


def test_a_ring_is_written_as_it_was_read_its_primary_first():
    text = f"{entry('k2')},{entry('k1')},{entry('old')}"
    ring = secrets.Ring.read(text)
    assert ring.written() == text
    assert list(secrets.Ring.read(secrets.Ring("k1", ring.keys).written()).keys) == ["k1", "k2", "old"]


@pytest.mark.parametrize(
    ("text", "key_id"), [("zs1.k7.abc", "k7"), ("zs2.k7.abc", None), ("zs1.k7", None), ("", None)]
)
def test_the_key_of_a_sealed_text(text, key_id):
    assert secrets.key_of(text) == key_id
