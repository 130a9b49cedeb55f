"""Which parts a reading has, what each of them is asked for, and when a list has been read to its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.inventory.erp_records.rules import PARTS, Part

OVERLAP = timedelta(hours=1)
"""Asked for again of what was read the last time: clocks differ, and rows are written late."""

LONGEST_WINDOW = timedelta(hours=24)
"""Of one query for changes, as other clients of the gateway have it."""

WHOLE_EVERY = timedelta(hours=23)
"""What has changed is a hint; all is read once a day."""

LIST_CHUNK = 1000
MOST_PASSES = 4
"""A list whose rows move while it is read is read so often at most."""

ABANDONED_AFTER = timedelta(hours=24)
"""A reading that is under way for longer has lost its job, and holds back no other any more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One reading: of which connection, whether of all, and dry; what changed since (None: all); when it began."""

    tenant_id: str
    sync_id: str
    connection_id: str
    is_whole: bool
    is_dry_run: bool
    parts: tuple[Part, ...]
    since: datetime | None
    began: datetime
    skus: tuple[str, ...] = ()
    """Those that alone are asked for."""


@dataclass(frozen=True, slots=True)
class Query:
    """What one list of a part is asked for: a window, a day, some SKUs, or nothing of these: all."""

    part: Part
    window: tuple[datetime, datetime] | None = None
    day: date | None = None
    skus: tuple[str, ...] = ()

    @property
    def is_paged(self) -> bool:
        """Whether it may have more than one page."""
        return not self.skus and self.part not in ("shops", "warehouses")


@dataclass(frozen=True, slots=True)
class PageRead:
    """The keys of a page's records, where the next page is, and how many rows the list has, if that is told."""

    keys: tuple[str, ...]
    following: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Applied:
    """Records that were applied: the last key (None at the end), how many, and of them changed and unreadable."""

    last: str | None
    received: int
    changed: int
    rejected: int


def parts_of(wanted: str | None) -> tuple[Part, ...]:
    """The parts of a reading, in their order; `wanted` is the one of a replay."""
    return PARTS if wanted is None else tuple(part for part in PARTS if part == wanted)


def windows_of(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """What to ask of changes: from before the last reading until now, a day each at most."""
    windows, start = [], since - OVERLAP
    while start < until:
        end = min(start + LONGEST_WINDOW, until)
        windows.append((start, end))
        start = end
    return windows


def days_of(first: date, last: date) -> list[date]:
    """The days to ask for, both included: the gateway tells of whole days only, so the first is asked again."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def chunks_of(skus: Iterable[str], most: int) -> list[tuple[str, ...]]:
    """SKUs as they are named in one call each. One with a comma cannot be: that is told by days."""
    named = [sku for sku in skus if "," not in sku]
    return [tuple(named[start : start + most]) for start in range(0, len(named), most)]


def is_complete(known: int, before: int | None, total: int | None) -> bool:
    """Whether a list has been read: as many rows as it has are known or, where that is not told, no more were found
    than in the pass before."""
    return known >= total if total is not None else known == before


def is_due_whole(whole_read_at: datetime | None, *, now: datetime) -> bool:
    """Whether all is to be read, and not only what has changed."""
    return whole_read_at is None or now - whole_read_at >= WHOLE_EVERY


def unread(known: int) -> str:
    """What to say of a list that does not hold still."""
    return f"its rows move while it is read: {known} were read in {MOST_PASSES} passes"
