"""A seller account in the shape of the Sellers API v1."""

from typing import Any

from services.sandbox.advertisers.rules.account import Market
from services.sandbox.sellers.rules.account import COUNTRY_CODES, DOMAINS, LANGUAGES, Seller

_ADDRESS = {
    "addressLine1": "88 Science Park Road",
    "countryCode": "CN",
    "stateOrProvinceCode": "Guangdong",
    "city": "Shenzhen",
    "postalCode": "518000",
}


def participations_of(seller: Seller) -> list[dict[str, Any]]:
    """One entry a marketplace."""
    return [
        {
            "marketplace": _marketplace(shelf.market),
            "participation": {"isParticipating": True, "hasSuspendedListings": False},
            "storeName": seller.name,
        }
        for shelf in seller.shelves
    ]


def account_of(seller: Seller) -> dict[str, Any]:
    """The account, with its marketplaces."""
    return {
        "marketplaceParticipationList": participations_of(seller),
        "businessType": "PRIVATE_LIMITED",
        "sellingPlan": "PROFESSIONAL",
        "business": {
            "name": f"{seller.name} Ltd",
            "registeredBusinessAddress": _ADDRESS,
            "companyRegistrationNumber": f"{seller.seed:09d}",
            "nonLatinName": "深圳市沙盒贸易有限公司",
        },
        "primaryContact": {"name": "Li Wei", "address": _ADDRESS, "nonLatinName": "李伟"},
    }


def _marketplace(market: Market) -> dict[str, Any]:
    return {
        "id": market.marketplace_id,
        "name": DOMAINS[market.country],
        "countryCode": COUNTRY_CODES[market.country],
        "defaultCurrencyCode": market.currency,
        "defaultLanguageCode": LANGUAGES[market.country],
        "domainName": f"www.{DOMAINS[market.country].lower()}",
    }
