"""How a SKU's stock is doing on a marketplace, from values only: demand, cover, and what needs a decision.

Demand is what leaves the stock on a day on which there is some (`demand`). Cover is what
is fulfillable, and what Amazon is receiving or has on its way, in days of demand; what is only planned
(`inbound_working_quantity`) does not count until it has left. Supply, for an excess, counts all that is inbound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from services.inventory.health.rules.demand import MIN_DAYS
from services.inventory.health.rules.histories import History
from services.inventory.marketplaces.rules import Window
from services.inventory.stock.rules import AFN, MFN
from shared.findings.rules import Fact

WINDOW_DAYS = 90
"""Complete days over which demand and sell-through are measured, as Amazon measures its sell-through."""

_LONGEST_COVER = 3650
"""Days; what is told of stock that hardly sells."""


@dataclass(frozen=True, slots=True)
class Position:
    """A SKU of a stock. Units at Amazon, or with `channel` MFN the seller's own where Amazon stores none.

    `own_units` lie in the seller's own warehouses by counts to rely on, `old_own_units` by older ones;
    `average_units` is the mean of the window's days; `out_days` are complete days without stock until now; `demand`
    is in units a day in stock, and sure unless too few days tell it; `multi_channel_units` left the stock beside
    `units_sold`; `is_seasoned` says that some units (the first to come are the first to go) have been there for the
    whole window; None where nobody has told. `told_in` is the marketplace that was told the units; `sold_by` are the
    units that each of several shops has sold. `share` are the units of own warehouses that may be sent here, None
    where nobody has told of any by counts to rely on; `demand_elsewhere` is what others sell of the same own units.
    """

    sku: str
    name: str
    channel: str
    fulfillable: int
    arriving: int
    inbound: int
    own_units: int
    old_own_units: int
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
    told_in: str
    sold_by: tuple[int, ...] = ()
    share: int | None = None
    demand_elsewhere: float = 0.0

    @property
    def own_facts(self) -> dict[str, Fact]:
        """What is told of own stock beside what is to be sent."""
        return {"channel": self.channel, "own_units": self.own_units, "old_own_units": self.old_own_units}

    @property
    def demand_confidence(self) -> str:
        """How sure demand is, in a word."""
        return "usual" if self.is_demand_sure else "low"

    @property
    def cover_days(self) -> float | None:
        """For how many days there is stock; None where nothing sells or is known."""
        return min((self.fulfillable + self.arriving) / self.outflow, _LONGEST_COVER) if self.demand else None

    def excess_over(self, days: int) -> int:
        """Units beyond so many days of demand; what never sells is an excess only once it has had time to."""
        is_known = self.in_stock_days >= MIN_DAYS and (self.demand > 0 or self.is_seasoned)
        return max(0, self.fulfillable + self.inbound - ceil(self.outflow * days)) if is_known else 0

    @property
    def outflow(self) -> float:
        """Units a day that leave what there is, whoever sells them."""
        return self.demand + self.demand_elsewhere

    @property
    def sell_through(self) -> float | None:
        """Units sold in the window / the mean of its days' units."""
        return self.units_sold / self.average_units if self.average_units else None


def stock_out_on(position: Position, today: date) -> date:
    """The first day that begins without stock, if it sells as it did."""
    return today + timedelta(days=int(position.cover_days or 0))


def position_of(
    sku: str,
    rows: Mapping[str, Sequence[Any]],
    age: Mapping[str, Any] | None,
    stranded: Any | None,
    past: History,
    window: Window,
    told_in: Mapping[int, str],
    counted_after: datetime | None,
) -> Position:
    """A SKU by what is stored of it, each count once; `told_in` names the marketplaces by key, the home first.

    One that Amazon stores is judged by Amazon's units; the seller's own can be sent there. Own counts are old
    that were not made after this moment."""
    channel = AFN if rows[AFN] else MFN
    old_rows = [row for row in rows[MFN] if counted_after and row.observed_at < counted_after]
    old = _sum(old_rows, "fulfillable_quantity")
    arriving = _sum(rows[channel], "inbound_receiving_quantity", "inbound_shipped_quantity")
    price = age["price_micros"] if age is not None else None
    fulfillable = _sum(rows[channel], "fulfillable_quantity")
    return Position(
        sku=sku,
        name="" if age is None else age["product_name"],
        channel=channel,
        fulfillable=fulfillable,
        arriving=arriving,
        inbound=arriving + _sum(rows[channel], "inbound_working_quantity"),
        own_units=_sum(rows[MFN], "fulfillable_quantity") - old,
        old_own_units=old,
        units_sold=past.units_sold,
        multi_channel_units=past.multi_channel_units,
        demand=past.demand,
        is_demand_sure=past.is_sure,
        in_stock_days=past.in_stock_days,
        average_units=None if past.unit_days is None else past.unit_days / window.days,
        out_days=past.out_days,
        is_seasoned=past.first_units > 0 and fulfillable > past.received_units,
        price_micros=price or (past.sales_micros // past.units_sold if past.units_sold else None),
        available=0 if age is None else age["available_quantity"],
        aged=0 if age is None else age["over_180_days_quantity"],
        storage_micros=(age["storage_micros"] or 0) if age is not None else 0,
        surcharge_micros=age["surcharge_micros"] if age is not None else None,
        stranded=0 if stranded is None else stranded.quantity,
        stranded_reason="" if stranded is None else stranded.reason,
        told_in=told_in[rows[AFN][0].marketplace_key] if rows[AFN] else next(iter(told_in.values())),
        sold_by=tuple(past.sold_by),
    )


def _sum(rows: Sequence[Any], *names: str) -> int:
    """Units of these kinds; what a warehouse does not tell is none to count on."""
    return sum(getattr(row, name) or 0 for row in rows for name in names) if rows else 0
