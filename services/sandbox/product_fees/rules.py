"""Estimates in the shape of the Product Fees API v0.

Whatever becomes of the estimate, its identifier names the seller under whose consent it was asked for.
"""

from typing import Any, Literal

from services.sandbox.sellers.rules.account import Seller

_REFERRAL_PERCENT, _FULFILMENT = 15, 3.5
IdType = Literal["SKU", "ASIN"]


def estimate_json(seller: Seller, id_type: IdType, id_value: str, request: dict[str, Any]) -> dict[str, Any]:
    """The fees of a product of the seller's; an error for any other, with the seller's id all the same."""
    known = id_value in (seller.places if id_type == "SKU" else seller.asins)
    identifier = {
        "MarketplaceId": request["MarketplaceId"],
        "SellerId": seller.seller_id,
        "IdType": "SellerSKU" if id_type == "SKU" else "ASIN",
        "IdValue": id_value,
        "IsAmazonFulfilled": request["IsAmazonFulfilled"],
        "PriceToEstimateFees": request["PriceToEstimateFees"],
        "SellerInputIdentifier": request["Identifier"],
    }
    result = _success(request) if known else _failure(id_type, id_value)
    return {"FeesEstimateResult": result | {"FeesEstimateIdentifier": identifier}}


def _success(request: dict[str, Any]) -> dict[str, Any]:
    price = request["PriceToEstimateFees"]["ListingPrice"]
    referral = price["Amount"] * _REFERRAL_PERCENT / 100
    total = referral + (_FULFILMENT if request["IsAmazonFulfilled"] else 0)
    fees = {"CurrencyCode": price["CurrencyCode"], "Amount": round(total, 2)}
    return {"Status": "Success", "FeesEstimate": {"TotalFeesEstimate": fees, "FeeDetailList": []}}


def _failure(id_type: IdType, id_value: str) -> dict[str, Any]:
    message = f"There is no {id_type} {id_value[:60]} in this store."
    error = {"Type": "Sender", "Code": "InvalidParameterValue", "Message": message, "Detail": []}
    return {"Status": "ClientError", "Error": error}
