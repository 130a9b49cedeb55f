"""The SQL of listings."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import col
from sqlmodel import select as select_model

from services.catalog.listings.rules import QUANTITY, TOLD, Place, Source
from services.catalog.models import Listing, Shelf
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of, utc_text
from shared.db.upserts import add_missing
from shared.ids import uuid7

_listing = table_of(Listing)
_KEYS = ("tenant_id", "seller_id", "marketplace_id", "sku", "source")
_CONTENT = [name for name in TOLD if name != QUANTITY]
_MANY = 500
"""Values of one IN."""


def _tuple_of(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _CONTENT)


_UPSERT = BulkUpsert(
    _listing,
    (*_KEYS, *TOLD, "listing_id", "version", "created_at", "content_at", "updated_at"),
    compared=tuple(TOLD),
    assigned={
        "listing_id": "listing.listing_id",
        "version": "listing.version + 1",
        "created_at": "listing.created_at",
        "content_at": f"CASE WHEN ({_tuple_of('listing')}) IS NOT DISTINCT FROM ({_tuple_of('excluded')}) "
        "THEN listing.content_at ELSE excluded.content_at END",
    },
)


class ListingRepository:
    """Listings and shelves of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def lock(self, places: Iterable[Place]) -> list[Shelf]:
        """The shelves, made where they are missing and locked for change, always in one order."""
        return [self._lock(place) for place in sorted(set(places))]

    def places(self, seller_id: str) -> list[Place]:
        """The shelves of an account."""
        query = select_model(Shelf).where(Shelf.tenant_id == self._tenant_id, Shelf.seller_id == seller_id)
        return [Place(seller_id, shelf.marketplace_id) for shelf in self._session.exec(query)]

    def save(self, shelf: Shelf) -> None:
        """Store a changed shelf."""
        self._session.add(shelf)
        self._session.flush()

    def put(self, place: Place, source: Source, rows: Iterable[Sequence[Any]], *, now: datetime) -> int:
        """Upsert rows of one side: the SKU and the values of TOLD in their order; how many were new or changed."""
        moment = utc_text(now)
        key = (self._tenant_id, place.seller_id, place.marketplace_id)
        return _UPSERT.run(
            self._session, ((*key, sku, source, *told, uuid7(), 1, moment, moment, moment) for sku, *told in rows)
        )

    def known(self, place: Place, source: Source, skus: Sequence[str], *columns: str) -> Iterator[Row[Any]]:
        """The SKU and some columns of those listings that are there."""
        query = select(_listing.c.sku, *(_listing.c[name] for name in columns)).where(*self._on(place, source))
        for start in range(0, len(skus), _MANY):
            yield from self._session.execute(query.where(_listing.c.sku.in_(skus[start : start + _MANY])))

    def every(self, place: Place, source: Source, *columns: str) -> list[Row[Any]]:
        """The SKU and some columns of every listing of a shelf that is still listed."""
        query = select(_listing.c.sku, *(_listing.c[name] for name in columns))
        return list(self._session.execute(query.where(*self._on(place, source), _listing.c.is_listed)))

    def of_account(self, seller_id: str, *columns: str) -> list[Row[Any]]:
        """Some columns of every listing of an account, both sides, that is still listed."""
        query = select(*(_listing.c[name] for name in columns)).where(
            _listing.c.tenant_id == self._tenant_id, _listing.c.seller_id == seller_id, _listing.c.is_listed
        )
        return list(self._session.execute(query))

    def set_unlisted(self, place: Place, source: Source, skus: Sequence[str], *, now: datetime) -> int:
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

    def _lock(self, place: Place) -> Shelf:
        key = {"tenant_id": self._tenant_id, "seller_id": place.seller_id, "marketplace_id": place.marketplace_id}
        add_missing(self._session, table_of(Shelf), {**key, "is_stale": False, "revision": 0})
        query = select_model(Shelf).where(*(col(getattr(Shelf, name)) == value for name, value in key.items()))
        return self._session.exec(query.with_for_update()).one()

    def _on(self, place: Place, source: Source) -> list[Any]:
        return [
            _listing.c.tenant_id == self._tenant_id,
            _listing.c.seller_id == place.seller_id,
            _listing.c.marketplace_id == place.marketplace_id,
            _listing.c.source == source,
        ]
