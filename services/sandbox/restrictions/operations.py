"""Whether a seller may list a product."""

from collections.abc import Iterator
from typing import Any

from services.sandbox.restrictions.schemas import RestrictionQuery
from services.sandbox.sellers.operations import require_own, require_shelves
from services.sandbox.sellers.rules import days, issues
from services.sandbox.sellers.rules.account import DOMAINS, Shelf
from services.sandbox.sellers.rules.causes import Cause
from services.sandbox.tokens.rules import Caller


def list_restrictions(caller: Caller, query: RestrictionQuery) -> dict[str, Any]:
    """What stands against a listing, marketplace by marketplace. Raises SellingPartnerRefusal: 400, 403."""
    require_own(caller.seller, query.sellerId)
    shelves = require_shelves(caller.seller, query.marketplaceIds)
    found = [(shelf, each) for shelf in shelves for each in _reasons(caller, shelf, query)]
    condition = {"conditionType": query.conditionType} if query.conditionType else {}
    return {
        "restrictions": [
            {"marketplaceId": shelf.market.marketplace_id, **condition, "reasons": [reason]}
            for shelf, reason in found
        ]
    }


def _reasons(caller: Caller, shelf: Shelf, query: RestrictionQuery) -> Iterator[dict[str, Any]]:
    """None for the seller's own products, but for those that Amazon has just removed."""
    place = caller.seller.asins.get(query.asin)
    if place is None:
        yield {"message": "The ASIN does not exist in this store.", "reasonCode": "ASIN_NOT_FOUND"}
    elif query.conditionType not in (None, "new_new"):
        yield {"message": "You cannot list the product in this condition.", "reasonCode": "NOT_ELIGIBLE"}
    elif _is_removed(caller, shelf, place):
        link = {
            "resource": f"https://sellercentral.{DOMAINS[shelf.market.country].lower()}/hz/approvalrequest",
            "verb": "GET",
            "title": "Request approval",
            "type": "text/html",
        }
        message = "You need approval to list this product."
        yield {"message": message, "reasonCode": "APPROVAL_REQUIRED", "links": [link]}


def _is_removed(caller: Caller, shelf: Shelf, place: int) -> bool:
    listing = shelf.listings[place]
    day = days.number_of(caller.moment, shelf.market.zone)
    return listing.cause is Cause.REMOVED and issues.is_on(listing.cause, listing.number, day)
