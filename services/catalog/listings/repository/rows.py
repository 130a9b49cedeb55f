"""The rows of listings and shelves in a transaction: looked up, locked, upserted."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, Row, String, bindparam, delete, func, select, true, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import select as select_model

from services.catalog.listings.rules import (
    COLUMNS,
    QUANTITY,
    Change,
    MarketplaceRef,
    ReportedRow,
    Source,
    Stored,
    is_gone,
)
from services.catalog.models import Listing, Shelf
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of, utc_text
from shared.db.hot import HotRead, HotWrite
from shared.db.upserts import add_missing
from shared.ids import uuid7s

_listing, _shelf = table_of(Listing), table_of(Shelf)
_KEYS = ("tenant_id", "seller_id", "marketplace_id", "sku", "source")
_MANY = 500
"""Values of one IN."""

_SAME = {name: name for name in ("tenant_id", "seller_id", "marketplace_id", "source", "changed_by")} | dict.fromkeys(
    ("created_at", "content_at", "updated_at"), "now"
)
"""Columns that are the same in all rows that are stored together, each with the name of its value."""

_ENDS = ("absent_since", "deleted_at")
_NO_END = dict.fromkeys(_ENDS, "NULL")
_FATE = ("listing_id", "version", "deleted_at")
"""What is looked up of a listing to tell what becomes of it."""


@lru_cache(maxsize=100)
def _upsert_of(named: tuple[str, ...]) -> BulkUpsert:
    """The upsert of rows that tell these columns of COLUMNS; what is told is neither absent nor deleted any more."""
    content = [name for name in named if name != QUANTITY]
    stored, given = (", ".join(f"{row}.{name}" for name in content) for row in ("listing", "excluded"))
    same = f"({stored}) IS NOT DISTINCT FROM ({given})" if content else "true"
    at = f"CASE WHEN {same} THEN listing.content_at ELSE excluded.content_at END"
    return BulkUpsert(
        _listing,
        ("sku", *named, "listing_id"),
        same=_SAME,
        compared=(*named, *_ENDS),
        assigned={"version": "listing.version + 1", "content_at": at, **_NO_END},
        kept=("listing_id", "created_at"),
        defaults={name: _DEFAULTS[name] for name in COLUMNS if name not in named} | {"version": "1", **_NO_END},
    )


def _sql_of(value: Any) -> str:
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value).lower()


_DEFAULTS = {name: _sql_of(absent) for name, absent in COLUMNS.items()}
_LOCKED = (
    select_model(Shelf)
    .where(*(_shelf.c[name] == bindparam(name) for name in ("tenant_id", "seller_id", "marketplace_id")))
    .with_for_update()
)
_changed = (
    update(_shelf)
    .where(*(_shelf.c[name] == bindparam(f"of_{name}") for name in ("tenant_id", "seller_id", "marketplace_id")))
    .values(revision=_shelf.c.revision + 1, is_stale=True)
)
_CHANGED = HotWrite(lambda _dialect: _changed)


class ListingRepository:
    """Listings and shelves of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def forget_shelves(self, seller_id: str) -> None:
        """Remove the shelves of a seller account."""
        mine = (_shelf.c.tenant_id == self._tenant_id, _shelf.c.seller_id == seller_id)
        self._session.execute(delete(_shelf).where(*mine))

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
        """One listing that is not deleted, as it is now."""
        mine = (Listing.tenant_id == self._tenant_id, Listing.listing_id == listing_id)
        query = select_model(Listing).where(*mine, _listing.c.deleted_at.is_(None))
        return self._session.exec(query.execution_options(populate_existing=True)).one_or_none()

    def save(self, shelf: Shelf) -> None:
        """Store a changed shelf."""
        self._session.add(shelf)
        self._session.flush()

    def count_change(self, shelf: Shelf) -> None:
        """Raise the revision of a locked shelf, and note that it is to be judged; without a flush, which all pay."""
        key = {f"of_{name}": getattr(shelf, name) for name in ("tenant_id", "seller_id", "marketplace_id")}
        _CHANGED.within(self._session.connection(), key)
        set_committed_value(shelf, "revision", shelf.revision + 1)
        set_committed_value(shelf, "is_stale", True)

    def delete(self, listing: Listing, *, by: str, now: datetime) -> None:
        """Mark a listing as deleted that was found here."""
        listing.changed_by = by
        listing.deleted_at = listing.content_at = listing.updated_at = now
        listing.is_listed, listing.status = False, ""
        listing.version += 1
        self._session.add(listing)
        self._session.flush()

    def deleted_since(self, place: MarketplaceRef, moment: datetime | None) -> set[str]:
        """The SKUs of a shelf of which a listing was deleted after a moment, or ever."""
        query = select(_listing.c.sku).where(*self._on(place), _listing.c.deleted_at.is_not(None))
        later = query if moment is None else query.where(_listing.c.deleted_at > moment)
        return set(self._session.execute(later).scalars())

    def put(self, place: MarketplaceRef, source: Source, rows: Sequence[Sequence[Any]], *, now: datetime) -> int:
        """Upsert rows of one side: the SKU and the values of COLUMNS in their order; how many were new or changed."""
        tuples = [(*row, listing_id) for row, listing_id in zip(rows, uuid7s(len(rows)), strict=True)]
        return _upsert_of(tuple(COLUMNS)).run(self._session, tuples, self._same(place, source, None, now))

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
        names = (*_FATE, *looked_up)
        before = {row[0]: row for row in self.known(place, source, list(told), *names)}
        if revived := [sku for sku, row in before.items() if row[3] is not None]:
            self._revive(place, source, revived, now=now)
            before = {row[0]: row for row in self.known(place, source, list(told), *names)}
        new = [sku for sku in told if sku not in before]
        made = {sku: Stored(new_id, 1, "created") for sku, new_id in zip(new, uuid7s(len(new)), strict=True)}
        ids = {sku: row[1] for sku, row in before.items()} | {sku: one.listing_id for sku, one in made.items()}
        values = told if is_even else {sku: _filled(row, before.get(sku), columns) for sku, row in told.items()}
        rows = [(sku, *values[sku].values(), ids[sku]) for sku in sorted(told)]
        same = self._same(place, source, by, now)
        changed = _upsert_of(columns).run(self._session, rows, same, is_sorted=True) - len(made)
        if 0 < changed < len(before):
            versions = {row[0]: row[1] for row in self.known(place, source, list(before), "version")}
            kept = {sku: _kept(row, versions[sku]) for sku, row in before.items()}
        else:
            change: Change = "updated" if changed else "unchanged"
            more = int(changed > 0)
            kept = {sku: Stored(row[1], row[2] + more, change) for sku, row in before.items()}
        return made | kept | {sku: kept[sku]._replace(change="created") for sku in revived}

    def known(
        self, place: MarketplaceRef, source: Source, skus: Sequence[str], *columns: str
    ) -> Sequence[tuple[Any, ...]]:
        """The SKU and some columns of those listings that are there; deleted ones for who asks for `deleted_at`.

        Past the ORM, which knows nothing of these rows: the shelf has been found by it.
        """
        is_sqlite = self._session.get_bind().dialect.name == "sqlite"
        given = {
            "tenant_id": self._tenant_id,
            **asdict(place),
            "source": source,
            "skus": orjson.dumps(skus).decode() if is_sqlite else skus,
        }
        return _known_of(columns, is_sqlite=is_sqlite).within(self._session, given)

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

    def _same(self, place: MarketplaceRef, source: Source, by: str | None, now: datetime) -> dict[str, Any]:
        """The values of _SAME."""
        told = {"source": source, "changed_by": by, "now": utc_text(now)}
        return {"tenant_id": self._tenant_id, **asdict(place), **told}

    def _revive(self, place: MarketplaceRef, source: Source, skus: Sequence[str], *, now: datetime) -> None:
        """Let these, which are deleted, begin anew, as if nothing had been told of them yet."""
        anew = COLUMNS | dict.fromkeys(_ENDS) | dict.fromkeys(("created_at", "content_at", "updated_at"), now)
        for start in range(0, len(skus), _MANY):
            some = update(_listing).where(*self._on(place, source), _listing.c.sku.in_(skus[start : start + _MANY]))
            self._session.execute(some.values({**anew, "version": _listing.c.version + 1}))

    def _lock(self, place: MarketplaceRef) -> Shelf:
        key = {"tenant_id": self._tenant_id, "seller_id": place.seller_id, "marketplace_id": place.marketplace_id}
        shelf = self._session.exec(_LOCKED, params=key).one_or_none()
        if shelf is None:
            add_missing(self._session, _shelf, {**key, "is_stale": False, "revision": 0})
            shelf = self._session.exec(_LOCKED, params=key).one()
        return shelf

    def _on(self, place: MarketplaceRef, source: Source | None = None) -> list[Any]:
        on_shelf = [
            _listing.c.tenant_id == self._tenant_id,
            _listing.c.seller_id == place.seller_id,
            _listing.c.marketplace_id == place.marketplace_id,
        ]
        return on_shelf if source is None else [*on_shelf, _listing.c.source == source]


