"""Answering batches of price questions; one bad question does not spoil the others."""

from typing import Any

from services.sandbox.listings.operations import look
from services.sandbox.listings.rules import items
from services.sandbox.listings.rules.items import Item, Present
from services.sandbox.pricing import rules
from services.sandbox.pricing.schemas import ExpectedPriceBatch, SummaryBatch
from services.sandbox.tokens.rules import Caller
from shared.db import Session

_OK, _BAD = {"statusCode": 200, "reasonPhrase": "OK"}, {"statusCode": 400, "reasonPhrase": "Bad Request"}


def list_expected_prices(session: Session, caller: Caller, batch: ExpectedPriceBatch) -> dict[str, Any]:
    """What the offers of some SKUs may cost to be featured."""
    presents = _presents(session, caller)
    responses = []
    for each in batch.requests:
        present = presents.get(each.marketplaceId)
        item = items.item_of(present, each.sku) if present else None
        asked = {"marketplaceId": each.marketplaceId, "sku": each.sku}
        error = {"code": "INVALID_SKU", "message": f"The SKU {each.sku[:60]} is not sold in this store."}
        body = rules.expected_price_json(item) if item else {"errors": [error]}
        responses.append({"headers": {}, "status": _OK if item else _BAD, "request": asked, "body": body})
    return {"responses": responses}


def list_competitive_summaries(session: Session, caller: Caller, batch: SummaryBatch) -> dict[str, Any]:
    """The competition of some products."""
    presents = _presents(session, caller)
    responses = []
    for each in batch.requests:
        item = _item_of(presents.get(each.marketplaceId), each.asin)
        if item:
            inputs = [given.model_dump() for given in each.lowestPricedOffersInputs]
            responses.append({"status": _OK, "body": rules.summary_json(item, each.includedData, inputs)})
        else:
            error = {"code": "InvalidInput", "message": f"The ASIN {each.asin[:20]} is not sold in this store."}
            body = {"asin": each.asin, "marketplaceId": each.marketplaceId, "errors": [error]}
            responses.append({"status": _BAD, "body": body})
    return {"responses": responses}


def _presents(session: Session, caller: Caller) -> dict[str, Present]:
    return {
        shelf.market.marketplace_id: look(session, caller.seller, shelf, caller.moment)
        for shelf in caller.seller.shelves
    }


def _item_of(present: Present | None, asin: str) -> Item | None:
    place = present.seller.asins.get(asin) if present else None
    if present is None or place is None:
        return None
    return items.item_of(present, present.shelf.listings[place].product.sku)
