"""Unit costs as the rows of a table, in and out."""

from collections.abc import Iterable
from typing import IO, Any

from services.catalog.costs.schemas import CatalogCostRead, CatalogCostUpsert
from shared.bulk.items import InvalidItem, checked
from shared.bulk.sheets import Sheet, read_sheet
from shared.sheets import SheetColumn, SheetFormat, written
from shared.texts import Language, Text

COLUMNS = (
    SheetColumn(("seller_id",), Text(en="Seller ID", zh="卖家编号"), ("Merchant ID",)),
    SheetColumn(("sku",), Text(en="SKU", zh="SKU"), ("seller-sku", "MSKU", "平台SKU"), is_needed=True),
    SheetColumn(("kind",), Text(en="Kind", zh="成本类型"), is_needed=True),
    SheetColumn(("valid_from",), Text(en="Valid from", zh="生效日期"), form="day", is_needed=True),
    SheetColumn(("cost", "amount"), Text(en="Amount", zh="金额"), ("单位成本",), form="number", is_needed=True),
    SheetColumn(("cost", "currency"), Text(en="Currency", zh="币种"), ("货币",), is_needed=True),
)
_KINDS = {
    "采购价": "purchase_price",
    "采购成本": "purchase_price",
    "移动平均成本": "moving_average",
    "库存成本": "moving_average",
    "头程运费": "first_leg_freight",
    "头程": "first_leg_freight",
}
"""What a person writes for a kind of cost."""


def read_costs(file: IO[bytes], name: str) -> tuple[Sheet, list[CatalogCostUpsert | InvalidItem]]:
    """The rows of a file, and the costs that they tell. Raises SheetRejectedError."""
    sheet = read_sheet(file, name, COLUMNS)
    return sheet, checked(CatalogCostUpsert, [_named(item) for item in sheet.items])


def write_costs(costs: Iterable[CatalogCostRead], form: SheetFormat, language: Language) -> bytes:
    """A file of these costs, which can be imported again."""
    rows = ((one.seller_id, one.sku, one.kind, one.valid_from, one.cost.amount, one.cost.currency) for one in costs)
    return written(form, "costs", COLUMNS, rows, language)


def _named(item: Any) -> dict[str, Any]:
    kind = item.get("kind")
    return {**item, "kind": _KINDS.get(kind, kind)} if kind else dict(item)
