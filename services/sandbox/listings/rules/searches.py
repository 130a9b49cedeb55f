"""Finding listings by what a search asks for."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.sandbox.listings.rules.items import Item

_GTIN_TYPES = ("EAN", "GTIN", "UPC", "ISBN", "JAN", "MINSAN")


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for; None and empty collections do not narrow. Bounds of time are exclusive."""

    identifiers: Collection[str]
    identifiers_type: str
    severities: Collection[str]
    with_status: Collection[str]
    without_status: Collection[str]
    created_after: datetime | None
    created_before: datetime | None
    updated_after: datetime | None
    updated_before: datetime | None


def found(items: Iterable[Item], search: Search) -> Iterable[Item]:
    """The listings that a search means."""
    return (item for item in items if _is_found(item, search))


def ordered(items: Iterable[Item], sort_by: str, descending: bool) -> list[Item]:
    """By SKU or a date, and by SKU where that is equal."""
    keys: dict[str, Callable[[Item], Any]] = {
        "sku": lambda item: item.sku,
        "createdDate": lambda item: (item.created_at, item.sku),
        "lastUpdatedDate": lambda item: (item.updated_at, item.sku),
    }
    return sorted(items, key=keys[sort_by], reverse=descending)


def _is_found(item: Item, search: Search) -> bool:
    if search.identifiers and not _identifiers(item, search.identifiers_type) & set(search.identifiers):
        return False
    if not _between(item.created_at, search.created_after, search.created_before):
        return False
    if not _between(item.updated_at, search.updated_after, search.updated_before):
        return False
    if search.severities and not {issue.severity for issue in item.issues} & set(search.severities):
        return False
    statuses = set(item.statuses) if search.with_status or search.without_status else set()
    return set(search.with_status) <= statuses and not statuses & set(search.without_status)


def _identifiers(item: Item, kind: str) -> set[str]:
    if kind == "SKU":
        return {item.sku}
    if kind == "ASIN":
        return {item.asin}
    if kind == "FNSKU":
        return {item.listing.product.fn_sku} if item.listing else set()
    codes = item.attributes.get("externally_assigned_product_identifier", [])
    return {str(each.get("value")) for each in codes if kind in _GTIN_TYPES}


def _between(moment: datetime, after: datetime | None, before: datetime | None) -> bool:
    return (after is None or moment > after) and (before is None or moment < before)
