"""How fast the terms of a campaign bring clicks, what a click costs and how often it sells."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.kinds import TrafficPlan

FORTNIGHT_DAYS = 14
TARGET_ACOS = 0.35
WASTED_SLOT = 1
"""Where, in the first ad group, a wasteful term stands."""

_WASTED_CLICK_COST = 3.0
_USUAL_CONVERSION = 0.10


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one term: clicks a fortnight, orders a click, and its click's cost against the others'."""

    clicks: float
    conversion: float
    cost_factor: float = 1.0

    @property
    def millionths_a_day(self) -> float:
        """Clicks in the unit of `account.Term`."""
        return self.clicks / FORTNIGHT_DAYS * 1_000_000


def rates_of(shape: TrafficPlan, *path: object) -> list[list[Rate]]:
    """The rates of a campaign's terms, ad group by ad group, main terms first."""
    return [_group_rates(shape, group, *path) for group in range(shape.ad_groups)]


def _group_rates(shape: TrafficPlan, group: int, *path: object) -> list[Rate]:
    mains = chance.whole(*shape.main_terms, "mains", *path, group)
    rates = []
    for slot in range(shape.terms):
        place = (*path, group, slot)
        if shape.wasted_clicks and (group, slot) == (0, WASTED_SLOT):
            rates.append(Rate(chance.between(shape.wasted_clicks, "wasted", *place), 0.0, _WASTED_CLICK_COST))
        elif slot < mains:
            clicks = chance.between(shape.main_clicks, "clicks", *place)
            rates.append(Rate(clicks, chance.between(shape.conversion, "conversion", *place)))
        else:
            rates.append(Rate(chance.between(shape.side_clicks, "side clicks", *place), 0.0))
    return rates


def click_cost_of(
    shape: TrafficPlan, rates: Sequence[Rate], order_cents: int, basket_cents: int, *path: object
) -> float:
    """Cents for a usual click: from the planted ACOS, or from what clicks are worth in this market."""
    if shape.acos is None:
        worth = _USUAL_CONVERSION * basket_cents * TARGET_ACOS
        return worth * chance.between(shape.click_worth, "click worth", *path)
    sales = sum(rate.clicks * rate.conversion for rate in rates) * order_cents
    clicks = sum(rate.clicks * rate.cost_factor for rate in rates)
    return chance.between(shape.acos, "acos", *path) * sales / clicks
