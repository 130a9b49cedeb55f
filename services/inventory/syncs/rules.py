"""Which parts a sync has, which days they cover, and what its jobs hand on to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.inventory.health.rules import judges
from services.inventory.marketplaces.rules import MarketplaceRef

PLANNING, STOCK, STRANDED = judges.PLANNING, judges.STOCK, judges.STRANDED_UNITS
LEDGER, ORDERS = judges.LEDGER, judges.ORDERS
RECONCILIATION = "reconciliation"
"""Orders of the days before the last reading, read again: rows that change by it had been missed."""

OF_MARKETPLACE = (PLANNING, STOCK, STRANDED)
OF_ACCOUNT = (LEDGER, RECONCILIATION, ORDERS)
"""Read once for all marketplaces of the account: their rows say where they belong, and reports are scarce."""

FIRST_DAYS = 91
"""Days of orders and of the ledger that a new account is read for: 90 complete ones, and the one they begin in."""

REPORT_DAYS = 30
"""The most that one orders report may cover (Reports API, "Order reports")."""

ORDERS_OVERLAP = timedelta(days=3)
"""What is reconciled: an order that changes carries a new date, so only late rows of Amazon's can be missing."""

ASKED_AGAIN_AFTER = timedelta(hours=4)
"""A report that was not believed is asked for again so much later: Amazon makes some of them every few hours only."""

LEDGER_OVERLAP_DAYS = 10
"""Read again each time: the ledger is corrected for days."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a reading, for one marketplace or for all of the account."""

    name: str
    places: tuple[MarketplaceRef, ...]

    @property
    def marketplace_id(self) -> str:
        """The one marketplace; "" for all."""
        return self.places[0].marketplace_id if self.name in OF_MARKETPLACE else ""

    @property
    def key(self) -> dict[str, str]:
        """The columns that name it in a sync."""
        return {"part": self.name, "marketplace_id": self.marketplace_id}


def parts_of(places: Sequence[MarketplaceRef]) -> list[Part]:
    """All parts of a reading, in the order in which Amazon is asked."""
    own = [Part(name, (place,)) for name in OF_MARKETPLACE for place in places]
    return own + [Part(name, tuple(places)) for name in OF_ACCOUNT]


@dataclass(frozen=True, slots=True)
class Range:
    """From a moment until another."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Whose:
    """A sync and its account."""

    tenant_id: str
    sync_id: str
    seller_id: str


def order_ranges(present: datetime, read_until: datetime | None) -> list[Range]:
    """What to ask of orders, by their last update: since the last reading, or 91 days; 30 days a report at most."""
    first = present - timedelta(days=FIRST_DAYS)
    since = first if read_until is None else max(first, read_until)
    ranges = []
    while since < present:
        until = min(since + timedelta(days=REPORT_DAYS), present)
        ranges.append(Range(since, until))
        since = until
    return ranges


def overlap_ranges(read_until: datetime | None) -> list[Range]:
    """What to ask of orders once more: the days before the last reading, if there was one."""
    return [] if read_until is None else [Range(read_until - ORDERS_OVERLAP, read_until)]


def ledger_range(present: datetime, newest: date | None) -> Range:
    """What to ask of the ledger: 91 days, or from ten days before the newest that is known."""
    first = present - timedelta(days=FIRST_DAYS)
    if newest is None:
        return Range(first, present)
    known = datetime.combine(newest, first.timetz()) - timedelta(days=LEDGER_OVERLAP_DAYS)
    return Range(max(first, known), present)
