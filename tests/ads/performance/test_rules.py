from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.ads.performance import rules
from services.ads.performance.rules import Totals, Window


def test_ratios():
    totals = Totals(3000, 10, 5_000_000, 4, 4, 20_000_000)
    assert rules.ctr_of(totals) == Decimal("0.003333")
    assert rules.cvr_of(totals) == Decimal("0.400000")
    assert rules.acos_of(totals) == Decimal("0.250000")
    assert rules.roas_of(totals) == Decimal("4.000000")
    assert rules.cpc_micros_of(totals) == 500_000


def test_ratios_are_undefined_without_a_whole():
    nothing = Totals()
    assert [ratio(nothing) for ratio in (rules.ctr_of, rules.cvr_of, rules.acos_of, rules.roas_of)] == [None] * 4
    assert rules.cpc_micros_of(nothing) is None


@pytest.mark.parametrize(
    ("now", "timezone", "today"),
    [
        (datetime(2026, 11, 20, 7, 59, tzinfo=UTC), "America/Los_Angeles", date(2026, 11, 19)),
        (datetime(2026, 11, 20, 8, 0, tzinfo=UTC), "America/Los_Angeles", date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, 0, tzinfo=UTC), "Asia/Tokyo", date(2026, 11, 21)),
        # The clocks go back at 09:00 UTC: the day has 25 hours.
        (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), "America/Los_Angeles", date(2026, 11, 1)),
        (datetime(2026, 11, 2, 7, 30, tzinfo=UTC), "America/Los_Angeles", date(2026, 11, 1)),
        # They go forward at 01:00 UTC: the day has 23 hours.
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 30)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "Europe/London", date(2028, 2, 29)),
    ],
)
def test_the_day_is_the_profiles(now, timezone, today):
    assert rules.today_of(now, timezone) == today


def test_the_settled_days_are_fourteen_and_end_five_days_ago():
    window = rules.settled_window(datetime(2026, 11, 20, 12, tzinfo=UTC), "Europe/London")
    assert window == Window(date(2026, 11, 1), date(2026, 11, 15))
