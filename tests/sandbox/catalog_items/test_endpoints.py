"""Catalogue items, product types, restrictions and prices: what surrounds a listing."""

import base64
import hashlib

import pytest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
CATALOG = "/catalog/2022-04-01/items"
TYPES = "/definitions/2020-09-01/productTypes"
RESTRICTIONS = "/listings/2021-08-01/restrictions"
PRICES = "/batches/products/pricing/2022-05-01"


@pytest.fixture
def listing(seller):
    """The first listing on UK that has an image: SKU, ASIN and title."""
    query = {"marketplaceIds": UK, "sortBy": "sku", "sortOrder": "ASC", "includedData": "summaries"}
    items = seller.get(f"/listings/2021-08-01/items/{seller.seller_id}", **query).json()["items"]
    return next(each for each in items if "mainImage" in each["summaries"][0])


def test_an_item_is_what_its_listings_say(seller, listing):
    asin = listing["summaries"][0]["asin"]
    parts = "summaries,attributes,images,identifiers"
    item = seller.get(f"{CATALOG}/{asin}", marketplaceIds=f"{UK},{DE}", includedData=parts).json()
    assert item["summaries"][0]["itemName"] == listing["summaries"][0]["itemName"]
    assert [each["marketplaceId"] for each in item["summaries"]] == [UK, DE]
    assert item["summaries"][0]["itemName"] != item["summaries"][1]["itemName"]
    assert "purchasable_offer" not in item["attributes"]
    assert item["images"][0]["images"][0]["width"] >= 1600
    assert {"identifierType": "SKU", "identifier": listing["sku"]} in item["identifiers"][0]["identifiers"]
    assert seller.get(f"{CATALOG}/B000000000", marketplaceIds=UK).status_code == 404


def test_searches_by_code_and_by_keyword(seller, listing):
    by_sku = {"identifiers": listing["sku"], "identifiersType": "SKU", "sellerId": seller.seller_id}
    found = seller.get(CATALOG, marketplaceIds=UK, **by_sku).json()
    assert [each["asin"] for each in found["items"]] == [listing["summaries"][0]["asin"]]
    lamps = seller.get(CATALOG, marketplaceIds=UK, keywords="lamp", pageSize=3).json()
    assert all("Lamp" in each["summaries"][0]["itemName"] for each in lamps["items"])
    brands = lamps["refinements"]["brands"]
    assert sum(each["numberOfResults"] for each in brands) == lamps["numberOfResults"] > 3
    token = lamps["pagination"]["nextToken"]
    second = seller.get(CATALOG, marketplaceIds=UK, keywords="lamp", pageSize=3, pageToken=token).json()
    assert not {each["asin"] for each in lamps["items"]} & {each["asin"] for each in second["items"]}
    one = {"keywords": "lamp", "brandNames": brands[0]["brandName"]}
    narrowed = seller.get(CATALOG, marketplaceIds=UK, **one).json()
    assert narrowed["numberOfResults"] == brands[0]["numberOfResults"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"marketplaceIds": UK},
        {"marketplaceIds": UK, "keywords": "a", "identifiers": "b", "identifiersType": "ASIN"},
        {"marketplaceIds": UK, "identifiers": "b"},
        {"marketplaceIds": UK, "identifiers": "b", "identifiersType": "SKU"},
        {"marketplaceIds": f"{UK},{DE}", "keywords": "a"},
        {"marketplaceIds": UK, "keywords": "a", "includedData": "everything"},
    ],
)
def test_catalogue_queries_against_the_model_are_400(seller, query):
    assert seller.get(CATALOG, **query).status_code == 400


