"""What the stocks of an account ask of its own warehouses, and what each of them may send for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from services.inventory.health.rules.allocation import Asked, Pot, allotted
from services.inventory.health.rules.contexts import JudgingContext
from services.inventory.health.rules.demand import NOTHING, Numbers
from services.inventory.health.rules.needs import need_of
from services.inventory.health.rules.positions import Position
from services.inventory.stock.rules import MFN


class Ask(NamedTuple):
    """A SKU of a stock. With `is_own` it is sold out of the warehouses themselves, where `level` units have to lie.

    `held` are the units to send that stand in its health and its findings.
    """

    is_own: bool
    level: int
    need: int
    supply: int
    demand: float
    held: int = 0


def ask_of(position: Position, context: JudgingContext) -> Ask:
    """What a stock asks for that is judged now."""
    is_own = position.channel == MFN
    demand = position.demand if position.demand >= NOTHING else 0.0
    need = need_of(position, context)
    return Ask(is_own, need.level, 0 if is_own else need.units, position.fulfillable + position.inbound, demand)


def stored_ask(row: Any, needed_days: int) -> Ask:
    """The same of a row of health, as it was judged last."""
    level = ceil(row.units_a_day * needed_days) + row.safety_units
    is_own = row.channel == MFN
    supply = row.fulfillable_quantity + row.inbound_quantity
    return Ask(is_own, level, 0 if is_own else row.units_needed, supply, row.units_a_day, row.units_to_send)


class Own:
    """What the warehouses of an account hold, by SKU and warehouse, and which of its stocks each of them serves."""

    def __init__(self, counts: Iterable[Any], served: Mapping[str, Sequence[bool]], counted_after: datetime) -> None:
        """`counts` are rows of SKU, warehouse, units and moment; `served` says of each warehouse which of the stocks
        it serves."""
        told = [row for row in counts if row.fulfillable_quantity is not None]
        self.rows = {sku: number for number, sku in enumerate(sorted({row.sku for row in told}))}
        columns = {warehouse: number for number, warehouse in enumerate(served)}
        self._served: Numbers = np.array([list(each) for each in served.values()], dtype=float)
        shape = (len(self.rows), len(columns))
        self._units, self._is_new, self._is_there = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for row in told:
            place = self.rows[row.sku], columns[row.warehouse]
            self._is_there[place] = 1
            if row.observed_at >= counted_after:
                self._units[place], self._is_new[place] = row.fulfillable_quantity, 1

    def share(self, asks: Sequence[Mapping[str, Ask]], judged: Sequence[bool]) -> "Shares":
        """What each stock may send for: `asks` of each by SKU, and which of them are judged now."""
        shape = (len(self.rows), len(asks))
        kept, needs, supplies, demands, held, is_own = (np.zeros(shape) for _ in range(6))
        for stock, asked in enumerate(asks):
            for sku in asked.keys() & self.rows.keys():
                ask, place = asked[sku], (self.rows[sku], stock)
                kept[place], is_own[place] = ask.level if ask.is_own else 0, ask.is_own
                needs[place], supplies[place], demands[place], held[place] = ask[2:]
        pots = [Pot(self._units[:, number], served) for number, served in enumerate(self._served)]
        units = allotted(pots, kept, Asked(needs, supplies, demands), held, np.array(judged, dtype=float))
        together = np.einsum("nw,wp,wq->npq", self._is_there, self._served, self._served) > 0
        own_demand = demands * is_own
        elsewhere = np.einsum("npq,nq->np", together, own_demand) - own_demand * (self._is_there @ self._served > 0)
        return Shares(self.rows, units, self._is_new @ self._served > 0, np.maximum(elsewhere, 0.0))


class Shares(NamedTuple):
    """By SKU and stock: units to send, whether there are counts to rely on, and what other stocks sell of them."""

    rows: Mapping[str, int]
    units: Numbers
    are_told: Any
    elsewhere: Numbers

    def of(self, stock: int, positions: Iterable[Position]) -> list[Position]:
        """The positions of a stock with their shares."""
        return [self._shared(stock, position) for position in positions]

    def _shared(self, stock: int, position: Position) -> Position:
        row = self.rows.get(position.sku)
        if row is None:
            return position
        if position.channel == MFN:
            return replace(position, demand_elsewhere=float(self.elsewhere[row, stock]))
        return replace(position, share=int(self.units[row, stock])) if self.are_told[row, stock] else position
