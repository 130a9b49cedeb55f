from datetime import UTC, datetime, timedelta

import orjson
import pytest

from services.gateway.webhook_deliveries import rules
from shared import webhooks

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_signature_is_that_of_the_specifications_example():
    """The example of the specification's reference libraries."""
    headers = rules.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        now=datetime.fromtimestamp(1614265330, UTC),
    )
    assert headers["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_32_bytes_in_base64():
    assert webhooks.secret_of(bytes(32)) == "whsec_" + "A" * 43 + "="


@pytest.mark.parametrize(
    ("wanted", "event_type", "expected"),
    [
        ("", "campaign.flagged", True),
        ("campaign.flagged stock.cleared", "stock.cleared", True),
        ("campaign.flagged", "campaign.flagged_again", False),
        ("campaign.flagged_again", "campaign.flagged", False),
    ],
)
def test_types_match_as_a_whole(wanted, event_type, expected):
    assert rules.matches(wanted, event_type) is expected


@pytest.mark.parametrize(("length", "omitted"), [(19_000, False), (20_000, True)])
def test_a_payload_is_shorter_than_20_kilobytes(length, omitted):
    body = rules.payload(
        event_id="e",
        event_type="a.b",
        subject="s",
        livemode=True,
        occurred_at=NOW,
        data={"text": "x" * length},
    )
    assert len(body) < 20_000
    assert orjson.loads(body).get("data_omitted", False) is omitted


@pytest.mark.parametrize(
    ("tries", "livemode", "jitter", "expected"),
    [
        (1, True, 0.5, timedelta(seconds=5)),
        (1, True, 0.0, timedelta(seconds=4.5)),
        (2, True, 1.0, timedelta(minutes=5.5)),
        (9, True, 0.5, timedelta(hours=24)),
        (10, True, 0.5, None),
        (4, False, 0.5, timedelta(hours=2)),
        (5, False, 0.5, None),
    ],
)
def test_pauses_grow_and_end(tries, livemode, jitter, expected):
    assert rules.pause_after(tries, livemode=livemode, jitter=jitter) == expected


@pytest.mark.parametrize(
    ("status", "retry_after", "expected"),
    [
        (500, None, None),
        (None, None, None),
        (429, None, rules.SLOW_DOWN),
        (502, "nonsense", rules.SLOW_DOWN),
        (504, "", rules.SLOW_DOWN),
        (500, "7", 7 * SECOND),
        (503, " 120 ", 120 * SECOND),
        (429, "0", timedelta()),
        (429, "-5", rules.SLOW_DOWN),
        (429, "9" * 100, rules.MAX_SLOW_DOWN),
        (503, "Sun, 01 Nov 2026 08:00:30 GMT", 30 * SECOND),
        (503, "Sun, 01 Nov 2026 07:00:00 GMT", timedelta()),
        (503, "Sun, 01 Nov 2027 08:00:00 GMT", rules.MAX_SLOW_DOWN),
        (503, "\u0661\u0662", None),
    ],
)
def test_a_receiver_may_ask_to_be_left_alone_for_up_to_an_hour(status, retry_after, expected):
    assert rules.slow_down(status, retry_after, now=NOW) == expected


@pytest.mark.parametrize(
    ("status", "failing", "expected"),
    [
        (410, timedelta(), "gone"),
        (500, timedelta(days=5), "failing"),
        (None, timedelta(days=5), "failing"),
        (500, timedelta(days=5) - SECOND, None),
    ],
)
def test_why_an_endpoint_is_disabled(status, failing, expected):
    assert rules.disabling_reason(status, NOW - failing, now=NOW) == expected