def test_a_product_type_and_its_schema(seller, client):
    found = seller.get(TYPES, marketplaceIds=UK, keywords="lamp").json()["productTypes"]
    assert [each["name"] for each in found] == ["LAMP"]
    assert len(seller.get(TYPES, marketplaceIds=UK).json()["productTypes"]) == 10
    definition = seller.get(f"{TYPES}/LAMP", marketplaceIds=UK).json()
    text = client.get(definition["schema"]["link"]["resource"]).content
    assert (
        base64.b64encode(hashlib.md5(text, usedforsecurity=False).digest()).decode()
        == definition["schema"]["checksum"]
    )
    schema = client.get(definition["schema"]["link"]["resource"]).json()
    assert "item_name" in schema["required"]
    assert schema["properties"]["item_name"]["items"]["properties"]["value"]["maxLength"] == 200
    names = [name for group in definition["propertyGroups"].values() for name in group["propertyNames"]]
    assert sorted(names) == sorted(schema["properties"])
    loose = seller.get(f"{TYPES}/LAMP", marketplaceIds=UK, requirementsEnforced="NOT_ENFORCED").json()
    assert client.get(loose["schema"]["link"]["resource"]).json()["required"] == []
    assert seller.get(f"{TYPES}/CAR", marketplaceIds=UK).status_code == 404
    assert seller.get(f"{TYPES}/LAMP", marketplaceIds=UK, requirements="ALL").status_code == 400


def test_what_was_removed_needs_an_approval(seller, listing):
    removed = [each for each in seller.answers()["items"] if each["code"] == "catalog.listing_removed"]
    sku = next(each["sku"] for each in removed if each["marketplace_id"] == UK)
    path = f"/listings/2021-08-01/items/{seller.seller_id}/{sku}"
    asin = seller.get(path, marketplaceIds=UK).json()["summaries"][0]["asin"]

    def reasons(asin, **more):
        query = {"asin": asin, "sellerId": seller.seller_id, "marketplaceIds": UK, **more}
        told = seller.get(RESTRICTIONS, **query).json()["restrictions"]
        return [each["reasons"][0]["reasonCode"] for each in told]

    assert reasons(asin) == ["APPROVAL_REQUIRED"]
    assert reasons(listing["summaries"][0]["asin"]) == []
    assert reasons(listing["summaries"][0]["asin"], conditionType="used_good") == ["NOT_ELIGIBLE"]
    assert reasons("B000000000") == ["ASIN_NOT_FOUND"]
    assert seller.get(RESTRICTIONS, asin=asin, sellerId="A1", marketplaceIds=UK).status_code == 403
    assert seller.get(RESTRICTIONS, asin=asin).status_code == 400


def test_prices_come_in_batches_and_one_bad_question_spoils_none(seller, listing):
    uri = "/products/pricing/2022-05-01/offer/featuredOfferExpectedPrice"
    questions = [{"uri": uri, "method": "GET", "marketplaceId": UK, "sku": each} for each in ("none", listing["sku"])]
    path = f"{PRICES}/offer/featuredOfferExpectedPrice"
    bad, good = seller.request("POST", path, json={"requests": questions}).json()["responses"]
    assert (bad["status"]["statusCode"], good["status"]["statusCode"]) == (400, 200)
    assert bad["body"]["errors"][0]["code"] == "INVALID_SKU"
    [result] = good["body"]["featuredOfferExpectedPriceResults"]
    assert result["competingFeaturedOffer"]["offerIdentifier"]["sellerId"] != seller.seller_id
    for body in ({"requests": []}, {"requests": questions * 21}, {}):
        assert seller.request("POST", path, json=body).status_code == 400


def test_a_fourth_of_the_featured_offers_is_a_competitors(seller):
    query = {"marketplaceIds": UK, "includedData": "summaries,offers", "withStatus": "BUYABLE", "pageSize": 20}
    found = seller.get(f"/listings/2021-08-01/items/{seller.seller_id}", **query).json()["items"]
    asins = [each["summaries"][0]["asin"] for each in found if each["offers"]]
    common = {"marketplaceId": UK, "method": "GET", "uri": "/products/pricing/2022-05-01/items/competitiveSummary"}
    wanted = [common | {"asin": asin, "includedData": ["featuredBuyingOptions"]} for asin in asins]
    answer = seller.request("POST", f"{PRICES}/items/competitiveSummary", json={"requests": wanted}).json()
    winners = [
        each["body"]["featuredBuyingOptions"][0]["segmentedFeaturedOffers"][0]["sellerId"]
        for each in answer["responses"]
    ]
    assert 0 < sum(each != seller.seller_id for each in winners) <= len(winners) // 2
