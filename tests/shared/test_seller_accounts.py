"""A token in use is asked for again every 15 seconds: so long it works on at most after calls are stopped."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shared.seller_accounts import Access, AccessTokenError, Renewing

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
STOPPED = AccessTokenError("amazon-consent-refused", "Amazon refuses the consent", retryable=False)
AWAY = httpx.ConnectError("the gateway is away")


class Gateway:
    """Gives a new token each time, that lasts an hour; `refusal` is raised in place of it."""

    def __init__(self) -> None:
        self.now = NOW
        self.asked = 0
        self.refusal: Exception | None = None
        self.ends = NOW + timedelta(hours=1)

    def ask(self) -> Access:
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal
        return Access("https://api.example", "client", f"token-{self.asked}", self.ends)


@pytest.fixture
def gateway():
    return Gateway()


@pytest.fixture
def renewing(gateway):
    return Renewing(gateway.ask, lambda: gateway.now)


@pytest.mark.parametrize(("seconds", "token"), [(0, 1), (14.999, 1), (15, 2), (3600, 2), (-0.001, 2)])
def test_a_token_is_asked_for_again_after_15_seconds_and_when_the_clock_was_set_back(
    gateway, renewing, seconds, token
):
    gateway.now = NOW + timedelta(seconds=seconds)
    gateway.ends = gateway.now + timedelta(hours=1)
    assert [renewing.token() for _ in range(3)] == [f"token-{token}"] * 3
    assert gateway.asked == token


def test_the_15_seconds_begin_anew_with_each_asking(gateway, renewing):
    for seconds in (16, 30, 31, 45, 46):
        gateway.now = NOW + timedelta(seconds=seconds)
        renewing.token()
    assert gateway.asked == 4  # at first, and after 16, 31 and 46 seconds


def test_a_stopped_or_refused_consent_ends_the_calls_within_15_seconds(gateway, renewing):
    gateway.refusal = STOPPED
    gateway.now = NOW + timedelta(seconds=14)
    assert renewing.token() == "token-1"
    gateway.now = NOW + timedelta(seconds=15)
    for _ in range(2):  # nor does it come back by itself
        with pytest.raises(AccessTokenError) as refused:
            renewing.token()
        assert refused.value.code == "amazon-consent-refused"


def test_while_the_gateway_is_away_a_token_works_on_until_a_minute_before_its_end(gateway, renewing):
    gateway.refusal = AWAY
    gateway.now = NOW + timedelta(minutes=59)
    assert renewing.token() == "token-1"
    gateway.now += timedelta(seconds=1)
    with pytest.raises(httpx.ConnectError):
        renewing.token()


def test_a_token_is_renewed_a_minute_before_its_end_however_lately_it_was_asked_for(gateway, renewing):
    gateway.now = NOW + timedelta(minutes=58, seconds=55)
    assert renewing.token() == "token-2"
    gateway.ends = NOW + timedelta(hours=2)
    gateway.now = NOW + timedelta(minutes=59, seconds=1)
    assert renewing.token() == "token-3"
