import pytest

from shared.auth import api_keys
from shared.log import redacted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("token Atzr|IwEBI-_x.y+z/= is bad", "token [secret] is bad"),
        ('{"access_token":"Atza|abc","x":1}', '{"access_token":"[secret]","x":1}'),
        ("amzn1.oa2-cs.v1.0af3", "[secret]"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: [secret]"),
        ("postgresql://user:pass:word@host/db failed", "postgresql[secret]host/db failed"),
        ("GET https://host/path?x=1", "GET https://host/path?x=1"),
        ("mail me@example.com", "mail me@example.com"),
        ("amzn1.application-oa2-client.0af3 is public", "amzn1.application-oa2-client.0af3 is public"),
    ],
)
def test_what_has_the_form_of_a_secret_is_blacked_out(text, told):
    assert redacted(text) == told


def test_our_own_keys_are_recognised_whole():
    for livemode in (True, False):
        assert redacted(f"<{api_keys.make(livemode=livemode)}>") == "<[secret]>"
