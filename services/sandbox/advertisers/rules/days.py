"""A campaign's numbers, day by day: a function of the campaign and the date, of nothing else.

Nothing is thrown by dice. What happens on a day is the growth of a running total over that day: the total
is the rate times the time passed, rounded down, and time itself runs a little faster or slower by weekday
and by a bounded noise. So each window of 14 days holds its share within one click or one order a term.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.account import Campaign
from services.sandbox.advertisers.rules.chance import Whole

WINDOWS = (1, 7, 14, 30)
"""Attribution windows, in days after the click."""

_DAY_ZERO = date(2020, 1, 6).toordinal()
_WEEK_MILLIDAYS: Whole = np.array([0, -30, -110, -170, -180, -170, -90], dtype=np.int64)
"""How far a week's clicks are ahead, Monday to Sunday at their start; the weekend is busier."""
_NOISE_MILLIDAYS = 350
_OTHER_SKU_EVERY, _SECOND_UNIT_EVERY, _LATE_EVERY, _LATER_EVERY, _SLOW_EVERY = 5, 7, 20, 33, 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the clicks brought within one attribution window; sales in cents."""

    purchases: Whole
    purchases_same_sku: Whole
    units: Whole
    units_same_sku: Whole
    sales: Whole
    sales_same_sku: Whole


@dataclass(frozen=True, slots=True)
class Metrics:
    """Arrays of one row a term and one column a day; cost in cents; `outcomes` by window in days."""

    impressions: Whole
    clicks: Whole
    cost: Whole
    outcomes: dict[int, Outcome]


def metrics_of(campaign: Campaign, start: date, end: date) -> Metrics:
    """The numbers of every term of a campaign, in the order of `campaign.terms`, both dates included."""
    days = np.arange(start.toordinal(), end.toordinal() + 1, dtype=np.int64) - _DAY_ZERO
    terms = campaign.terms
    keys = [term.key for term in terms]
    elapsed = _elapsed_millidays(keys, np.append(days, days[-1] + 1))
    clicks = _running_total("clicks", keys, [term.clicks for term in terms], elapsed)
    views = _running_total("views", keys, [term.views for term in terms], elapsed)
    daily_clicks = _daily(clicks)
    return Metrics(
        impressions=daily_clicks + _daily(views),
        clicks=daily_clicks,
        cost=_cost(campaign, keys, days, daily_clicks),
        outcomes=_outcomes(campaign, keys, days, clicks),
    )


def _column(values: Iterable[int]) -> Whole:
    return np.array([[value] for value in values], dtype=np.int64)


def _daily(totals: Whole) -> Whole:
    return totals[:, 1:] - totals[:, :-1]


def _elapsed_millidays(keys: list[int], days: Whole) -> Whole:
    return _WEEK_MILLIDAYS[days % 7] + 1000 * days + chance.noise(keys, days, _NOISE_MILLIDAYS)


def _running_total(name: str, keys: list[int], rates: list[int], elapsed: Whole) -> Whole:
    """Whole events since day zero; `rates` are millionths a day."""
    billion = 1_000_000_000
    return (_phases(name, keys, billion) + _column(rates) * elapsed) // billion


def _phases(name: str, keys: list[int], span: int) -> Whole:
    """Where in [0, span) each term's total begins, so that terms of one rate do not move in step."""
    return _column(chance.key_of(name, key) % span for key in keys)


def _varied(name: str, keys: list[int], days: Whole, per_mille: int) -> Whole:
    """Thousandths around 1000, up to `per_mille` to either side, for each term and day."""
    own = [chance.key_of(name, key) for key in keys]
    return 1000 - per_mille + chance.noise(own, days, 2 * per_mille + 1)


def _cost(campaign: Campaign, keys: list[int], days: Whole, clicks: Whole) -> Whole:
    """Cents, rounded half up; a click costs up to 10 % more or less than usual."""
    click_costs = _column(term.click_cost for term in campaign.terms)
    return (clicks * click_costs * _varied("click cost", keys, days, 100) + 500_000) // 1_000_000


def _outcomes(campaign: Campaign, keys: list[int], days: Whole, clicks: Whole) -> dict[int, Outcome]:
    """Every n-th click of a term sells, so no run of clicks is luckier than another.

    Orders within 7 days are the base; a sixth of them takes longer than a day. A few more come within
    14 and 30 days, each from a click of its own, so that a day never has more orders than clicks.
    """
    conversions = _column(term.conversion for term in campaign.terms)
    phases = _phases("orders", keys, 1_000_000)
    orders, earlier, earliest = ((phases + conversions * (clicks - lag)) // 1_000_000 for lag in (0, 1, 2))
    late, later = earlier // _LATE_EVERY, earliest // _LATER_EVERY
    totals = {1: orders - orders // _SLOW_EVERY, 7: orders, 14: orders + late, 30: orders + late + later}
    prices = campaign.order_cents * _varied("price", keys, days, 60) // 1000
    other_sku, second_units = _daily(orders // _OTHER_SKU_EVERY), _daily(orders // _SECOND_UNIT_EVERY)
    return {window: _outcome(_daily(total), prices, other_sku, second_units) for window, total in totals.items()}


def _outcome(purchases: Whole, prices: Whole, other_sku: Whole, second_units: Whole) -> Outcome:
    same_sku = purchases - np.minimum(purchases, other_sku)
    return Outcome(
        purchases=purchases,
        purchases_same_sku=same_sku,
        units=purchases + np.minimum(purchases, second_units),
        units_same_sku=same_sku + np.minimum(same_sku, second_units),
        sales=purchases * prices,
        sales_same_sku=same_sku * prices,
    )
