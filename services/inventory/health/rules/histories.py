"""What the newest weeks tell of each SKU on a marketplace: sales, days in stock, and the demand that follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from services.inventory.health.rules.demand import MIN_DAYS, RUN_OUT_DAY, demand_of
from services.inventory.health.rules.ledgers import LedgerDays
from services.inventory.health.rules.series import Count, Series, own_days
from services.inventory.marketplaces.rules import Window


@dataclass(slots=True)
class History:
    """A SKU's window. `unit_days` is the sum of the days' units at Amazon, None where its ledger does not name it;
    `sold_by` are the units that each of several shops has sold."""

    is_amazons: bool
    units_sold: int = 0
    sold_by: list[int] = field(default_factory=list)
    sales_micros: int = 0
    multi_channel_units: int = 0
    in_stock_days: int = 0
    unit_days: int | None = None
    first_units: int = 0
    received_units: int = 0
    last_on: date | None = None
    out_days: int = 0
    demand: float = 0.0
    is_sure: bool = True


class Histories:
    """The histories of SKUs by name; `skus` says whether the units are Amazon's. Rows are the repository's."""

    def __init__(self, skus: Mapping[str, bool], window: Window) -> None:
        self.of = {sku: History(is_amazons) for sku, is_amazons in skus.items()}
        self.series = Series(list(skus), window)
        self._window = window

    def add_sales(self, shops: Iterable[Iterable[Sequence[Any]]], rates: Sequence[float]) -> None:
        """What each shop has sold, of which the sales are worth so much in one currency."""
        for number, (rows, rate) in enumerate(zip(shops, rates, strict=True)):
            known = [(past, row) for row in rows if (past := self.of.get(row[0])) is not None]
            for past, row in known:
                units = int(row[-1])
                past.units_sold += units
                past.sales_micros += int(row[1]) if rate == 1.0 else round(int(row[1]) * rate)
                if len(rates) > 1:
                    past.sold_by = past.sold_by or [0] * len(rates)
                    past.sold_by[number] += units
            self.series.add_units_since([row[0] for _, row in known], [row[2:] for _, row in known])

    def add_multi_channel(self, rows: Iterable[Sequence[Any]]) -> None:
        """Units for orders taken elsewhere by week; they leave Amazon's stock only."""
        for sku, week, units in rows:
            if (past := self.of.get(sku)) is not None:
                past.multi_channel_units += int(units)
                if past.is_amazons:
                    self.series.add_units(sku, week, int(units))

    def add_ledger(self, ledger: Mapping[str, LedgerDays]) -> None:
        """What Amazon's ledger says of each SKU. Of what the seller stores it is the past, not the stock of today."""
        for sku, told in ledger.items():
            past = self.of.get(sku)
            if past is None or not past.is_amazons:
                continue
            past.in_stock_days, past.unit_days = told.days, told.unit_days
            past.first_units, past.received_units = told.first_units, told.received_units
            if (ago := told.newest_left) is not None:
                past.last_on = self._window.to_on - timedelta(days=ago + 1)
            if told.is_full(self._window.days):
                self.series.fill_days(sku)
                continue
            for week, days, run_outs in told.weeks():
                self.series.add_days(sku, week, days, run_outs)

    def add_own_counts(self, rows: Iterable[Sequence[Any]]) -> None:
        """The seller's own counts (SKU, warehouse, day, at its end, at most), in order of SKU and day."""
        for sku, counts in groupby(rows, key=lambda row: row[0]):
            past = self.of.get(sku)
            if past is None or past.is_amazons:
                continue
            told = own_days((Count(*count[1:]) for count in counts), self._window)
            past.in_stock_days, past.last_on = sum(told.days.values()), told.last_on
            for week, days in told.days.items():
                self.series.add_days(sku, week, days, told.run_outs[week])

    def reckon(self) -> list[str]:
        """Reckon the demand of all; those SKUs of Amazon's are returned that too few days tell of."""
        demand = demand_of(self.series.units, self.series.days, self.series.run_outs, all_days=self._window.days)
        for past, a_day, is_sure in zip(self.of.values(), demand.a_day, demand.are_sure, strict=True):
            past.demand, past.is_sure = float(a_day), bool(is_sure)
            past.out_days = self._out_days(past)
        return [sku for sku, past in self.of.items() if past.is_amazons and past.in_stock_days < MIN_DAYS]

    def look_back(self, before: Mapping[str, Any]) -> None:
        """Keep the demand of the days in stock before the window where the window has too few of its own.

        However long stock has been out, it is still wanted as it was when there was some.
        """
        for sku, row in before.items():
            past, place = self.of[sku], self.series.rows[sku]
            days = past.in_stock_days + int(row.days)
            lasted = days - (1 - RUN_OUT_DAY) * (float(self.series.run_outs[place].sum()) + int(row.run_outs))
            here = self.series.units[place][self.series.days[place] > 0].sum()
            past.last_on = past.last_on or row.last_on
            past.out_days = self._out_days(past)
            past.is_sure = days >= MIN_DAYS
            past.demand = max(past.demand, (float(here) + int(row.units)) / (lasted if past.is_sure else days))

    def _out_days(self, past: History) -> int:
        """Complete days since the last one that ended with stock; of the seller's own only where they were told."""
        if past.last_on is not None:
            return (self._window.to_on - past.last_on).days - 1
        return self._window.days if past.unit_days is not None else 0