@cache
def _known_of(columns: tuple[str, ...], *, is_sqlite: bool) -> HotRead:
    """The SKU and some columns of those of `skus` that are there: a JSON list on SQLite, an array on PostgreSQL.

    On PostgreSQL each is looked up by its whole key, whatever it guesses of the table. By IN it reads all of a
    tenant's rows for as long as a new shelf has no statistics, and compares each with all.
    """
    query = select(_listing.c.sku, *(_listing.c[name] for name in columns)).where(
        *(_listing.c[name] == bindparam(name) for name in _KEYS if name != "sku")
    )
    if "deleted_at" not in columns:
        query = query.where(_listing.c.deleted_at.is_(None))
    if is_sqlite:
        wanted = func.json_each(bindparam("skus", type_=String)).table_valued("value")
        return HotRead(query.where(_listing.c.sku.in_(select(wanted.c.value))))
    each = func.unnest(bindparam("skus", type_=ARRAY(String))).table_valued("sku").render_derived("wanted")
    found = query.where(_listing.c.sku == each.c.sku).limit(1).correlate(each).lateral("found")
    return HotRead(select(found).select_from(each).join(found, true()))


def _filled(row: ReportedRow, stored: tuple[Any, ...] | None, columns: Sequence[str]) -> ReportedRow:
    """All of these columns in their order: as told, else as stored, else as they are at first."""
    before = COLUMNS if stored is None else dict(zip(columns, stored[1 + len(_FATE) :], strict=True))
    return {name: row[name] if name in row else before[name] for name in columns}


def _kept(row: tuple[Any, ...], version: int) -> Stored:
    return Stored(row[1], version, "unchanged" if version == row[2] else "updated")
