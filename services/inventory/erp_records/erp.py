"""Mabang's rows turned into records: each by itself, so that one that cannot be read blocks no other."""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

import orjson

from services.inventory.erp_records.rules import Part, Record
from shared.mabang.values import UnreadableError, list_of, micros_of, text_of, whole_of

SKU_LENGTH, ID_LENGTH, _NAME_LENGTH = 100, 50, 500
_KEYS: Mapping[Part, str] = {
    "shops": "id",
    "warehouses": "id",
    "products": "stockSku",
    "bundles": "comboSku",
    "stock": "stockSku",
}
Row = Mapping[str, Any]


def record_of(part: Part, row: Row) -> Record:
    """The record of a row; one that cannot be read holds the row, and says why."""
    longest = ID_LENGTH if part in ("shops", "warehouses") else SKU_LENGTH
    key = text_of(row, _KEYS[part], longest + 1)
    if key is None or len(key) > longest:
        reason, words = ("key-missing", "missing") if key is None else ("key-too-long", "too long")
        return Record(_nameless(row), row, reason, f"{_KEYS[part]} is {words}")
    try:
        return Record(key, _READERS[part](row))
    except UnreadableError as error:
        return Record(key, row, error.reason, error.detail)


def _nameless(row: Row) -> str:
    """A key for what has none: the same for the same row."""
    return "?" + blake2b(orjson.dumps(row, option=orjson.OPT_SORT_KEYS), digest_size=12).hexdigest()


def _place(row: Row) -> dict[str, Any]:
    return {"name": text_of(row, "name", 200) or ""}


def _product(row: Row) -> dict[str, Any]:
    """Prices: `purchasePrice` is the newest purchase, `stockCost` what a unit in stock has cost."""
    return {
        "is_bundle": False,
        "name_cn": text_of(row, "nameCN", _NAME_LENGTH),
        "name_en": text_of(row, "nameEN", _NAME_LENGTH),
        "status": _small(row, "status"),
        "purchase_price_micros": micros_of(row, "purchasePrice"),
        "stock_cost_micros": micros_of(row, "stockCost"),
        "warning_days": _small(row, "stockWarningDays"),
        "parts": None,
    }


def _bundle(row: Row) -> dict[str, Any]:
    parts: dict[str, int] = {}
    for each in list_of(row, "comboProductDetail"):
        sku = text_of(each, "stockSku", SKU_LENGTH) if isinstance(each, dict) else None
        quantity = whole_of(each, "quantity", reason="parts-unreadable") if sku else None
        if sku is None or quantity is None or quantity < 1:
            raise UnreadableError("parts-unreadable", "a part without a stockSku or a quantity")
        parts[sku] = parts.get(sku, 0) + quantity
    if not parts:
        raise UnreadableError("parts-unreadable", "comboProductDetail names no parts")
    listed = [{"erp_sku": sku, "quantity": quantity} for sku, quantity in sorted(parts.items())]
    return {
        "is_bundle": True,
        "name_cn": text_of(row, "name", _NAME_LENGTH),
        "name_en": text_of(row, "nameEn", _NAME_LENGTH),
        "status": _small(row, "status"),
        "purchase_price_micros": None,
        "stock_cost_micros": None,
        "warning_days": None,
        "parts": orjson.dumps(listed).decode(),
    }


def _stock(row: Row) -> dict[str, Any]:
    """What each warehouse has to sell. A quantity that is empty is unknown, and so is the record: it is no zero.

    Where more are promised than there are, none are left to sell.
    """
    whole_of(row, "stockQuantity", reason="quantity-unknown")
    warehouses = []
    for each in list_of(row, "warehouse"):
        place = text_of(each, "warehouseId", ID_LENGTH) if isinstance(each, dict) else None
        if place is None:
            raise UnreadableError("warehouse-unknown", "a warehouse without an id")
        whole_of(each, "stockQuantity", reason="quantity-unknown")
        available = whole_of(each, "availableStockQuantity", reason="quantity-unknown")
        if available is None:
            raise UnreadableError("quantity-unknown", "availableStockQuantity is missing")
        in_transit = whole_of(each, "shippingQuantity", reason="quantity-unknown")
        warehouses.append([place, max(0, available), in_transit])
    return {"warehouses": warehouses}


def _small(row: Row, name: str) -> int | None:
    """A number that is told beside; an empty text tells nothing."""
    found = None if row.get(name) == "" else whole_of(row, name)
    if found is not None and abs(found) >= 2**31:
        raise UnreadableError("number-unreadable", f"{name} is too large")
    return found


_READERS: Mapping[Part, Callable[[Row], dict[str, Any]]] = {
    "shops": _place,
    "warehouses": _place,
    "products": _product,
    "bundles": _bundle,
    "stock": _stock,
}
