import pytest

from shared.auth import api_keys

# Its digest below was made with: openssl dgst -sha256 -hmac pepper.
KNOWN = "zhl_live_AAAAAAAA_00000000000000000000000000000000"


def test_a_made_key_is_parsed_again():
    for livemode, prefix in [(True, "zhl_live_"), (False, "zhl_test_")]:
        key = api_keys.make(livemode=livemode)
        assert key.startswith(prefix)
        assert len(key) == 56
        assert api_keys.parse(key) == api_keys.ParsedKey(key_id=key[9:17], livemode=livemode)


def test_keys_differ():
    assert len({api_keys.make(livemode=True) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key + "\n",
        lambda key: " " + key,
        lambda key: key[:-1],
        lambda key: key + "0",
        lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
        lambda key: key.replace("live", "test"),
        lambda key: key.replace("live", "dead"),
        lambda key: key[:20] + "é" + key[21:],
        lambda key: key[:20] + "１" + key[21:],
        lambda _: "",
    ],
)
def test_a_spoilt_key_is_refused(spoil):
    assert api_keys.parse(spoil(api_keys.make(livemode=True))) is None


def test_every_changed_character_is_noticed():
    key = api_keys.make(livemode=True)
    for place in range(9, len(key)):
        if key[place] != "_":
            other = "a" if key[place] != "a" else "b"
            assert api_keys.parse(key[:place] + other + key[place + 1 :]) is None


def test_the_digest_depends_on_key_and_pepper():
    digest = api_keys.digest(KNOWN, b"pepper")
    assert digest == "217945631975d5c331e26185ffe90370a2f4b7045acf99a536695ade0df4fafd"
    assert api_keys.digest(KNOWN, b"Pepper") != digest
    assert api_keys.digest(KNOWN[:-1] + "1", b"pepper") != digest
