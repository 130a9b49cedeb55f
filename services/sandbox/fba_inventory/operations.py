"""Listing the stock at Amazon."""

from typing import Any

from services.sandbox import page_tokens
from services.sandbox.fba_inventory import rules
from services.sandbox.fba_inventory.schemas import SummaryQuery
from services.sandbox.listings.operations import look
from services.sandbox.listings.rules import items
from services.sandbox.refusals import invalid_input
from services.sandbox.sellers.operations import require_shelf
from services.sandbox.tokens.rules import Caller
from shared.db import Session

_PAGE = 50


def list_summaries(session: Session, caller: Caller, query: SummaryQuery) -> dict[str, Any]:
    """A page of 50 SKUs, in the order of the account. Raises SellingPartnerRefusal (400)."""
    shelf = require_shelf(caller.seller, query.marketplaceIds)
    if query.granularityId != shelf.market.marketplace_id:
        raise invalid_input("granularityId must be the marketplace.", "granularityId")
    asked = query.model_dump(exclude={"nextToken"})
    start = page_tokens.position_of(query.nextToken, asked)[0] if query.nextToken else 0
    skus = {*query.sellerSkus, *([query.sellerSku] if query.sellerSku else [])}
    found = [
        (item, listing)
        for item, listing in items.stored_items(look(session, caller.seller, shelf, caller.moment))
        if rules.is_told(item, listing) and (not skus or item.sku in skus)
    ]
    if query.startDateTime:
        found = [each for each in found if rules.changed_at(each[0]) >= query.startDateTime]
    end = start + _PAGE
    shown = [rules.summary_json(item, listing, query.details) for item, listing in found[start:end]]
    granularity = {"granularityType": query.granularityType, "granularityId": query.granularityId}
    answer: dict[str, Any] = {"payload": {"granularity": granularity, "inventorySummaries": shown}}
    return answer | ({"pagination": {"nextToken": page_tokens.token_of([end], asked)}} if end < len(found) else {})
