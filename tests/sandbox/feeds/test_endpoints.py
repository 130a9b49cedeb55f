"""The Feeds API: from the upload to the processing report, and what a feed changes."""

import gzip
import json

import pytest

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
PATH = "/feeds/2021-06-30"
JSON = {"Content-Type": "application/json; charset=UTF-8"}


def room(seller):
    answer = seller.request("POST", f"{PATH}/documents", json={"contentType": "application/json; charset=UTF-8"})
    assert answer.status_code == 201
    return answer.json()


def hand_in(seller, content, *marketplaces):
    """The id of a feed of this content."""
    document = room(seller)
    seller.client.put(document["url"], content=content, headers=JSON).raise_for_status()
    body = {"feedType": "JSON_LISTINGS_FEED", "inputFeedDocumentId": document["feedDocumentId"]}
    answer = seller.request("POST", f"{PATH}/feeds", json=body | {"marketplaceIds": list(marketplaces or (UK,))})
    assert answer.status_code == 202
    return answer.json()["feedId"]


def feed_of(seller, *messages):
    numbered = [{"messageId": number, **each} for number, each in enumerate(messages, 1)]
    return json.dumps({"header": {"sellerId": seller.seller_id, "version": "2.0"}, "messages": numbered}).encode()


def look(seller, feed_id):
    return seller.get(f"{PATH}/feeds/{feed_id}").json()


def result_of(seller, feed_id):
    document_id = look(seller, feed_id)["resultFeedDocumentId"]
    url = seller.get(f"{PATH}/documents/{document_id}").json()["url"]
    return json.loads(gzip.decompress(seller.client.get(url).content))


def skus(seller, count):
    query = {"marketplaceIds": UK, "sortBy": "sku", "sortOrder": "ASC", "pageSize": count}
    found = seller.get(f"/listings/2021-08-01/items/{seller.seller_id}", **query).json()["items"]
    return [each["sku"] for each in found]


def title(seller, sku, marketplace_id=UK):
    answer = seller.get(f"/listings/2021-08-01/items/{seller.seller_id}/{sku}", marketplaceIds=marketplace_id)
    return answer.json()["summaries"][0]["itemName"] if answer.status_code == 200 else None


def patch(sku, text):
    value = [{"value": text, "language_tag": "en_GB"}]
    operation = {"op": "replace", "path": "/attributes/item_name", "value": value}
    return {"sku": sku, "operationType": "PATCH", "productType": "KETTLE", "patches": [operation]}


def test_a_feed_changes_listings_when_its_time_has_come(seller, clock):
    first, second, third = skus(seller, 3)
    messages = (
        patch(first, "Kübler Kettle"),
        {"sku": second, "operationType": "DELETE"},
        patch(third, "x" * 201),
        {"sku": "NEW", "operationType": "UPDATE", "productType": "KETTLE", "attributes": {}},
        patch("none", "x"),
    )
    before = [title(seller, sku) for sku in (first, second, third)]
    feed_id = hand_in(seller, feed_of(seller, *messages), UK, DE)
    assert look(seller, feed_id)["processingStatus"] == "IN_QUEUE"
    clock.advance(10)
    assert look(seller, feed_id)["processingStatus"] == "IN_PROGRESS"
    assert [title(seller, sku) for sku in (first, second, third)] == before
    clock.advance(20)
    assert look(seller, feed_id)["processingStatus"] == "DONE"
    result = result_of(seller, feed_id)
    assert result["summary"] == {
        "errors": 24,
        "warnings": 0,
        "messagesProcessed": 5,
        "messagesAccepted": 2,
        "messagesInvalid": 3,
    }
    assert {each["messageId"] for each in result["issues"]} == {3, 4, 5}
    assert [title(seller, sku) for sku in (first, second, third)] == ["Kübler Kettle", None, before[2]]
    assert [title(seller, sku, DE) for sku in (first, second)] == ["Kübler Kettle", None]
    assert title(seller, "NEW") is None


