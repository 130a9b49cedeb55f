"""The goods that a SKU consists of, and how many of it can be made of them."""

import json
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Parts = tuple[tuple[str, int], ...]
"""Goods of the ERP and how many of each make one unit; sorted, each good once."""

Source = Literal["manual", "import", "erp", "suggestion"]
MOST_PARTS = 20


class Good(NamedTuple):
    """A good as the ERP has told of it; one that only a mapping names has nothing but its SKU."""

    name: str | None = None
    cost_micros: int | None = None
    currency: str | None = None


def joined(parts: Iterable[tuple[str, int]]) -> Parts:
    """Parts in their one order, with what is named twice counted together."""
    counted: dict[str, int] = {}
    for erp_sku, quantity in parts:
        counted[erp_sku] = counted.get(erp_sku, 0) + quantity
    return tuple(sorted(counted.items()))


def written(parts: Parts) -> str:
    """Parts as they are stored: equal texts are equal parts."""
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def read(stored: str) -> Parts:
    """Parts out of what is stored."""
    return tuple((erp_sku, quantity) for erp_sku, quantity in json.loads(stored))


def quantity_of(parts: Parts, held: Mapping[str, int | None]) -> int | None:
    """How many units can be made of what is held: as many as the scarcest part allows.

    None where the quantity of a part is not known: the SKU's is not known either, and is not 0. Fewer than none are
    none: an ERP that has sold more than it has tells negative numbers.
    """
    quantities = [(held.get(erp_sku), count) for erp_sku, count in parts]
    known = [max(0, quantity) // count for quantity, count in quantities if quantity is not None]
    return min(known) if known and len(known) == len(quantities) else None
