"""Records of an ERP, and which of them change what is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Part = Literal["shops", "warehouses", "products", "bundles", "stock"]
PARTS: tuple[Part, ...] = ("shops", "warehouses", "products", "bundles", "stock")
"""What is told of an ERP, in the order in which it is read."""

PlaceKind = Literal["shop", "warehouse"]
KINDS: Mapping[str, PlaceKind] = {"shops": "shop", "warehouses": "warehouse"}
Rows = Mapping[str, Mapping[str, Any]]
"""Members by key."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record by its key. `content` is what was read of it or, with a `reason`, the record itself."""

    erp_sku: str
    content: Mapping[str, Any]
    reason: str | None = None
    detail: str | None = None


class Change(NamedTuple):
    """What storing a record changes: of which kind and where, from what (None where there was nothing) to what."""

    kind: str
    erp_sku: str
    place: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


def changes_of(kind: str, told: Rows, known: Rows) -> list[Change]:
    """What is told anew or otherwise of each key; what is not told stays as it is."""
    found = []
    for key, after in told.items():
        before = known.get(key)
        if before is None or any(before[name] != value for name, value in after.items()):
            was = None if before is None else {name: before[name] for name in after}
            found.append(Change(kind, key, "", was, after))
    return found


def counts_in(records: Mapping[str, Record]) -> Iterator[tuple[tuple[str, str], dict[str, int | None]]]:
    """The counts of records of stock, by SKU and the ERP's warehouse."""
    for sku, record in records.items():
        for warehouse_id, available, in_transit in record.content["warehouses"]:
            yield (sku, warehouse_id), {"available_quantity": available, "in_transit_quantity": in_transit}


def in_transit_of(record: Record) -> int | None:
    """Bought units of a SKU on their way, in all warehouses; None where none of them says."""
    told = [in_transit for _, _, in_transit in record.content["warehouses"] if in_transit is not None]
    return sum(told) if told else None
