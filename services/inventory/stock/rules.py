"""Names of where stock lies, and which observation of it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.bulk.results import Outcome, outcome_of

AFN, MFN = "AFN", "MFN"
"""Who fulfils: Amazon, or the seller (the `fulfillment-channel` of listings)."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of ours an ERP's clock may be: what is observed in the future would outlive every correction."""

Day = tuple[Any, ...]
"""A day of Amazon's ledger: marketplace key or the name of another place, SKU, day as text, and its units at the
beginning, received and at the end."""

OwnDay = tuple[str, str, str, int]
"""SKU and warehouse (its id) of the seller's own stock, the day as text, and the units counted."""

Key = tuple[str, str]
"""SKU and warehouse (its id) of the seller's own stock."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Units of a SKU in a warehouse, by the names of `repository.QUANTITIES`, counted at a moment.

    What is pushed may name some of them only, what is stored has all, and what was deleted has none.
    """

    quantities: Mapping[str, int | None]
    observed_at: datetime


Fate = tuple[Outcome, int | None]
"""What becomes of an item, and the index of the earlier one of its key that was taken."""


def fates_of(
    given: Mapping[int, tuple[Key, Observation]], stored: Mapping[Key, Observation]
) -> tuple[dict[int, Fate], dict[Key, Observation]]:
    """The fate of each item by its index, and what is to be stored of each key: what was named on top of the rest.

    Items of one key are taken in their turn; one that is older than what is known by then is outdated.
    """
    known, first = dict(stored), dict[Key, int]()
    fates: dict[int, Fate] = {}
    for index, (key, seen) in given.items():
        before = known.get(key)
        if before is not None and seen.observed_at < before.observed_at:
            fates[index] = ("outdated", first.get(key))
            continue
        if first.setdefault(key, index) != index:
            fates[index] = ("repeated", first[key])
        quantities = {**(before.quantities if before else {}), **seen.quantities}
        known[key] = Observation(quantities, seen.observed_at)
    for key, index in first.items():
        before = stored.get(key)
        fates[index] = (outcome_of((before and before.quantities) or None, known[key].quantities), None)
    return fates, {key: known[key] for key in first}
