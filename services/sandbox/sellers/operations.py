"""Finding the marketplaces that a call names."""

from collections.abc import Sequence

from services.sandbox.refusals import SellingPartnerRefusal, invalid_input
from services.sandbox.sellers.rules.account import Seller, Shelf


def require_shelf(seller: Seller, marketplace_ids: Sequence[str]) -> Shelf:
    """The seller's shelf of the one marketplace named. Raises SellingPartnerRefusal (400)."""
    if len(marketplace_ids) != 1:
        raise invalid_input("Exactly one marketplaceId is required.", "marketplaceIds")
    return require_shelves(seller, marketplace_ids)[0]


def require_shelves(seller: Seller, marketplace_ids: Sequence[str]) -> list[Shelf]:
    """The shelves of the marketplaces named, each once. Raises SellingPartnerRefusal (400)."""
    if not marketplace_ids:
        raise invalid_input("At least one marketplaceId is required.", "marketplaceIds")
    return [_shelf(seller, each) for each in dict.fromkeys(marketplace_ids)]


def require_own(seller: Seller, seller_id: str) -> None:
    """Raises SellingPartnerRefusal (403) unless the seller named is the caller."""
    if seller_id != seller.seller_id:
        raise SellingPartnerRefusal(403, "Unauthorized", "Access to requested resource is denied.")


def _shelf(seller: Seller, marketplace_id: str) -> Shelf:
    shelf = seller.shelf_of(marketplace_id)
    if shelf is None:
        raise invalid_input("Invalid marketplaceId.", f"{marketplace_id[:40]} is no marketplace of this seller")
    return shelf
