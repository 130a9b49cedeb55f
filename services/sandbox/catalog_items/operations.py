"""Reading and searching the catalogue, which holds what this seller sells."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from services.sandbox import page_tokens
from services.sandbox.catalog_items import rules
from services.sandbox.catalog_items.schemas import CatalogQuery, CatalogSearch
from services.sandbox.listings.operations import look
from services.sandbox.listings.rules import items
from services.sandbox.listings.rules.items import Item
from services.sandbox.refusals import invalid_input, not_found
from services.sandbox.sellers.operations import require_own, require_shelf, require_shelves
from services.sandbox.tokens.rules import Caller
from shared.db import Session


def get_catalog_item(session: Session, caller: Caller, asin: str, query: CatalogQuery) -> dict[str, Any]:
    """One ASIN on the marketplaces named. Raises SellingPartnerRefusal: 400, 404."""
    shelves = require_shelves(caller.seller, query.marketplaceIds)
    presents = [look(session, caller.seller, shelf, caller.moment) for shelf in shelves]
    found = [item for present in presents for item in items.items_of(present) if item.asin == asin]
    if not found:
        raise not_found(f"Requested item '{asin[:20]}' not found in marketplace(s) {','.join(query.marketplaceIds)}")
    return rules.item_json(found, query.includedData)


def search_catalog_items(session: Session, caller: Caller, query: CatalogSearch) -> dict[str, Any]:
    """A page of the items asked for. Raises SellingPartnerRefusal (400)."""
    _require_question(caller, query)
    shelf = require_shelf(caller.seller, query.marketplaceIds)
    asked = query.model_dump(exclude={"pageToken"})
    start = page_tokens.position_of(query.pageToken, asked)[0] if query.pageToken else 0
    found = list(_found(items.items_of(look(session, caller.seller, shelf, caller.moment)), query))
    end = start + query.pageSize
    answer: dict[str, Any] = {
        "numberOfResults": len(found),
        "items": [rules.item_json([item], query.includedData) for item in found[start:end]],
    }
    if query.keywords:
        answer["refinements"] = _refinements(found)
    pagination = {}
    if end < len(found):
        pagination["nextToken"] = page_tokens.token_of([end], asked)
    if start:
        pagination["previousToken"] = page_tokens.token_of([max(0, start - query.pageSize)], asked)
    return answer | ({"pagination": pagination} if pagination else {})


def _require_question(caller: Caller, query: CatalogSearch) -> None:
    if bool(query.identifiers) == bool(query.keywords):
        raise invalid_input("Either identifiers or keywords are required, not both.", "identifiers")
    if query.identifiers and query.identifiersType is None:
        raise invalid_input("identifiersType is required with identifiers.", "identifiersType")
    if query.identifiersType == "SKU":
        if query.sellerId is None:
            raise invalid_input("sellerId is required with SKUs.", "sellerId")
        require_own(caller.seller, query.sellerId)


def _found(every: Iterable[Item], query: CatalogSearch) -> Iterable[Item]:
    words, wanted = [word.casefold() for word in query.keywords], set(query.identifiers)
    for item in every:
        if query.identifiers:
            is_found = _is_one_of(item, query.identifiersType, wanted)
        else:
            is_found = any(word in rules.text_of(item) for word in words)
        brand = not query.brandNames or rules.brand_of(item) in query.brandNames
        node = not query.classificationIds or rules.department_of(item)[1] in query.classificationIds
        if is_found and brand and node:
            yield item


def _is_one_of(item: Item, kind: str | None, wanted: set[str]) -> bool:
    if kind == "ASIN":
        return item.asin in wanted
    if kind == "SKU":
        return item.sku in wanted
    return bool(rules.codes_of(item) & wanted)


def _refinements(found: list[Item]) -> dict[str, Any]:
    brands = Counter(rules.brand_of(item) for item in found)
    nodes = Counter(rules.department_of(item) for item in found)
    return {
        "brands": [{"numberOfResults": count, "brandName": brand} for brand, count in brands.most_common()],
        "classifications": [
            {"numberOfResults": count, "displayName": name, "classificationId": node}
            for (name, node), count in nodes.most_common()
        ],
    }
