"""A table full of listings, as syncs of years have left it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, values_of
from shared.db import Database
from shared.db.migrations import upgrade
from tests.benchmarks.pushes import MARKETPLACE, SELLER
from tests.sql import text

_CHUNK_ROWS = 25_000
_TOGETHER = 500
"""Rows that changed in one transaction."""


def prepare(*, url: str) -> None:
    """Make the catalog's tables."""
    database = Database(url, schema="catalog")
    upgrade(database, "services.catalog")
    database.dispose()


def fill(*, url: str, schema: str | None, tenant_id: str, rows: int) -> None:
    """Store so many listings of the tenant."""
    database, now = Database(url, schema=schema), datetime(2026, 1, 1, tzinfo=UTC)
    for start in range(0, rows, _CHUNK_ROWS):
        with database.write() as session:
            repository, place = ListingRepository(session, tenant_id), MarketplaceRef(SELLER, MARKETPLACE)
            repository.lock([place])
            for first in range(start, min(start + _CHUNK_ROWS, rows), _TOGETHER):
                at = now + timedelta(minutes=first // _TOGETHER)
                repository.put(place, AMAZON, _values(first, min(first + _TOGETHER, rows)), now=at)
    with database.write() as session:
        # As autovacuum does on PostgreSQL in the minutes after; SQLite is left as it is.
        if not database.is_sqlite:
            session.execute(text("ANALYZE listing"))
    database.dispose()


def _values(first: int, end: int) -> list[list[Any]]:
    return [
        values_of(
            {
                "sku": sku_of(number),
                "asin": f"B0{number:08}",
                "title": f"Plain Garden Hose with Brass Fittings, Green, 30 m, No. {number}",
                "bullets": '["It bends and never breaks", "Hot or cold", "For every garden"]',
                "images": '["https://images.example.com/1.jpg"]',
                "gtin": "4006381333931",
                "price_micros": 12_990_000,
                "currency": "GBP",
                "quantity": number % 500,
                "status": "BUYABLE,DISCOVERABLE",
            }
        )
        for number in range(first, end)
    ]


def sku_of(number: int) -> str:
    """The SKU of the listing of this number, which are not stored in the order of their names."""
    return f"S{number * 7919 % 10_000_000:07}"
