"""The hot list of stock: Amazon's by marketplace, and the seller's own by warehouse, in one order of changes.

Two statements that each find their rows by a key of the tenant's, up to a page of each: one with both joined from the
left would read the whole table.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from services.inventory.marketplaces.repository import KEPT, MarketplaceRows
from services.inventory.models import SellerMarketplace, Stock, Thresholds, Warehouse, is_own
from services.inventory.thresholds.rules import DEFAULTS
from shared.db.columns import table_of
from shared.db.hot import HotRead

_stock, _warehouse = table_of(Stock), table_of(Warehouse)
_marketplace, _thresholds = table_of(SellerMarketplace), table_of(Thresholds)
_max_age = func.coalesce(_thresholds.c.own_count_max_age_days, DEFAULTS.own_count_max_age_days)
_LABELS = ("warehouse_id", "warehouse_name", "max_age_days")


class StockRows(MarketplaceRows):
    """Rows with the marketplace, or with the warehouse and for how many days its account relies on counts."""

    def __init__(self) -> None:
        told: list[ColumnElement[Any]] = [null().cast(String), _stock.c.warehouse, literal(0)]
        beside = [column.label(label) for column, label in zip(told, _LABELS, strict=True)]
        super().__init__(_stock, ("sku", "channel", "warehouse"), beside=beside)
        self._filters["warehouse_id"] = null().cast(String)

    def _compiled(self, given: frozenset[str], kinds: tuple[str, ...]) -> HotRead:
        page: BindParameter[int] = bindparam("limit")
        parts = [
            self._order.conditioned(chosen, kinds).limit(page).subquery()
            for chosen in (self._chosen(given), self._chosen_own(given))
        ]
        found = union_all(*(select(part) for part in parts)).subquery()
        return HotRead(select(found).order_by(*(found.c[each.name] for each in self._order.columns)).limit(page))

    def _chosen_own(self, given: frozenset[str]) -> Select[Any]:
        own, bounds = _warehouse.c, _thresholds.c
        told = (own.seller_id, null().cast(String).label("marketplace_id"), own.warehouse_id)
        age = (own.name.label("warehouse_name"), _max_age.label("max_age_days"))
        held = (own.warehouse_id == _stock.c.warehouse) & is_own(_stock)
        same_account = (bounds.tenant_id == own.tenant_id) & (bounds.seller_id == own.seller_id)
        joined = (
            select(*told, *age, *_stock.c)
            .select_from(_stock)
            .join(_warehouse, held)
            .outerjoin(_thresholds, same_account)
        )
        statement = joined.where(*(self._own_condition(name) for name in self._filters if name in given))
        return statement.where(_stock.c.deleted_at.is_(None)) if KEPT in given else statement

    def _own_condition(self, name: str) -> ColumnElement[bool]:
        if name == "marketplace_id":
            return _serves(bindparam(name, type_=String))
        columns = {"warehouse": _warehouse.c.name, "sku": _stock.c.sku, "channel": _stock.c.channel}
        column: ColumnElement[Any] = columns[name] if name in columns else _warehouse.c[name]
        return column == bindparam(name)


def _serves(marketplace_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a warehouse serves a marketplace of its account; the empty text finds all that have none."""
    own, place = _warehouse.c, _marketplace.c
    among = literal(" ").concat(own.marketplace_ids).concat(" ").contains(marketplace_id)
    account = (place.tenant_id == own.tenant_id) & (place.seller_id == own.seller_id)
    sells = exists().where(account, place.marketplace_id == marketplace_id)
    return or_(marketplace_id == "", and_(or_(own.marketplace_ids.is_(None), among), sells))


ROWS = StockRows()
