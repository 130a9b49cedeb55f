"""What syncs have stored, as digests: two installations that read the same seller account have the same."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, select

from services.catalog import models as catalog
from services.cli.installation import databases
from services.inventory import models as inventory
from services.tickets import models as tickets
from shared.db import Session
from shared.db.columns import table_of

_TABLES = {
    "catalog": (catalog.Listing, catalog.SkuAccuracy, catalog.Finding),
    "inventory": (
        *(inventory.Stock, inventory.StockDay, inventory.StockAge, inventory.StockHealth, inventory.StrandedStock),
        *(inventory.OrderLine, inventory.SalesDay, inventory.Finding),
    ),
    "tickets": (tickets.AccountMetric, tickets.Finding),
}
_OF_THE_MOMENT = {"tenant_id", "listing_id", "finding_id", "version", "evidence", "pos"}
"""Columns besides those of times that differ between installations; evidence links to a listing by its id."""

_OF_READING = {"observed_at", "last_seen_at", "judged_at"}
"""Times that tell when something was last looked at, not when it changed."""


def facts() -> dict[str, str]:
    """A digest by table, without what differs between installations that know the same."""
    return _digests(lambda name: name not in _OF_THE_MOMENT and not name.endswith("_at"))


def rows() -> dict[str, str]:
    """A digest by table of all columns but the times of the last look: the same as long as no row is changed."""
    return _digests(lambda name: name not in _OF_READING)


def _digests(counts: Callable[[str], bool]) -> dict[str, str]:
    found: dict[str, str] = {}
    for service, database in databases().items():
        with database.read() as session:
            for model in _TABLES.get(service, ()):
                table = table_of(model)
                columns = [column for column in table.columns if counts(column.name)]
                found[f"{service}.{table.name}"] = _digest(session, columns)
        database.dispose()
    return found


def _digest(session: Session, columns: Sequence[Column[Any]]) -> str:
    """Of all rows, whatever their order: the sum of their own digests."""
    total = 0
    for row in session.execute(select(*columns).execution_options(yield_per=10_000)):
        total += int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=16).digest())
    return f"{total:x}"
