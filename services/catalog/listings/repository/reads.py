"""Listings as they are polled and read: the hot path."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from services.catalog.listings.schemas import CatalogListingQuery
from services.catalog.models import Listing, Shelf
from shared.db import Database
from shared.db.columns import table_of
from shared.db.hot import HotRead, any_of, driver_of, numbered
from shared.http.filters import pattern_of
from shared.positions import Order, Part, Polled, poll_hot
from shared.sorting import By, Kind, Sorting, holds, page_of_hot

_listing, _shelf = table_of(Listing), table_of(Shelf)


async def poll(database: Database, tenant_id: str, query: CatalogListingQuery) -> Polled[dict[str, Any]]:
    """A page of a tenant's listings: the hot path. Raises the errors of cursors."""
    given: dict[str, Any] = {"tenant_id": tenant_id} | query.model_dump(include=_FILTERS, exclude_none=True)
    given |= numbered("marketplace_id", query.marketplace_id)
    if query.q is not None:
        given["q"] = pattern_of(query.q)
    if not query.include_deleted:
        given[_KEPT] = None
    if query.sort is not None:
        sorted_by = partial(_sorted_of, frozenset(given))
        return await page_of_hot(database, tenant_id, query, query.sort, _SORTING, sorted_by, given, _COLUMNS)

    def read(driver: Any, part: Part) -> list[dict[str, Any]]:
        values = given | _ORDER.given(part) | {"limit": part.limit}
        statement = _page_of(frozenset(given), tuple(_ORDER.kinds(part)))
        return [dict(zip(_COLUMNS, row, strict=True)) for row in statement.run(database, driver, values)]

    return await poll_hot(database, tenant_id, query, _ORDER, read)


async def read_one(database: Database, tenant_id: str, listing_id: str) -> Mapping[str, Any] | None:
    """One listing of a tenant that is not deleted: the hot path."""
    given = {"tenant_id": tenant_id, "listing_id": listing_id}
    rows = await _page_of(frozenset({*given, _KEPT}), ()).rows(database, {**given, "limit": 1})
    return dict(zip(_COLUMNS, rows[0], strict=True)) if rows else None


def read_marketplaces(database: Database, tenant_id: str, seller_id: str) -> list[str]:
    """The marketplaces on which an account of a tenant has shelves: the hot path."""
    with driver_of(database) as driver:
        rows = _MARKETPLACES.run(database, driver, {"tenant_id": tenant_id, "seller_id": seller_id})
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


_FILTERS = {"seller_id", "sku", "source", "status"}
_KEPT = "kept"
"""In place of a filter: that what was deleted is left out."""

_SEARCHED = [_listing.c[name] for name in ("sku", "asin", "title")]
_SORTING = Sorting({"sku": By(_listing.c.sku)}, (_listing.c.listing_id,), _listing.c.updated_at)


@cache
def _page_of(given: frozenset[str], kinds: tuple[str, ...]) -> HotRead:
    """The statement for the filters that are given, and the kinds of `_ORDER`'s conditions; compiled once each."""
    # Few have a SKU: sort those. In the order's own index SQLite would look through all (1.3 s of a million).
    statement = _ORDER.conditioned(_chosen(given), kinds, is_sorted="sku" in given)
    return HotRead(statement.limit(bindparam("limit")))


@cache
def _sorted_of(given: frozenset[str], kind: Kind) -> HotRead:
    return HotRead(_SORTING.conditioned(_chosen(given), kind))


def _chosen(given: frozenset[str]) -> Select[Any]:
    conditions: dict[str, ColumnElement[bool]] = {
        name: _listing.c[name] == bindparam(name)
        for name in ("tenant_id", "seller_id", "sku", "source", "listing_id")
    }
    conditions["status"] = _listing.c.status.contains(bindparam("status"))
    conditions["q"] = holds(_SEARCHED, bindparam("q"))
    conditions[_KEPT] = _listing.c.deleted_at.is_(None)
    return select(*(_listing.c[name] for name in _COLUMNS)).where(
        *(condition for name, condition in conditions.items() if name in given),
        *any_of(_listing.c.marketplace_id, "marketplace_id", given),
    )
