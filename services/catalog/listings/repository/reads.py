"""Listings as they are polled and read: the hot path."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from services.catalog.listings.schemas import CatalogListingQuery
from services.catalog.models import Listing, Shelf
from shared.db import Database
from shared.db.columns import table_of
from shared.db.hot import HotRead
from shared.positions import Order, Part, Polled, poll_hot

_listing, _shelf = table_of(Listing), table_of(Shelf)


async def poll(database: Database, tenant_id: str, query: CatalogListingQuery) -> Polled[Mapping[str, Any]]:
    """A page of a tenant's listings: the hot path. Raises the errors of cursors."""
    given = {"tenant_id": tenant_id} | query.model_dump(
        exclude={"limit", "cursor", "updated_after", "include_deleted"}, exclude_none=True
    )

    def read(driver: Any, part: Part) -> list[Mapping[str, Any]]:
        values = given | _ORDER.given(part) | {"limit": part.limit}
        statement = _page_of(frozenset(given), tuple(_ORDER.kinds(part)), query.include_deleted)
        return [dict(zip(_COLUMNS, row, strict=True)) for row in statement.run(database, driver, values)]

    return await poll_hot(database, tenant_id, query, _ORDER, read)


async def read_one(database: Database, tenant_id: str, listing_id: str) -> Mapping[str, Any] | None:
    """One listing of a tenant that is not deleted: the hot path."""
    given = {"tenant_id": tenant_id, "listing_id": listing_id}
    rows = await _page_of(frozenset(given), ()).rows(database, {**given, "limit": 1})
    return dict(zip(_COLUMNS, rows[0], strict=True)) if rows else None


async def read_marketplaces(database: Database, tenant_id: str, seller_id: str) -> list[str]:
    """The marketplaces on which an account of a tenant has shelves: the hot path."""
    rows = await _MARKETPLACES.rows(database, {"tenant_id": tenant_id, "seller_id": seller_id})
    return [marketplace_id for (marketplace_id,) in rows]


_MARKETPLACES = HotRead(
    select(_shelf.c.marketplace_id).where(
        _shelf.c.tenant_id == bindparam("tenant_id"), _shelf.c.seller_id == bindparam("seller_id")
    )
)
_COLUMNS = tuple(
    column.name for column in _listing.c if column.name not in ("tenant_id", "attributes", "report_digest")
)
_ORDER = Order(_listing, ("listing_id",))


@cache
def _page_of(given: frozenset[str], kinds: tuple[str, ...], include_deleted: bool = False) -> HotRead:
    """The statement for the filters that are given, and the kinds of `_ORDER`'s conditions; compiled once each."""
    conditions: dict[str, ColumnElement[bool]] = {
        name: _listing.c[name] == bindparam(name)
        for name in ("tenant_id", "seller_id", "marketplace_id", "sku", "source", "listing_id")
    }
    conditions["status"] = _listing.c.status.contains(bindparam("status"))
    statement = select(*(_listing.c[name] for name in _COLUMNS)).where(
        *(condition for name, condition in conditions.items() if name in given)
    )
    if not include_deleted:
        statement = statement.where(_listing.c.deleted_at.is_(None))
    # Few have a SKU: sort those. In the order's own index SQLite would look through all (1.3 s of a million).
    return HotRead(_ORDER.conditioned(statement, kinds, is_sorted="sku" in given).limit(bindparam("limit")))
