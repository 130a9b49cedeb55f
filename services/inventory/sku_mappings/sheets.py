"""SKU mappings as the rows of a table, in and out: a row for each part."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import IO, Annotated, Any

from pydantic import Field

from services.inventory.sku_mappings.rules.parts import Good
from services.inventory.sku_mappings.schemas import (
    Count,
    ErpSku,
    InventorySkuMappingRead,
    InventorySkuMappingUpsert,
)
from shared.amazon.skus import Sku
from shared.bulk.items import InvalidItem, checked
from shared.bulk.schemas import BulkItem
from shared.bulk.sheets import Sheet, read_sheet
from shared.money import text_of_micros
from shared.problems import field_error
from shared.sheets import SheetColumn, SheetFormat, written, xlsx
from shared.texts import Language, Text

COLUMNS = (
    SheetColumn(("seller_id",), Text(en="Seller ID", zh="卖家编号"), ("Merchant ID",)),
    SheetColumn(("sku",), Text(en="SKU", zh="平台SKU"), ("seller-sku", "MSKU"), is_needed=True),
    SheetColumn(
        ("erp_sku",),
        Text(en="ERP SKU", zh="库存SKU"),
        ("stockSku", "库存sku编号", "商品SKU"),
        is_needed=True,
    ),
    SheetColumn(("quantity",), Text(en="Quantity", zh="数量"), form="number"),
)
_OTHER = Text(
    en="Another row of this SKU is wrong: half a bundle is not taken",
    zh="此 SKU 的另一行有误：不会只保存组合的一部分",
)


class _Row(BulkItem):
    """One part of a SKU."""

    sku: Sku
    erp_sku: ErpSku
    quantity: Annotated[Count, Field()] = 1


Group = tuple[InventorySkuMappingUpsert | InvalidItem, Sequence[int]]


def read_mappings(file: IO[bytes], name: str) -> tuple[Sheet, list[Group]]:
    """The rows of a file, and the mappings that they make with the places of their rows. Raises SheetRejectedError.

    Rows of one SKU are its parts. Where one of them is wrong, each of the others is refused as well.
    """
    sheet = read_sheet(file, name, COLUMNS)
    rows: dict[tuple[Any, Any], list[tuple[int, _Row | InvalidItem]]] = {}
    for index, row in enumerate(checked(_Row, sheet.items)):
        named = row.given if isinstance(row, InvalidItem) else row.__dict__
        rows.setdefault((named.get("seller_id"), named.get("sku", index)), []).append((index, row))
    return sheet, [group for same in rows.values() for group in _grouped(same)]


def results_of(
    sheet: Sheet, groups: Iterable[Group], results: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """What became of each row: what became of its SKU; warnings stand at the first."""
    found: dict[int, Mapping[str, Any]] = {}
    for (_, indexes), result in zip(groups, results, strict=True):
        for number, index in enumerate(indexes):
            found[index] = result if number == 0 else {**result, "warnings": ()}
    return [found[index] for index in range(len(sheet.items))]


def write_mappings(mappings: Iterable[InventorySkuMappingRead], form: SheetFormat, language: Language) -> bytes:
    """A file of these mappings, which can be imported again."""
    rows = ((one.seller_id, one.sku, part.erp_sku, part.quantity) for one in mappings for part in one.parts)
    return written(form, "sku-mappings", COLUMNS, rows, language)


def write_mabang(goods: Mapping[str, Good]) -> bytes:
    """A workbook with the titles under which public programs hand stock SKUs to Mabang; nobody has verified them.

    A name is needed there: a good without one has its SKU. A cost in another currency is left blank.
    """
    titles = ("*库存sku编号", "*库存sku中文名称", "统一成本价(RMB)", "仓库")
    rows = ((sku, good.name or sku, _yuan(good), None) for sku, good in sorted(goods.items()))
    return xlsx("SKU", titles, rows)


def _yuan(good: Good) -> Decimal | None:
    if good.cost_micros is None or good.currency != "CNY":
        return None
    return Decimal(text_of_micros(good.cost_micros))


def _grouped(rows: Sequence[tuple[int, _Row | InvalidItem]]) -> list[Group]:
    good = [row for _, row in rows if isinstance(row, _Row)]
    if len(good) < len(rows):
        refused = InvalidItem(errors=[field_error("/sku", "other-row-rejected", _OTHER)], given={})
        return [(row if isinstance(row, InvalidItem) else refused, [index]) for index, row in rows]
    counted: dict[str, int] = {}
    for row in good:
        counted[row.erp_sku] = counted.get(row.erp_sku, 0) + row.quantity
    parts = [{"erp_sku": erp_sku, "quantity": count} for erp_sku, count in counted.items()]
    told = {"seller_id": good[0].seller_id, "sku": good[0].sku, "parts": parts}
    (item,) = checked(InventorySkuMappingUpsert, [told])
    return [(item, [index for index, _ in rows])]
