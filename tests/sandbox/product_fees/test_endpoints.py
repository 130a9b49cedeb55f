"""/products/fees/v0: what the estimate says of the caller."""

import pytest

from tests.sandbox.conftest import SellerDesk

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
UK = "A1F83G8C2ARO7P"


def ask(seller: SellerDesk, path: str, marketplace_id: str = UK):
    price = {"ListingPrice": {"CurrencyCode": "GBP", "Amount": 20.0}}
    request = {"MarketplaceId": marketplace_id, "PriceToEstimateFees": price, "Identifier": "mine"}
    return seller.request("POST", f"/products/fees/v0/{path}/feesEstimate", json={"FeesEstimateRequest": request})


def test_an_estimate_names_the_tokens_seller(seller: SellerDesk):
    listed = seller.get(f"/listings/2021-08-01/items/{seller.seller_id}", marketplaceIds=UK).json()["items"][0]
    result = ask(seller, f"listings/{listed['sku']}").json()["payload"]["FeesEstimateResult"]
    assert (result["Status"], result["FeesEstimate"]["TotalFeesEstimate"]) == (
        "Success",
        {"CurrencyCode": "GBP", "Amount": 3.0},
    )
    assert result["FeesEstimateIdentifier"]["SellerId"] == seller.seller_id


@pytest.mark.parametrize(("path", "kind"), [("listings/NO-SUCH-SKU", "SellerSKU"), ("items/B000000000", "ASIN")])
def test_a_failed_estimate_names_the_seller_all_the_same(seller: SellerDesk, path: str, kind: str):
    answer = ask(seller, path)
    result = answer.json()["payload"]["FeesEstimateResult"]
    assert (answer.status_code, answer.headers["x-amzn-ratelimit-limit"], result["Status"]) == (
        200,
        "1",
        "ClientError",
    )
    assert (result["FeesEstimateIdentifier"]["IdType"], result["FeesEstimateIdentifier"]["SellerId"]) == (
        kind,
        seller.seller_id,
    )
    assert result["Error"]["Code"] == "InvalidParameterValue"


def test_a_store_where_the_seller_does_not_sell_is_refused(seller: SellerDesk):
    answer = ask(seller, "listings/A", "ATVPDKIKX0DER")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")
