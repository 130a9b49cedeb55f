"""The SQL of seller accounts on their marketplaces."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, bindparam, select, update
from sqlmodel import col
from sqlmodel import select as select_model

from services.inventory.marketplaces.rules import is_gone
from services.inventory.models import SellerMarketplace
from shared.db import Database, Session
from shared.db.columns import table_of
from shared.db.hot import HotRead
from shared.db.upserts import add_missing
from shared.pages import PageQuery
from shared.positions import Order, Part, Polled, poll_hot
from shared.sorting import By, Kind, Sorting, page_of_hot

_marketplace = table_of(SellerMarketplace)
KEPT = "kept"
"""In place of a filter: that what was deleted is left out."""

_PLACE = "marketplace_id"

MANY = 500
"""Values of one IN."""


class MarketplaceRepository:
    """Seller accounts of one tenant on their marketplaces."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, marketplace: SellerMarketplace) -> None:
        """Store one unless somebody else did meanwhile."""
        row = marketplace.model_dump(exclude={"marketplace_key"})
        add_missing(self._session, _marketplace, row | {"tenant_id": self._tenant_id})

    def save(self, marketplace: SellerMarketplace) -> None:
        """Store the changes of one."""
        self._session.add(marketplace)
        self._session.flush()

    def lock(self, marketplace_key: int) -> None:
        """Let no other transaction that locks it judge the marketplace until this one ends."""
        query = select_model(SellerMarketplace.marketplace_key).where(
            SellerMarketplace.tenant_id == self._tenant_id, SellerMarketplace.marketplace_key == marketplace_key
        )
        self._session.exec(query.with_for_update()).one_or_none()

    def note_judged(self, marketplace_key: int, judged_at: datetime) -> None:
        """Remember when the stock of a marketplace was judged."""
        own = (_marketplace.c.tenant_id == self._tenant_id) & (_marketplace.c.marketplace_key == marketplace_key)
        self._session.execute(update(_marketplace).where(own).values(judged_at=judged_at))

    def of_seller(self, seller_id: str) -> list[SellerMarketplace]:
        """The marketplaces of a seller account."""
        query = select_model(SellerMarketplace).where(
            SellerMarketplace.tenant_id == self._tenant_id, SellerMarketplace.seller_id == seller_id
        )
        return list(self._session.exec(query.order_by(col(SellerMarketplace.marketplace_key))))

    def get(self, marketplace_key: int) -> SellerMarketplace | None:
        """The tenant's marketplace of a key."""
        query = select_model(SellerMarketplace).where(
            SellerMarketplace.tenant_id == self._tenant_id, SellerMarketplace.marketplace_key == marketplace_key
        )
        return self._session.exec(query).one_or_none()

    def find(self, seller_id: str, marketplace_id: str) -> SellerMarketplace | None:
        """A seller account on a marketplace."""
        query = select_model(SellerMarketplace).where(
            SellerMarketplace.tenant_id == self._tenant_id,
            SellerMarketplace.seller_id == seller_id,
            SellerMarketplace.marketplace_id == marketplace_id,
        )
        return self._session.exec(query).one_or_none()

    def keys_by_pair(self) -> dict[tuple[str, str], int]:
        """The keys of all of the tenant's, by seller and marketplace."""
        query = select(_marketplace.c.seller_id, _marketplace.c.marketplace_id, _marketplace.c.marketplace_key).where(
            _marketplace.c.tenant_id == self._tenant_id
        )
        return {(row[0], row[1]): row[2] for row in self._session.execute(query)}


def owned_key(tenant_id: str, marketplace_key: int) -> Select[tuple[int]]:
    """The key, and only if it is the tenant's: every query of rows by key goes through it."""
    return select(_marketplace.c.marketplace_key).where(
        _marketplace.c.marketplace_key == marketplace_key, _marketplace.c.tenant_id == tenant_id
    )


def owned_keys(tenant_id: str, marketplace_keys: Collection[int]) -> Select[tuple[int]]:
    """The same of several."""
    return select(_marketplace.c.marketplace_key).where(
        _marketplace.c.marketplace_key.in_(marketplace_keys), _marketplace.c.tenant_id == tenant_id
    )


