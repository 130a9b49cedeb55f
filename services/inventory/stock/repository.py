"""The SQL of stock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, tuple_

from services.inventory.marketplaces.repository import owned_key
from services.inventory.models import SellerMarketplace, Stock, StockDay
from services.inventory.stock.rules import MFN, Key, Observation
from services.inventory.stock.schemas import InventoryStockQuery
from shared.db import Database, Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.db.hot import HotRead

_stock, _day, _marketplace = table_of(Stock), table_of(StockDay), table_of(SellerMarketplace)
KEY = ("marketplace_key", "sku", "channel", "warehouse")
QUANTITIES = (
    "fulfillable_quantity",
    "inbound_working_quantity",
    "inbound_shipped_quantity",
    "inbound_receiving_quantity",
    "reserved_quantity",
    "unfulfillable_quantity",
)
_STORED, _GIVEN = (", ".join(f"{row}.{name}" for name in QUANTITIES) for row in (_stock.name, "excluded"))
STOCK = BulkUpsert(
    _stock,
    (*KEY, *QUANTITIES, "observed_at", "updated_at"),
    compared=(*QUANTITIES, "observed_at"),
    assigned={
        "updated_at": f"CASE WHEN ({_STORED}) <> ({_GIVEN}) THEN excluded.updated_at ELSE stock.updated_at END"
    },
    newer="observed_at",
)
_DAYS = BulkUpsert(
    _day, ("marketplace_key", "sku", "date_on", "starting_quantity", "received_quantity", "ending_quantity")
)


class StockRepository:
    """Stock of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows in the order of `STOCK.columns`, of the tenant's marketplaces; how many changed.

        An older observation than the stored one is left out.
        """
        return STOCK.run(self._session, rows)

    def store_days(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert days of the ledger, in the order of the table's columns; how many changed."""
        return _DAYS.run(self._session, rows)

    def newest_day(self, marketplace_key: int) -> date | None:
        """The newest day that the ledger has told of a marketplace."""
        query = select(func.max(_day.c.date_on)).where(
            _day.c.marketplace_key.in_(owned_key(self._tenant_id, marketplace_key))
        )
        found: date | None = self._session.execute(query).scalar_one()
        return found

    def own(self, given: Iterable[tuple[Key, Any]]) -> dict[Key, Observation]:
        """What is stored of the seller's own stock of these keys, which are of the tenant's marketplaces."""
        keys = {key for key, _ in given}
        table = _stock.c
        names = ("marketplace_key", "sku", "warehouse", "observed_at", *QUANTITIES)
        query = select(*(table[name] for name in names)).where(
            table.marketplace_key.in_({key[0] for key in keys}),
            table.sku.in_({key[1] for key in keys}),
            table.channel == MFN,
        )
        return {(row[0], row[1], row[2]): Observation(tuple(row[4:]), row[3]) for row in self._session.execute(query)}


async def read_page(
    database: Database, tenant_id: str, query: InventoryStockQuery, after: Sequence[Any] | None
) -> list[Mapping[str, Any]]:
    """Up to `limit + 1` rows of a tenant's stock by (updated_at, key): the hot path."""
    given: dict[str, Any] = query.model_dump(include=set(_FILTERS) | {"updated_after"}, exclude_none=True)
    if after is not None:
        given |= dict(zip(_AFTER, after, strict=True))
    statement = _page_of(frozenset(given))
    rows = await statement.rows(database, {**given, "tenant_id": tenant_id, "limit": query.limit + 1})
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


_READ = (_marketplace.c.seller_id, _marketplace.c.marketplace_id, *_stock.c)
_COLUMNS = tuple(column.name for column in _READ)
_ORDER = (_stock.c.updated_at, *(_stock.c[name] for name in KEY))
_AFTER = ("after_moment", *(f"after_{name}" for name in KEY))
_FILTERS = {
    "seller_id": _marketplace.c.seller_id,
    "marketplace_id": _marketplace.c.marketplace_id,
    **{name: _stock.c[name] for name in ("sku", "channel", "warehouse")},
}


@cache
def _page_of(given: frozenset[str]) -> HotRead:
    """The statement for the filters that are given; compiled once each."""
    conditions: dict[str, ColumnElement[bool]] = {
        **{name: column == bindparam(name) for name, column in _FILTERS.items()},
        "updated_after": _stock.c.updated_at > bindparam("updated_after"),
        _AFTER[0]: tuple_(*_ORDER) > tuple_(*(bindparam(name) for name in _AFTER)),
    }
    statement = (
        select(*_READ)
        .join(_marketplace, _marketplace.c.marketplace_key == _stock.c.marketplace_key)
        .where(_marketplace.c.tenant_id == bindparam("tenant_id"))
        .where(*(condition for name, condition in conditions.items() if name in given))
    )
    return HotRead(statement.order_by(*_ORDER).limit(bindparam("limit")))