def test_a_feed_is_processed_once(seller, clock):
    [sku] = skus(seller, 1)
    feed_id = hand_in(seller, feed_of(seller, patch(sku, "First")))
    clock.advance(30)
    done = look(seller, feed_id)
    path = f"/listings/2021-08-01/items/{seller.seller_id}/{sku}"
    body = {"productType": "KETTLE", "patches": patch(sku, "Later")["patches"]}
    seller.request("PATCH", path, params={"marketplaceIds": UK}, json=body).raise_for_status()
    assert look(seller, feed_id) == done
    assert title(seller, sku) == "Later"


@sqlite
@pytest.mark.parametrize("content", [b"", b"x", b"{}", b'{"header": {"sellerId": "A", "version": "1.0"}}', b"\xff"])
def test_a_document_that_cannot_be_read_is_fatal(seller, clock, content):
    feed_id = hand_in(seller, content)
    clock.advance(30)
    read = look(seller, feed_id)
    assert read["processingStatus"] == "FATAL"
    assert "resultFeedDocumentId" not in read


@sqlite
def test_another_sellers_header_changes_nothing(seller, clock):
    [sku] = skus(seller, 1)
    before = title(seller, sku)
    content = json.loads(feed_of(seller, patch(sku, "Stolen")))
    content["header"]["sellerId"] = "A123"
    feed_id = hand_in(seller, json.dumps(content).encode())
    clock.advance(30)
    assert result_of(seller, feed_id)["summary"]["messagesInvalid"] == 1
    assert title(seller, sku) == before


@sqlite
def test_only_a_waiting_feed_can_be_cancelled(seller, clock):
    [sku] = skus(seller, 1)
    before = title(seller, sku)
    feed_id = hand_in(seller, feed_of(seller, patch(sku, "Cancelled")))
    assert seller.request("DELETE", f"{PATH}/feeds/{feed_id}").status_code == 200
    clock.advance(30)
    assert look(seller, feed_id)["processingStatus"] == "CANCELLED"
    assert title(seller, sku) == before
    assert seller.request("DELETE", f"{PATH}/feeds/{feed_id}").status_code == 400


@sqlite
def test_uploads_need_a_good_link_and_what_was_announced(seller, clock):
    document = room(seller)
    put = seller.client.put
    assert put(document["url"], content=b"{}", headers={"Content-Type": "text/xml"}).status_code == 403
    assert put(document["url"].replace("Signature=", "Signature=0"), content=b"{}", headers=JSON).status_code == 403
    too_large = put(document["url"], content=b" " * 10_000_001, headers=JSON)
    assert too_large.status_code == 400
    assert "<Code>EntityTooLarge</Code>" in too_large.text
    body = {"feedType": "JSON_LISTINGS_FEED", "marketplaceIds": [UK]}
    body["inputFeedDocumentId"] = document["feedDocumentId"]
    assert seller.request("POST", f"{PATH}/feeds", json=body).status_code == 400
    assert seller.client.get(document["url"]).status_code == 403
    clock.advance(3600)
    assert put(document["url"], content=b"{}", headers=JSON).status_code == 403


@sqlite
def test_lists_are_newest_first(seller, clock):
    made = []
    for _ in range(3):
        made.append(hand_in(seller, b"{}"))
        clock.advance(1)
    first = seller.get(f"{PATH}/feeds", feedTypes="JSON_LISTINGS_FEED", pageSize=2).json()
    rest = seller.get(f"{PATH}/feeds", nextToken=first["nextToken"]).json()
    assert [each["feedId"] for each in first["feeds"] + rest["feeds"]] == made[::-1]
    assert seller.get(f"{PATH}/feeds").status_code == 400


@sqlite
@pytest.mark.parametrize("change", [{"feedType": "POST_PRODUCT_DATA"}, {"inputFeedDocumentId": "none"}])
def test_feeds_against_the_model_are_400(seller, change):
    document = room(seller)
    seller.client.put(document["url"], content=b"{}", headers=JSON).raise_for_status()
    body = {"feedType": "JSON_LISTINGS_FEED", "marketplaceIds": [UK]}
    body |= {"inputFeedDocumentId": document["feedDocumentId"]} | change
    assert seller.request("POST", f"{PATH}/feeds", json=body).status_code == 400
    assert seller.get(f"{PATH}/feeds", feedTypes="JSON_LISTINGS_FEED").json() == {"feeds": []}
