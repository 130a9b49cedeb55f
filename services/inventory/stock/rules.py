"""Names of where stock lies, and which observation of it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

AFN, MFN = "AFN", "MFN"
"""Who fulfils: Amazon, or the seller (the `fulfillment-channel` of listings)."""

AMAZON = "AMAZON"
"""The one warehouse of Amazon's: its summaries do not tell them apart."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of ours an ERP's clock may be: what is observed in the future would outlive every correction."""

Outcome = Literal["stored", "unchanged", "outdated", "rejected"]
Day = tuple[Any, ...]
"""A day of Amazon's ledger: marketplace key or the name of another place, SKU, day as text, and its units at the
beginning, received and at the end."""

Key = tuple[int, str, str]
"""Marketplace, SKU and warehouse of the seller's own stock."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Units of a SKU in a warehouse, in the order of `repository.QUANTITIES`, counted at a moment."""

    quantities: tuple[int, ...]
    observed_at: datetime


def outcomes_of(given: Iterable[tuple[Key, Observation]], stored: Mapping[Key, Observation]) -> list[Outcome]:
    """What becomes of each observation in its turn: older ones than what is known by then are outdated."""
    known, outcomes = dict(stored), list[Outcome]()
    for key, observation in given:
        before = known.get(key)
        if before is not None and observation.observed_at < before.observed_at:
            outcomes.append("outdated")
            continue
        outcomes.append("unchanged" if before and before.quantities == observation.quantities else "stored")
        known[key] = observation
    return outcomes
