"""What a SKU needs: a safety stock, units that bring it to what is wanted, and whence they come."""

from math import ceil
from typing import NamedTuple

from services.inventory.health.rules import policy
from services.inventory.health.rules.contexts import JudgingContext
from services.inventory.health.rules.demand import NOTHING
from services.inventory.health.rules.positions import Position
from services.inventory.stock.rules import MFN


class Need(NamedTuple):
    """Units of a SKU: the `safety` stock, the `level` that is wanted with it, the `units` needed to get there, those
    of them that can be `sent`, and those that have to be `bought`.

    `safety` are units beyond the demand of the days needed, for `fill_rate_target` of the units that are wanted:
    S = m exp(k s - s^2 / 2) - m, where m is the demand of the days needed, s^2 = ln(1 + c / m + l) with the spread c
    and l of the marketplace's own errors, and k the risk that all SKUs have alike (`policy.risk_of`, with the
    sources). It does not fall as the target rises. None where demand is hardly known.

    `units` bring all there is and is inbound to the level: a floor, until replenishment knows when which delivery
    comes. Of own units that several stocks sell, each has the part that it sells of them; counts that are too old are
    none to rely on.

    `sent` is the share in own warehouses, all of the units where none is told. What is sold out of own warehouses is
    there already: it can only be bought. `bought` are units that own warehouses do not have to spare, as far as is
    known.
    """

    safety: int
    level: int
    units: int
    sent: int
    bought: int


_NO_NEED = Need(0, 0, 0, 0, 0)


def need_of(position: Position, context: JudgingContext) -> Need:
    """What a SKU needs; nothing of what hardly sells."""
    demand = position.demand
    if demand < NOTHING:
        return _NO_NEED
    wanted = demand * context.needed_days
    safety = 0
    if position.is_demand_sure:
        safety = max(0, ceil(policy.level_of(wanted, context.spread, context.risk)) - ceil(wanted))
    level = ceil(wanted) + safety
    if position.channel == MFN:
        part = demand / position.outflow
        units = max(0, level - int(part * position.own_units) - int(part * position.inbound))
        return Need(safety, level, units, 0, units)
    units = max(0, level - position.fulfillable - position.inbound)
    if position.share is None:
        return Need(safety, level, units, units, units)
    sent = min(units, position.share)
    return Need(safety, level, units, sent, units - sent)
