"""What a report is asked for, and what all makers of rows need."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.sandbox.listings.rules.items import Present
from services.sandbox.sellers.rules.account import Seller, Shelf

Row = Sequence[object] | Mapping[str, object]
"""Cells in the order of the columns, or by the names of the columns where a report has more than one form."""

Rows = Iterator[Row]


@dataclass(frozen=True, slots=True)
class Asked:
    """A report of a seller as seen at `moment`: of the shelves in `presents`, from `start` up to `end`."""

    seller: Seller
    presents: tuple[Present, ...]
    start: datetime
    end: datetime
    moment: datetime
    options: Mapping[str, str]


def money_text(cents: int | None) -> str:
    """An amount with two decimals; nothing for none."""
    return "" if cents is None else f"{cents / 100:.2f}"


def offset_text(moment: datetime) -> str:
    """2026-11-02T11:00:00+00:00, as flat files write moments."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def local_text(moment: datetime, shelf: Shelf) -> str:
    """02/11/2026 11:00:00 GMT, in the marketplace's own time."""
    return moment.astimezone(ZoneInfo(shelf.market.zone)).strftime("%d/%m/%Y %H:%M:%S %Z")
