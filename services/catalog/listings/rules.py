"""What a listing is made of, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Source = Literal["amazon", "erp"]
AMAZON: Source = "amazon"
ERP: Source = "erp"

QUANTITY = "quantity"
TOLD: dict[str, Any] = {
    "asin": None,
    "fn_sku": None,
    "title": None,
    "brand": None,
    "bullets": "[]",
    "description": None,
    "search_terms": None,
    "product_type": None,
    "condition_type": None,
    "gtin": None,
    "gtin_type": None,
    "images": "[]",
    "price_micros": None,
    "currency": None,
    QUANTITY: None,
    "fulfillment_channel": None,
    "status": "",
    "is_listed": True,
    "is_parent": False,
    "attributes": "{}",
    "issues": "[]",
    "report_digest": None,
}
"""The columns that a side tells, and what they hold when it does not."""

BUYABLE, DISCOVERABLE = "BUYABLE", "DISCOVERABLE"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One marketplace of one seller account: which shelf."""

    seller_id: str
    marketplace_id: str


Told = Mapping[str, Any]
"""`sku`, and any of the columns of TOLD."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a row that was told: `change` is created, updated or unchanged."""

    listing_id: str
    version: int
    change: str


def values_of(told: Told) -> list[Any]:
    """The SKU and what is told of it, in the order of TOLD."""
    return [told["sku"], *(told.get(name, absent) for name, absent in TOLD.items())]
