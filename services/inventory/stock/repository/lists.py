"""The hot list of stock: Amazon's by marketplace, and the seller's own by warehouse, in one order of changes."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, literal, or_

from services.inventory.marketplaces.repository import MarketplaceRows
from services.inventory.models import SellerMarketplace, Stock, Thresholds, Warehouse
from services.inventory.thresholds.rules import DEFAULTS
from shared.db.columns import table_of

_stock, _warehouse = table_of(Stock), table_of(Warehouse)
_marketplace, _thresholds = table_of(SellerMarketplace), table_of(Thresholds)
_served = _marketplace.alias("served")


class StockRows(MarketplaceRows):
    """Rows with the marketplace, or with the warehouse and for how many days its account relies on counts."""

    def __init__(self) -> None:
        max_age = func.coalesce(_thresholds.c.own_count_max_age_days, DEFAULTS.own_count_max_age_days)
        super().__init__(
            _stock,
            ("sku", "channel", "warehouse"),
            reported=(),
            beside=(
                func.coalesce(_marketplace.c.seller_id, _warehouse.c.seller_id).label("seller_id"),
                _marketplace.c.marketplace_id,
                _warehouse.c.warehouse_id,
                func.coalesce(_warehouse.c.name, _stock.c.warehouse).label("warehouse_name"),
                max_age.label("max_age_days"),
            ),
        )
        self._filters["warehouse_id"] = _warehouse.c.warehouse_id

    def _joined(self, statement: Select[Any]) -> Select[Any]:
        own, bounds = _warehouse.c, _thresholds.c
        same_account = (bounds.tenant_id == own.tenant_id) & (bounds.seller_id == own.seller_id)
        return (
            statement.outerjoin(_marketplace, _marketplace.c.marketplace_key == _stock.c.marketplace_key)
            .outerjoin(_warehouse, own.warehouse_id == _stock.c.warehouse)
            .outerjoin(_thresholds, same_account)
        )

    def _condition(self, name: str) -> ColumnElement[bool]:
        value: BindParameter[Any] = bindparam(name)
        if name in ("tenant_id", "seller_id"):
            return or_(_marketplace.c[name] == value, _warehouse.c[name] == value)
        if name == "marketplace_id":
            return or_(_marketplace.c.marketplace_id == value, _serves(value))
        if name == "warehouse":
            return func.coalesce(_warehouse.c.name, _stock.c.warehouse) == value
        return super()._condition(name)


def _serves(marketplace_id: Any) -> ColumnElement[bool]:
    """Whether a row's warehouse serves a marketplace of its account; the empty text finds all that have none."""
    own, place = _warehouse.c, _served.c
    among = literal(" ").concat(own.marketplace_ids).concat(" ").contains(marketplace_id)
    account = (place.tenant_id == own.tenant_id) & (place.seller_id == own.seller_id)
    sells = exists().where(account, place.marketplace_id == marketplace_id)
    return and_(
        own.warehouse_id.is_not(None),
        or_(marketplace_id == "", and_(or_(own.marketplace_ids.is_(None), among), sells)),
    )


ROWS = StockRows()