def note_absent(
    session: Session, table: Table, own: ColumnElement[bool], named: Set[str], present: datetime
) -> list[str]:
    """Note which SKUs of a table's `own` rows a whole answer of Amazon's does not name.

    Those that an answer of a day before did not name either: of them nothing is known any more.
    """
    rows = session.execute(select(table.c.sku, table.c.absent_since).where(own))
    absent = [row for row in rows if row.sku not in named]
    new = [row.sku for row in absent if row.absent_since is None]
    for chosen in each_of(table, new):
        session.execute(update(table).where(own, chosen).values(absent_since=present))
    return [row.sku for row in absent if row.absent_since and is_gone(row.absent_since, present)]


def each_of(table: Table, skus: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """Conditions that name these SKUs, some at a time."""
    for start in range(0, len(skus), MANY):
        yield table.c.sku.in_(skus[start : start + MANY])


class MarketplaceRows:
    """The hot list of a table of marketplaces' rows by position, behind `reported` of the marketplace and `beside`.

    Of a query count seller, marketplace and these columns; the statement of each set of filters is compiled once. A
    row whose `shares` name the marketplace concerns it, wherever it stands.
    """

    def __init__(
        self,
        table: Table,
        filters: Sequence[str],
        *,
        reported: Sequence[str] = ("seller_id", "marketplace_id"),
        beside: Sequence[ColumnElement[Any]] = (),
        sorts: Mapping[str, By] = MappingProxyType({}),
        shares: ColumnElement[Any] | None = None,
    ) -> None:
        self._order = Order(table, [column.name for column in table.primary_key])
        self._read = (*(_marketplace.c[name] for name in reported), *beside, *table.c)
        self._names = [column.name for column in self._read]
        self._on = _marketplace.c.marketplace_key == table.c.marketplace_key
        self._filters: dict[str, ColumnElement[Any]] = {
            name: _marketplace.c[name] for name in ("tenant_id", "seller_id", "marketplace_id")
        }
        self._filters |= {name: table.c[name] for name in filters}
        self._shares = shares
        self._statement = cache(self._compiled)
        self._sorting = Sorting(sorts, list(table.primary_key), table.c.updated_at)
        self._sorted = cache(self._compiled_sorted)

    async def poll(self, database: Database, tenant_id: str, query: PageQuery) -> Polled[dict[str, Any]]:
        """A page of the tenant's rows. Raises the errors of cursors."""
        given: dict[str, Any] = {"tenant_id": tenant_id} | query.model_dump(
            include={*self._filters}, exclude_none=True
        )
        if "deleted_at" in self._order.table.c and not getattr(query, "include_deleted", False):
            given[KEPT] = None
        if sort := getattr(query, "sort", None):
            sorted_by = partial(self._sorted, frozenset(given))
            return await page_of_hot(database, tenant_id, query, sort, self._sorting, sorted_by, given, self._names)

        def read(driver: Any, part: Part) -> list[dict[str, Any]]:
            values = given | self._order.given(part) | {"limit": part.limit}
            statement = self._statement(frozenset(given), tuple(self._order.kinds(part)))
            return [dict(zip(self._names, row, strict=True)) for row in statement.run(database, driver, values)]

        return await poll_hot(database, tenant_id, query, self._order, read)

    def _compiled(self, given: frozenset[str], kinds: tuple[str, ...]) -> HotRead:
        return HotRead(self._order.conditioned(self._chosen(given), kinds).limit(bindparam("limit")))

    def _compiled_sorted(self, given: frozenset[str], kind: Kind) -> HotRead:
        return HotRead(self._sorting.conditioned(self._chosen(given), kind))

    def _chosen(self, given: frozenset[str]) -> Select[Any]:
        filters = {name: column == bindparam(name) for name, column in self._filters.items() if name in given}
        if self._shares is not None and _PLACE in given:
            filters[_PLACE] |= self._shares.contains(bindparam(_PLACE, type_=String))
        statement = select(*self._read).join(_marketplace, self._on).where(*filters.values())
        if KEPT in given:
            statement = statement.where(self._order.table.c.deleted_at.is_(None))
        return statement
