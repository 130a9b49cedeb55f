"""How a SKU's stock is doing on a marketplace, from values only: demand, cover, and what needs a decision.

Demand is what leaves the stock on a day on which there is some (`demand`). Cover is what
is fulfillable, and what Amazon is receiving or has on its way, in days of demand; what is only planned
(`inbound_working_quantity`) does not count until it has left. Supply, for an excess, counts all that is inbound.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from services.inventory.health.rules.demand import MIN_DAYS

WINDOW_DAYS = 90
"""Complete days over which demand and sell-through are measured, as Amazon measures its sell-through."""

_LONGEST_COVER = 3650
"""Days; what is told of stock that hardly sells."""


@dataclass(frozen=True, slots=True)
class Position:
    """A SKU on a marketplace. Units at Amazon, or with `channel` MFN the seller's own where Amazon stores none.

    `own_units` lie in the seller's own warehouses; `average_units` is the mean of the window's days; `out_days`
    are complete days without stock until now; `demand` is in units a day in stock, and sure unless too few days tell
    it; `multi_channel_units` left the stock beside `units_sold`; `is_seasoned` says that some units (the first to
    come are the first to go) have been there for the whole window; None where nobody has told.
    """

    sku: str
    name: str
    channel: str
    fulfillable: int
    arriving: int
    inbound: int
    own_units: int
    units_sold: int
    multi_channel_units: int
    demand: float
    is_demand_sure: bool
    in_stock_days: int
    average_units: float | None
    out_days: int
    is_seasoned: bool
    price_micros: int | None
    available: int
    aged: int
    storage_micros: int
    surcharge_micros: int | None
    stranded: int
    stranded_reason: str

    @property
    def cover_days(self) -> float | None:
        """For how many days there is stock; None where nothing sells or is known."""
        return min((self.fulfillable + self.arriving) / self.demand, _LONGEST_COVER) if self.demand else None

    def excess_over(self, days: int) -> int:
        """Units beyond so many days of demand; what never sells is an excess only once it has had time to."""
        is_known = self.in_stock_days >= MIN_DAYS and (self.demand > 0 or self.is_seasoned)
        return max(0, self.fulfillable + self.inbound - ceil(self.demand * days)) if is_known else 0

    @property
    def sell_through(self) -> float | None:
        """Units sold in the window / the mean of its days' units."""
        return self.units_sold / self.average_units if self.average_units else None


def stock_out_on(position: Position, today: date) -> date:
    """The first day that begins without stock, if it sells as it did."""
    return today + timedelta(days=int(position.cover_days or 0))
