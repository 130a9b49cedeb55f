"""The Listings Items API: reading, searching, and what submissions change."""

import json

import pytest

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def path(seller):
    return f"/listings/2021-08-01/items/{seller.seller_id}"


def planted_sku(seller, code, marketplace_id=UK):
    found = [each for each in seller.answers()["items"] if each["code"] == code]
    return next(each["sku"] for each in found if each["marketplace_id"] == marketplace_id)


def read(seller, path, sku, parts="summaries,attributes,issues,offers,fulfillmentAvailability"):
    return seller.get(f"{path}/{sku}", marketplaceIds=UK, includedData=parts)


def patch(seller, path, sku, *patches, **query):
    body = {"productType": "KETTLE", "patches": list(patches)}
    return seller.request("PATCH", f"{path}/{sku}", params={"marketplaceIds": UK, **query}, json=body)


def title(text):
    value = [{"value": text, "language_tag": "en_GB", "marketplace_id": UK}]
    return {"op": "replace", "path": "/attributes/item_name", "value": value}


def whole(**changes):
    text = [{"value": "x"}]
    names = ("brand", "manufacturer", "product_description", "bullet_point", "color", "country_of_origin")
    attributes = {name: text for name in names} | {
        "item_name": [{"value": "A New Kettle"}],
        "item_weight": [{"unit": "grams", "value": 300}],
        "externally_assigned_product_identifier": [{"type": "ean", "value": "4006381333931"}],
        "condition_type": [{"value": "new_new"}],
        "purchasable_offer": [{"currency": "GBP", "our_price": [{"schedule": [{"value_with_tax": 12.5}]}]}],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 9}],
    }
    held = {name: value for name, value in (attributes | changes).items() if value is not None}
    return {"productType": "KETTLE", "requirements": "LISTING", "attributes": held}


def put(seller, path, sku, body, **query):
    return seller.request("PUT", f"{path}/{sku}", params={"marketplaceIds": UK, **query}, json=body)


def test_a_patch_mends_what_was_planted(seller, path):
    sku = planted_sku(seller, "catalog.title_rule")
    before = seller.answers()["items"]
    answer = patch(seller, path, sku, title("Kübler Kettle"))
    assert answer.status_code == 200
    assert answer.json()["status"] == "ACCEPTED"
    assert answer.json()["issues"] == []
    after = read(seller, path, sku).json()
    assert after["summaries"][0]["itemName"] == "Kübler Kettle"
    assert after["summaries"][0]["lastUpdatedDate"] == "2026-11-02T11:00:00Z"
    gone = [each for each in before if each not in seller.answers()["items"]]
    assert [(each["code"], each["sku"]) for each in gone] == [("catalog.title_rule", sku)]


@sqlite
def test_of_two_that_share_a_barcode_mending_one_mends_both(seller, path):
    def duplicates():
        items = seller.answers()["items"]
        return [(each["marketplace_id"], each["sku"]) for each in items if each["code"] == "catalog.gtin_duplicate"]

    before = duplicates()
    assert len(before) == 4
    value = [{"type": "ean", "value": "4006381333931", "marketplace_id": UK}]
    operation = {"op": "replace", "path": "/attributes/externally_assigned_product_identifier", "value": value}
    patch(seller, path, before[0][1], operation).raise_for_status()
    assert duplicates() == [each for each in before if each[0] == DE]


def test_a_put_replaces_everything(seller, path):
    sku = planted_sku(seller, "catalog.bullet_rule")
    put(seller, path, sku, whole()).raise_for_status()
    held = read(seller, path, sku).json()["attributes"]
    assert held["bullet_point"] == [{"value": "x"}]
    assert "generic_keyword" not in held
    german = seller.get(f"{path}/{sku}", marketplaceIds=DE, includedData="attributes").json()
    assert "generic_keyword" in german["attributes"]


