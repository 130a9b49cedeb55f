"""The SQL of listings."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    Select,
    String,
    bindparam,
    func,
    literal,
    select,
    true,
    update,
)
from sqlmodel import col
from sqlmodel import select as select_model

from services.catalog.listings.rules import COLUMNS, QUANTITY, MarketplaceRef, ReportedRow, Source, Stored, is_gone
from services.catalog.listings.schemas import CatalogListingQuery
from services.catalog.models import Listing, Shelf
from shared.db import Database, Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of, utc_text
from shared.db.hot import HotRead
from shared.db.upserts import add_missing
from shared.ids import uuid7s
from shared.positions import Order, Part, Polled, poll_hot

_listing, _shelf = table_of(Listing), table_of(Shelf)
_KEYS = ("tenant_id", "seller_id", "marketplace_id", "sku", "source")
_MANY = 500
"""Values of one IN."""

_STAMPS = ("listing_id", "version", "created_at", "content_at", "updated_at", "changed_by")


@lru_cache(maxsize=100)
def _upsert_of(named: tuple[str, ...]) -> BulkUpsert:
    """The upsert of rows that tell these columns of COLUMNS; what was absent and is told again is not absent."""
    content = [name for name in named if name != QUANTITY]
    stored, given = (", ".join(f"{row}.{name}" for name in content) for row in ("listing", "excluded"))
    same = f"({stored}) IS NOT DISTINCT FROM ({given})" if content else "true"
    at = f"CASE WHEN {same} THEN listing.content_at ELSE excluded.content_at END"
    return BulkUpsert(
        _listing,
        (*_KEYS, *named, *_STAMPS, "absent_since"),
        compared=(*named, "absent_since"),
        assigned={"version": "listing.version + 1", "content_at": at},
        kept=("listing_id", "created_at"),
        defaults={name: _DEFAULTS[name] for name in COLUMNS if name not in named},
    )


def _sql_of(value: Any) -> str:
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value).lower()


_DEFAULTS = {name: _sql_of(absent) for name, absent in COLUMNS.items()}
_SKU, _ID = _KEYS.index("sku"), -1 - len(_STAMPS)


class ListingRepository:
    """Listings and shelves of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def lock(self, places: Iterable[MarketplaceRef]) -> list[Shelf]:
        """The shelves, made where they are missing and locked for change, always in one order."""
        return [self._lock(place) for place in sorted(set(places))]

    def places(self, seller_id: str) -> list[MarketplaceRef]:
        """Where an account has shelves."""
        return [MarketplaceRef(seller_id, shelf.marketplace_id) for shelf in self.shelves(seller_id)]

    def shelves(self, seller_id: str) -> list[Shelf]:
        """The shelves of an account."""
        query = select_model(Shelf).where(Shelf.tenant_id == self._tenant_id, Shelf.seller_id == seller_id)
        return list(self._session.exec(query))

    def find(self, listing_id: str) -> Listing | None:
        """One listing, as it is now."""
        query = select_model(Listing).where(Listing.tenant_id == self._tenant_id, Listing.listing_id == listing_id)
        return self._session.exec(query.execution_options(populate_existing=True)).one_or_none()

    def save(self, shelf: Shelf) -> None:
        """Store a changed shelf."""
        self._session.add(shelf)
        self._session.flush()

    def put(self, place: MarketplaceRef, source: Source, rows: Sequence[Sequence[Any]], *, now: datetime) -> int:
        """Upsert rows of one side: the SKU and the values of COLUMNS in their order; how many were new or changed."""
        return _upsert_of(tuple(COLUMNS)).run(
            self._session, self._tuples(place, source, [(row[0], row[1:]) for row in rows], now)
        )

    def put_each(
        self, place: MarketplaceRef, source: Source, told: Mapping[str, ReportedRow], *, by: str, now: datetime
    ) -> dict[str, Stored]:
        """Upsert what an actor tells of each SKU of a locked shelf, the rest stays as it is; what became of each.

        Look-ups cost less than RETURNING, which doubles the time of an insert on SQLite (measured); the second one
        is needed only where some of those that were there have changed and some have not.
        """
        shapes = {tuple(row) for row in told.values()}
        is_even = len(shapes) == 1
        columns = shapes.pop() if is_even else tuple(n for n in COLUMNS if any(n in each for each in shapes))
        # Most batches name the same of every SKU; only of others the stored values are needed.
        looked_up = () if is_even else columns
        before = {row.sku: row for row in self.known(place, source, list(told), "listing_id", "version", *looked_up)}
        rows = [(sku, _values(row, before.get(sku), columns)) for sku, row in told.items()]
        ids = {sku: row.listing_id for sku, row in before.items()}
        tuples = list(self._tuples(place, source, rows, now, ids, by))
        upsert = _upsert_of(columns)
        made = {row[_SKU]: Stored(row[_ID], 1, "created") for row in tuples if row[_SKU] not in before}
        changed = upsert.run(self._session, tuples) - len(made)
        if 0 < changed < len(before):
            versions = {row.sku: row.version for row in self.known(place, source, list(before), "version")}
        else:
            versions = {sku: row.version + bool(changed) for sku, row in before.items()}
        return made | {sku: _kept(row, versions[sku]) for sku, row in before.items()}

    def known(self, place: MarketplaceRef, source: Source, skus: Sequence[str], *columns: str) -> Iterator[Row[Any]]:
        """The SKU and some columns of those listings that are there."""
        query = select(_listing.c.sku, *(_listing.c[name] for name in columns)).where(*self._on(place, source))
        if self._session.get_bind().dialect.name == "postgresql":
            found = _each_of(query, skus)
        else:
            wanted = func.json_each(orjson.dumps(list(skus)).decode()).table_valued("value")
            found = query.where(_listing.c.sku.in_(select(wanted.c.value)))
        yield from self._session.execute(found).all()

    def every(self, place: MarketplaceRef, source: Source, *columns: str) -> list[Row[Any]]:
        """The SKU and some columns of every listing of a shelf that is still listed."""
        query = select(_listing.c.sku, *(_listing.c[name] for name in columns))
        return list(self._session.execute(query.where(*self._on(place, source), _listing.c.is_listed)))

    def of_account(self, seller_id: str, *columns: str) -> Iterator[Row[Any]]:
        """Some columns of every listing of an account, both sides, that is still listed; some rows at a time."""
        query = select(*(_listing.c[name] for name in columns)).where(
            _listing.c.tenant_id == self._tenant_id, _listing.c.seller_id == seller_id, _listing.c.is_listed
        )
        yield from self._session.execute(query.execution_options(yield_per=_MANY))

    def note_absent(
        self, place: MarketplaceRef, source: Source, absent: Collection[str], present: datetime
    ) -> list[str]:
        """Note which listings are named nowhere; those of which that was noted a day before."""
        known = {row.sku: row.absent_since for row in self.every(place, source, "absent_since")}
        named_again = [sku for sku, since in known.items() if since and sku not in absent]
        new = [sku for sku in absent if sku in known and known[sku] is None]
        on_shelf = update(_listing).where(*self._on(place, source))
        for skus, since in ((named_again, None), (new, present)):
            for start in range(0, len(skus), _MANY):
                chosen = _listing.c.sku.in_(skus[start : start + _MANY])
                self._session.execute(on_shelf.where(chosen).values(absent_since=since))
        return [sku for sku in absent if (since := known.get(sku)) and is_gone(since, present)]

    def set_unlisted(self, place: MarketplaceRef, source: Source, skus: Sequence[str], *, now: datetime) -> int:
        """Mark listings as no longer there; how many were."""
        statement = (
            update(_listing)
            .where(*self._on(place, source), _listing.c.is_listed)
            .values(is_listed=False, status="", version=_listing.c.version + 1, content_at=now, updated_at=now)
        )
        gone = 0
        for start in range(0, len(skus), _MANY):
            chosen = statement.where(_listing.c.sku.in_(skus[start : start + _MANY]))
            gone += len(self._session.execute(chosen.returning(_listing.c.sku)).all())
        return gone

    def _tuples(
        self,
        place: MarketplaceRef,
        source: Source,
        rows: Sequence[tuple[str, Iterable[Any]]],
        now: datetime,
        ids: Mapping[str, str] = MappingProxyType({}),
        by: str | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """The rows to be stored, each with its known id or with a new one."""
        moment = utc_text(now)
        key = (self._tenant_id, place.seller_id, place.marketplace_id)
        new = iter(uuid7s(len(rows) - len(ids)))
        return (
            (*key, sku, source, *reported, ids.get(sku) or next(new), 1, moment, moment, moment, by, None)
            for sku, reported in rows
        )

    def _lock(self, place: MarketplaceRef) -> Shelf:
        key = {"tenant_id": self._tenant_id, "seller_id": place.seller_id, "marketplace_id": place.marketplace_id}
        query = select_model(Shelf).where(*(col(getattr(Shelf, name)) == value for name, value in key.items()))
        shelf = self._session.exec(query.with_for_update()).one_or_none()
        if shelf is None:
            add_missing(self._session, _shelf, {**key, "is_stale": False, "revision": 0})
            shelf = self._session.exec(query.with_for_update()).one()
        return shelf

    def _on(self, place: MarketplaceRef, source: Source) -> list[Any]:
        return [
            _listing.c.tenant_id == self._tenant_id,
            _listing.c.seller_id == place.seller_id,
            _listing.c.marketplace_id == place.marketplace_id,
            _listing.c.source == source,
        ]


def _each_of(query: Select[Any], skus: Sequence[str]) -> Select[Any]:
    """The query's row of each SKU, looked up by its whole key, whatever PostgreSQL guesses of the table.

    By IN it reads all of a tenant's rows for as long as a new shelf has no statistics, and compares each with all.
    """
    wanted = func.unnest(literal(list(skus), ARRAY(String))).table_valued("sku").render_derived("wanted")
    found = query.where(_listing.c.sku == wanted.c.sku).limit(1).correlate(wanted).lateral("found")
    return select(found).select_from(wanted).join(found, true())


def _values(row: ReportedRow, stored: Row[Any] | None, columns: Sequence[str]) -> Iterable[Any]:
    """The values of these columns: as told, else as stored, else as they are at first."""
    if len(row) == len(columns):
        return row.values() if tuple(row) == columns else (row[name] for name in columns)
    before = COLUMNS if stored is None else stored._mapping
    return (row[name] if name in row else before[name] for name in columns)


def _kept(row: Row[Any], version: int) -> Stored:
    return Stored(row.listing_id, version, "unchanged" if version == row.version else "updated")


async def poll(database: Database, tenant_id: str, query: CatalogListingQuery) -> Polled[Mapping[str, Any]]:
    """A page of a tenant's listings: the hot path. Raises the errors of cursors."""
    given = {"tenant_id": tenant_id} | query.model_dump(
        exclude={"limit", "cursor", "updated_after"}, exclude_none=True
    )

    def read(driver: Any, part: Part) -> list[Mapping[str, Any]]:
        values = given | _ORDER.given(part) | {"limit": part.limit}
        statement = _page_of(frozenset(given), tuple(_ORDER.kinds(part)))
        return [dict(zip(_COLUMNS, row, strict=True)) for row in statement.run(database, driver, values)]

    return await poll_hot(database, tenant_id, query, _ORDER, read)


async def read_one(database: Database, tenant_id: str, listing_id: str) -> Mapping[str, Any] | None:
    """One listing of a tenant: the hot path."""
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
def _page_of(given: frozenset[str], kinds: tuple[str, ...]) -> HotRead:
    """The statement for the filters that are given, and the kinds of `_ORDER`'s conditions; compiled once each."""
    conditions: dict[str, ColumnElement[bool]] = {
        name: _listing.c[name] == bindparam(name)
        for name in ("tenant_id", "seller_id", "marketplace_id", "sku", "source", "listing_id")
    }
    conditions["status"] = _listing.c.status.contains(bindparam("status"))
    statement = select(*(_listing.c[name] for name in _COLUMNS)).where(
        *(condition for name, condition in conditions.items() if name in given)
    )
    # Few have a SKU: sort those. In the order's own index SQLite would look through all (1.3 s of a million).
    return HotRead(_ORDER.conditioned(statement, kinds, is_sorted="sku" in given).limit(bindparam("limit")))
