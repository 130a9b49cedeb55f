from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from shared import webhooks
from shared.clock import utc_now
from shared.webhooks import TOLERANCE, SignatureError

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
SECRET, OTHER = webhooks.secret_of(bytes(32)), webhooks.secret_of(bytes(range(32)))
BODY = '{"name": "助理"}'.encode()
SECOND = timedelta(seconds=1)


def signed(*secrets: str, at: datetime = NOW, **changes: str) -> dict[str, str]:
    return webhooks.signed_headers("e-1", BODY, secrets or (SECRET,), now=at) | changes


@pytest.mark.parametrize("at", [NOW, NOW - TOLERANCE, NOW + TOLERANCE])
def test_a_call_of_now_is_known_by_its_signature(at):
    assert webhooks.verify(signed(at=at), BODY, SECRET, now=NOW) == "e-1"


def test_one_of_several_signatures_is_enough():
    assert webhooks.verify(signed(OTHER, SECRET), BODY, SECRET, now=NOW) == "e-1"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY),
        (signed(OTHER), BODY),
        (signed(), BODY + b" "),
        (signed(**{"webhook-id": "e-2"}), BODY),
        (signed(**{"webhook-id": ""}), BODY),
        (signed(**{"webhook-signature": ""}), BODY),
        (signed(**{"webhook-signature": "v1,é"}), BODY),
        (signed(**{"webhook-timestamp": "now"}), BODY),
        (signed(**{"webhook-timestamp": "-1"}), BODY),
        (signed(**{"webhook-timestamp": "9" * 30}), BODY),
        (signed(**{"webhook-timestamp": str(int(NOW.timestamp()) + 1)}), BODY),
        (signed(at=NOW - TOLERANCE - SECOND), BODY),
        (signed(at=NOW + TOLERANCE + SECOND), BODY),
    ],
)
def test_others_are_refused(headers, body):
    with pytest.raises(SignatureError):
        webhooks.verify(headers, body, SECRET, now=NOW)


@pytest.mark.present
def test_what_the_specifications_library_signs_is_known():
    now = utc_now()
    headers = {"webhook-id": "e-1", "webhook-timestamp": str(int(now.timestamp()))}
    signature = Webhook(SECRET).sign("e-1", now, BODY.decode())
    assert webhooks.verify(headers | {"webhook-signature": signature}, BODY, SECRET, now=now) == "e-1"