@sqlite
def test_a_new_listing_can_be_put_patched_and_deleted(seller, path):
    assert read(seller, path, "NEW-1").status_code == 404
    answer = put(seller, path, "NEW-1", whole(), includedData="issues,identifiers").json()
    assert answer["status"] == "ACCEPTED"
    made = read(seller, path, "NEW-1").json()
    assert made["summaries"][0]["asin"] == answer["identifiers"][0]["asin"]
    assert made["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]
    assert made["offers"][0]["price"] == {"currencyCode": "GBP", "amount": "12.50"}
    assert made["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 9}]
    patch(seller, path, "NEW-1", {"op": "delete", "path": "/attributes/purchasable_offer"}).raise_for_status()
    assert read(seller, path, "NEW-1").json()["offers"] == []
    deleted = seller.request("DELETE", f"{path}/NEW-1", params={"marketplaceIds": UK})
    assert deleted.json()["status"] == "ACCEPTED"
    assert read(seller, path, "NEW-1").status_code == 404
    assert seller.request("DELETE", f"{path}/NEW-1", params={"marketplaceIds": UK}).status_code == 404


@sqlite
@pytest.mark.parametrize(
    ("changes", "code", "attribute", "category"),
    [
        ({"brand": None}, "90220", "brand", "MISSING_ATTRIBUTE"),
        ({"item_name": [{"value": "x" * 201}]}, "90225", "item_name", "INVALID_ATTRIBUTE"),
        ({"item_name": [{}]}, "90225", "item_name", "INVALID_ATTRIBUTE"),
        ({"item_name": "x"}, "90225", "item_name", "INVALID_ATTRIBUTE"),
        ({"bullet_point": [{"value": "x"}] * 11}, "90225", "bullet_point", "INVALID_ATTRIBUTE"),
        ({"condition_type": [{"value": "shiny"}]}, "90225", "condition_type", "INVALID_ATTRIBUTE"),
        ({"purchasable_offer": [{"currency": "GBP"}]}, "90225", "purchasable_offer", "INVALID_PRICE"),
        (
            {"purchasable_offer": [{"our_price": [{"schedule": [{"value_with_tax": 1e308}]}]}]},
            *("90225", "purchasable_offer", "INVALID_PRICE"),
        ),
        (
            {"fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": -1}]},
            *("90225", "fulfillment_availability", "INVALID_ATTRIBUTE"),
        ),
        (
            {"externally_assigned_product_identifier": [{"value": "4006381333932"}]},
            *("90225", "externally_assigned_product_identifier", "INVALID_ATTRIBUTE"),
        ),
    ],
)
def test_a_bad_listing_is_invalid_and_not_kept(seller, path, changes, code, attribute, category):
    answer = put(seller, path, "NEW-2", whole(**changes))
    assert answer.status_code == 200
    assert answer.json()["status"] == "INVALID"
    [issue] = answer.json()["issues"]
    assert (issue["code"], issue["severity"]) == (code, "ERROR")
    assert (issue["attributeNames"], issue["categories"]) == ([attribute], [category])
    assert read(seller, path, "NEW-2").status_code == 404


