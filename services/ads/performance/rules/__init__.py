"""Ratios and windows of ad numbers, from values only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

SETTLING_DAYS = 5
"""An ads day is settled 5 days after it ended: Amazon says to wait that long before evaluating."""

JUDGED_DAYS = 14
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a window; money in micros."""

    impressions: int = 0
    clicks: int = 0
    cost_micros: int = 0
    orders: int = 0
    units: int = 0
    sales_micros: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `from_on` to `to_on`, the last exclusive."""

    from_on: date
    to_on: date


def ratio(part: int, whole: int) -> Decimal | None:
    """part / whole rounded to 6 places; None where it is undefined."""
    return (Decimal(part) / Decimal(whole)).quantize(_PLACES) if whole else None


def ctr_of(totals: Totals) -> Decimal | None:
    """Click-through rate = clicks / impressions (Amazon Ads reporting v3, clickThroughRate)."""
    return ratio(totals.clicks, totals.impressions)


def cvr_of(totals: Totals) -> Decimal | None:
    """Conversion rate = orders / clicks."""
    return ratio(totals.orders, totals.clicks)


def acos_of(totals: Totals) -> Decimal | None:
    """Advertising cost of sales = cost / attributed sales (Amazon Ads, acosClicks)."""
    return ratio(totals.cost_micros, totals.sales_micros)


def roas_of(totals: Totals) -> Decimal | None:
    """Return on ad spend = attributed sales / cost (Amazon Ads, roasClicks)."""
    return ratio(totals.sales_micros, totals.cost_micros)


def cpc_micros_of(totals: Totals) -> int | None:
    """Cost per click = cost / clicks (Amazon Ads, costPerClick), in micros."""
    return round(totals.cost_micros / totals.clicks) if totals.clicks else None


def today_of(now: datetime, timezone: str) -> date:
    """The date in the profile's time zone: a report day is a day there."""
    return now.astimezone(ZoneInfo(timezone)).date()


def settled_window(now: datetime, timezone: str) -> Window:
    """The 14 newest settled days: a day is settled when 5 whole days have passed after it."""
    to_on = today_of(now, timezone) - timedelta(days=SETTLING_DAYS)
    return Window(to_on - timedelta(days=JUDGED_DAYS), to_on)


def is_acos_above(totals: Totals, target: Decimal) -> bool | None:
    """The plain mark of the trade (ACOS > 35 %), on however few clicks; None where nothing was sold."""
    acos = acos_of(totals)
    return None if acos is None else acos > target


def is_ctr_below(totals: Totals, bound: Decimal) -> bool | None:
    """The plain mark of the trade (CTR < 0.3 %), on however few impressions; None where nothing was shown."""
    ctr = ctr_of(totals)
    return None if ctr is None else ctr < bound
