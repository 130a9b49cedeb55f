"""Amazon's Inventory Performance Index, from values only: when a score needs a decision, and what drives it.

Amazon publishes the four drivers and not their weights, so no score is computed here: it is what Seller Central
showed. The drivers are computed as Amazon's help describes them ("Inventory Performance Index", "FBA sell-through
rate", "FBA in-stock rate").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.inventory.findings.rules import IPI_FALLING, IPI_LOW
from services.inventory.health.rules.positions import Position
from services.inventory.marketplaces.rules import Window
from services.inventory.stock.rules import AFN
from services.inventory.thresholds.rules import InventoryThresholds
from shared.findings.bounds import Bound
from shared.findings.rules import Fact, Judge, Key, Observation, Severity

SUBJECT = "account"
FALL = timedelta(weeks=4)
"""Over how long a fall is looked for: the newest score against the highest of these weeks."""

EXCESS_DAYS = 90
"""More supply than this is an excess to Amazon, whatever the account's own bound is."""

SNAPSHOTS = (0, 30, 60, 90)
"""Days before the newest known one at which Amazon counts units for the sell-through."""

IN_STOCK_DAYS, SELLING_DAYS = 30, 60
"""The in-stock rate looks at these days, and weighs what sold within those."""


@dataclass(frozen=True, slots=True)
class Score:
    """What Amazon showed on a day: 0 to 1,000."""

    measured_on: date
    score: int


@dataclass(frozen=True, slots=True)
class Drivers:
    """The drivers with what they are made of; units are Amazon's (AFN). A ratio is None where it is undefined."""

    fba_units: int
    excess_units: int
    stranded_units: int
    units_sold: int
    average_units: float
    sell_through: float | None
    in_stock_rate: float | None

    @property
    def excess_ratio(self) -> float | None:
        """Units in excess / units at Amazon."""
        return self.excess_units / self.fba_units if self.fba_units else None

    @property
    def stranded_ratio(self) -> float | None:
        """Units nobody can buy / units at Amazon."""
        return self.stranded_units / self.fba_units if self.fba_units else None


@dataclass(frozen=True, slots=True)
class Scores:
    """What is judged at once: the scores of four weeks, the newest last."""

    scores: Sequence[Score]
    thresholds: InventoryThresholds
    seller_id: str
    links: Mapping[str, str]


def check_low(judged: Scores) -> list[Observation]:
    """`inventory.ipi_low`: a score is told once a week, so there is no slack in its bound."""
    if not judged.scores:
        return []
    newest, bound = judged.scores[-1], judged.thresholds.min_ipi
    if not Bound(bound, release=0, beyond="<").is_crossed(newest.score, stands=False):
        return []
    facts: dict[str, Fact] = {"min_ipi": bound}
    return [_observe(IPI_LOW, "HIGH", newest, newest, bound - newest.score, judged, facts)]


def check_falling(judged: Scores) -> list[Observation]:
    """`inventory.ipi_falling`: the newest score lies so far below the highest of four weeks."""
    if not judged.scores:
        return []
    newest, highest = judged.scores[-1], max(judged.scores, key=lambda one: (one.score, one.measured_on))
    drop = highest.score - newest.score
    if not Bound(judged.thresholds.max_ipi_drop, release=0, beyond=">=").is_crossed(drop, stands=False):
        return []
    facts: dict[str, Fact] = {
        "drop": drop,
        "before": highest.score,
        "before_on": highest.measured_on.isoformat(),
    }
    return [_observe(IPI_FALLING, "MEDIUM", newest, highest, drop, judged, facts)]


JUDGES = (Judge((IPI_LOW,), check_low), Judge((IPI_FALLING,), check_falling))
_FORMULAS = {IPI_LOW: "score < bound", IPI_FALLING: "drop = highest score of four weeks - score"}


def _observe(
    code: str,
    severity: Severity,
    newest: Score,
    since: Score,
    measure: int,
    judged: Scores,
    facts: dict[str, Fact],
) -> Observation:
    common: dict[str, Fact] = {"score": newest.score, "measured_on": newest.measured_on.isoformat()}
    return Observation(
        key=Key(code, SUBJECT, judged.seller_id),
        subject_name=judged.seller_id,
        severity=severity,
        measure=float(measure),
        from_on=since.measured_on,
        to_on=newest.measured_on + timedelta(days=1),
        formula=_FORMULAS[code],
        facts=common | facts,
        links=judged.links,
    )


def drivers_of(
    positions: Iterable[Position], snapshots: Sequence[int], sold: Mapping[str, int], in_stock: Mapping[str, int]
) -> Drivers:
    """The drivers of a marketplace.

    `snapshots` are Amazon's units on the days of SNAPSHOTS that are known; `sold` are units by SKU within
    SELLING_DAYS, `in_stock` days with stock by SKU within IN_STOCK_DAYS.
    """
    stored = [position for position in positions if position.channel == AFN]
    units_sold = sum(position.units_sold for position in stored)
    average = sum(snapshots) / len(snapshots) if snapshots else 0.0
    weights = {position.sku: sold.get(position.sku, 0) for position in stored}
    weighed = sum(units * in_stock.get(sku, 0) / IN_STOCK_DAYS for sku, units in weights.items())
    return Drivers(
        fba_units=sum(position.fulfillable for position in stored),
        excess_units=sum(min(position.fulfillable, position.excess_over(EXCESS_DAYS)) for position in stored),
        stranded_units=sum(min(position.fulfillable, position.stranded) for position in stored),
        units_sold=units_sold,
        average_units=average,
        sell_through=units_sold / average if average else None,
        in_stock_rate=weighed / sum(weights.values()) if any(weights.values()) else None,
    )


def snapshot_days(window: Window) -> list[date]:
    """The days at which units are counted, for a window that ends with the newest known day."""
    return [window.to_on - timedelta(days=1 + ago) for ago in SNAPSHOTS]


def last_days(window: Window, days: int) -> Window:
    """The newest days of a window."""
    return Window(window.to_on - timedelta(days=days), window.to_on)