@sqlite
@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_characters_that_cannot_be_stored_are_400(seller, path, text):
    """Sent as escapes: no client would send the bytes."""
    content = json.dumps(whole(color=[{"value": text}])).encode()
    headers = seller.headers | {"Content-Type": "application/json"}
    answer = seller.client.put(f"{path}/NEW-6", params={"marketplaceIds": UK}, content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"
    assert read(seller, path, "NEW-6").status_code == 404


@sqlite
def test_a_preview_keeps_nothing(seller, path):
    sku = planted_sku(seller, "catalog.title_rule")
    before = read(seller, path, sku).json()
    answers = [
        patch(seller, path, sku, title("Kettle"), mode="VALIDATION_PREVIEW").json()["status"],
        patch(seller, path, sku, title("x" * 201), mode="VALIDATION_PREVIEW").json()["status"],
        put(seller, path, "NEW-3", whole(), mode="VALIDATION_PREVIEW").json()["status"],
    ]
    assert answers == ["VALID", "INVALID", "VALID"]
    assert read(seller, path, sku).json() == before
    assert read(seller, path, "NEW-3").status_code == 404


@sqlite
def test_an_unknown_attribute_is_a_warning(seller, path):
    answer = put(seller, path, "NEW-4", whole(colour=[{"value": "red"}])).json()
    assert answer["status"] == "ACCEPTED"
    assert [(each["code"], each["severity"]) for each in answer["issues"]] == [("99022", "WARNING")]


@sqlite
def test_a_merge_keeps_the_members_that_it_does_not_name(seller, path):
    put(seller, path, "NEW-5", whole()).raise_for_status()
    merge = {"op": "merge", "path": "/attributes/fulfillment_availability", "value": [
        {"fulfillment_channel_code": "DEFAULT", "lead_time_to_ship_max_days": 3}
    ]}  # fmt: skip
    patch(seller, path, "NEW-5", merge).raise_for_status()
    assert read(seller, path, "NEW-5").json()["fulfillmentAvailability"][0]["quantity"] == 9


@sqlite
@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/item_name", "value": [{"value": "x"}]},
        {"op": "replace", "path": "/attributes/item_name/0", "value": [{"value": "x"}]},
        {"op": "replace", "path": "/attributes/item_name"},
        {"op": "move", "path": "/attributes/item_name", "value": []},
        {"path": "/attributes/item_name", "value": []},
    ],
)
def test_patches_that_cannot_be_applied_are_400(seller, path, operation):
    sku = planted_sku(seller, "catalog.title_rule")
    before = read(seller, path, sku).json()
    answer = patch(seller, path, sku, operation)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"
    assert read(seller, path, sku).json() == before


@sqlite
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"marketplaceIds": "ATVPDKIKX0DER"},
        {"marketplaceIds": f"{UK},{DE}"},
        {"marketplaceIds": UK, "includedData": "everything"},
        {"marketplaceIds": UK, "pageSize": 21},
        {"marketplaceIds": UK, "withStatus": "SOLD"},
        {"marketplaceIds": UK, "createdAfter": "yesterday"},
        {"marketplaceIds": UK, "identifiers": "x"},
        {"marketplaceIds": UK, "pageToken": "x"},
    ],
)
def test_queries_against_the_model_are_400(seller, path, query):
    answer = seller.get(path, **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"
    assert answer.headers["x-amzn-RateLimit-Limit"] == "5"


@sqlite
def test_another_seller_is_403(seller):
    answer = seller.get("/listings/2021-08-01/items/A123", marketplaceIds=UK)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "Unauthorized"


@sqlite
def test_searches_narrow_sort_and_page(seller, path):
    by_sku = seller.get(path, marketplaceIds=UK, sortBy="sku", sortOrder="ASC", pageSize=3).json()
    assert [each["sku"][:7] for each in by_sku["items"]] == ["ZL-0001", "ZL-0002", "ZL-0003"]
    token = by_sku["pagination"]["nextToken"]
    query = {"marketplaceIds": UK, "sortBy": "sku", "sortOrder": "ASC", "pageSize": 3}
    second = seller.get(path, **query, pageToken=token).json()
    assert [each["sku"][:7] for each in second["items"]] == ["ZL-0004", "ZL-0005", "ZL-0006"]
    assert seller.get(path, marketplaceIds=UK, pageSize=3, pageToken=token).status_code == 400
    back = seller.get(path, **query, pageToken=second["pagination"]["previousToken"]).json()
    assert back["items"] == by_sku["items"]
    sku = by_sku["items"][0]["sku"]
    found = seller.get(path, marketplaceIds=UK, identifiers=sku, identifiersType="SKU").json()
    assert [each["sku"] for each in found["items"]] == [sku]
    errors = seller.get(path, marketplaceIds=UK, withIssueSeverity="ERROR", includedData="issues").json()
    assert errors["numberOfResults"] == 4
    assert seller.get(path, marketplaceIds=UK, withoutStatus="DISCOVERABLE").json()["numberOfResults"] == 4
    after = {"lastUpdatedAfter": "2026-11-02T10:59:00Z"}
    assert seller.get(path, marketplaceIds=UK, **after).json()["numberOfResults"] == 0
    patch(seller, path, sku, title("Kettle")).raise_for_status()
    assert seller.get(path, marketplaceIds=UK, **after).json()["numberOfResults"] == 1
