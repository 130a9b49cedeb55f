"""Reading, searching, putting, patching and deleting listings."""

from datetime import datetime
from typing import Any

from services.sandbox import page_tokens
from services.sandbox.listings.repository import ListingRepository
from services.sandbox.listings.rules import items, payloads, searches, submissions
from services.sandbox.listings.rules.items import Change, Item, Present
from services.sandbox.listings.schemas import (
    DeletionQuery,
    ItemQuery,
    ItemSearch,
    ListingPatch,
    ListingPut,
    SubmissionQuery,
)
from services.sandbox.refusals import invalid_input, not_found
from services.sandbox.sellers.operations import require_own, require_shelf
from services.sandbox.sellers.rules.account import Seller, Shelf
from services.sandbox.sellers.rules.issues import Issue
from services.sandbox.sellers.rules.product_types import PRODUCT_TYPES
from services.sandbox.tokens.rules import Caller
from shared.db import Session
from shared.ids import uuid7

_LAST_RESULT = 1000
"""Pages of a search end here, as Amazon's do."""


def look(session: Session, seller: Seller, shelf: Shelf, moment: datetime) -> Present:
    """A shelf as it is at a moment, with what clients changed."""
    changes = ListingRepository(session, seller.seller_id, shelf.market.marketplace_id).changes()
    return items.present_of(seller, shelf, moment, changes)


def get_item(session: Session, caller: Caller, seller_id: str, sku: str, query: ItemQuery) -> dict[str, Any]:
    """One listing. Raises SellingPartnerRefusal: 400, 403 for another seller's, 404."""
    present = _present(session, caller, seller_id, query.marketplaceIds)
    return payloads.item_json(_require_item(present, sku), query.includedData)


def search_items(session: Session, caller: Caller, seller_id: str, query: ItemSearch) -> dict[str, Any]:
    """A page of the listings asked for. Raises SellingPartnerRefusal: 400, 403 for another seller's."""
    if query.identifiers and query.identifiersType is None:
        raise invalid_input("identifiersType is required with identifiers.", "identifiersType")
    present = _present(session, caller, seller_id, query.marketplaceIds)
    asked = query.model_dump(exclude={"pageToken"})
    start = page_tokens.position_of(query.pageToken, asked)[0] if query.pageToken else 0
    wanted = searches.found(items.items_of(present), _search_of(query))
    ordered = searches.ordered(wanted, query.sortBy, query.sortOrder == "DESC")
    end = start + query.pageSize
    answer: dict[str, Any] = {"numberOfResults": len(ordered), "items": []}
    answer["items"] = [payloads.item_json(each, query.includedData) for each in ordered[start:end]]
    pagination = {}
    if end < min(len(ordered), _LAST_RESULT):
        pagination["nextToken"] = page_tokens.token_of([end], asked)
    if start:
        pagination["previousToken"] = page_tokens.token_of([max(0, start - query.pageSize)], asked)
    return answer | ({"pagination": pagination} if pagination else {})


def put_item(
    session: Session, caller: Caller, seller_id: str, sku: str, query: SubmissionQuery, data: ListingPut
) -> dict[str, Any]:
    """Replace or create a listing, or only check that. Raises SellingPartnerRefusal: 400, 403."""
    _require_product_type(data.productType)
    present = _present(session, caller, seller_id, query.marketplaceIds)
    before = items.item_of(present, sku)
    found = submissions.issues_of_listing(data.attributes, data.requirements)
    changes = submissions.changes_of_put(data.attributes, before.attributes if before else ())
    return _submit(session, present, sku, query, data.productType, changes, found)


def patch_item(
    session: Session, caller: Caller, seller_id: str, sku: str, query: SubmissionQuery, data: ListingPatch
) -> dict[str, Any]:
    """Change attributes of a listing, or only check that. Raises SellingPartnerRefusal: 400, 403, 404."""
    _require_product_type(data.productType)
    present = _present(session, caller, seller_id, query.marketplaceIds)
    item = _require_item(present, sku)
    try:
        changes = submissions.changes_of_patches([each.model_dump() for each in data.patches], item.attributes)
    except ValueError as error:
        raise invalid_input("A patch cannot be applied.", str(error)) from error
    found = submissions.issues_of_changes(changes)
    earlier = dict(item.change.attributes) if item.change else {}
    return _submit(session, present, sku, query, data.productType, earlier | changes, found)


def delete_item(session: Session, caller: Caller, seller_id: str, sku: str, query: DeletionQuery) -> dict[str, Any]:
    """Take a listing off sale for good. Raises SellingPartnerRefusal: 400, 403, 404."""
    present = _present(session, caller, seller_id, query.marketplaceIds)
    item = _require_item(present, sku)
    _keep(session, present, Change(sku, item.product_type, {}, True, item.created_at, present.moment))
    return {"sku": sku, "status": "ACCEPTED", "submissionId": _submission_id(), "issues": []}


def _present(session: Session, caller: Caller, seller_id: str, marketplace_ids: list[str]) -> Present:
    require_own(caller.seller, seller_id)
    return look(session, caller.seller, require_shelf(caller.seller, marketplace_ids), caller.moment)


def _require_item(present: Present, sku: str) -> Item:
    item = items.item_of(present, sku)
    if item is None:
        raise not_found(f"SKU '{sku[:60]}' not found in marketplace {present.shelf.market.marketplace_id}")
    return item


def _require_product_type(product_type: str) -> None:
    if product_type not in PRODUCT_TYPES and product_type != "PRODUCT":
        raise invalid_input("The productType is not known.", f"productType {product_type[:60]}")


def _submit(
    session: Session,
    present: Present,
    sku: str,
    query: SubmissionQuery,
    product_type: str,
    changes: dict[str, Any],
    found: list[Issue],
) -> dict[str, Any]:
    """Keep changes unless an issue is an error or they were only to be checked; and say which it was."""
    is_valid = all(issue.severity != "ERROR" for issue in found)
    item = items.item_of(present, sku)
    if query.mode is None and is_valid:
        created_at = item.created_at if item else present.moment
        _keep(session, present, Change(sku, product_type, changes, False, created_at, present.moment))
    status = "INVALID" if not is_valid else "VALID" if query.mode else "ACCEPTED"
    marketplace_id = present.shelf.market.marketplace_id
    answer: dict[str, Any] = {"sku": sku, "status": status, "submissionId": _submission_id()}
    if "issues" in query.includedData:
        answer["issues"] = [payloads.issue_json(issue, marketplace_id) for issue in found]
    if "identifiers" in query.includedData:
        asin = item.asin if item else Item(present, sku, None, None).asin
        answer["identifiers"] = [{"marketplaceId": marketplace_id, "asin": asin}]
    return answer


def _keep(session: Session, present: Present, change: Change) -> None:
    ListingRepository(session, present.seller.seller_id, present.shelf.market.marketplace_id).keep(change)


def _submission_id() -> str:
    return uuid7().replace("-", "")


def _search_of(query: ItemSearch) -> searches.Search:
    return searches.Search(
        identifiers=query.identifiers,
        identifiers_type=query.identifiersType or "",
        severities=query.withIssueSeverity,
        with_status=query.withStatus,
        without_status=query.withoutStatus,
        created_after=query.createdAfter,
        created_before=query.createdBefore,
        updated_after=query.lastUpdatedAfter,
        updated_before=query.lastUpdatedBefore,
    )
