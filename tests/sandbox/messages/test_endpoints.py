"""The Messaging API, and the mailbox in which buyers' messages and their answers are seen."""

import pytest

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
BY_SELLER = {
    *("confirmCustomizationDetails", "confirmDeliveryDetails", "confirmOrderDetails", "confirmServiceDetails"),
    *("digitalAccessKey", "legalDisclosure", "warranty", "invoice", "unexpectedProblem"),
}


@pytest.fixture
def mailbox(client):
    return lambda days=7: client.get("/sandbox/mailbox", params={"seed": 4, "size": 80, "days": days}).json()


def actions(seller, order_id, marketplace_id):
    answer = seller.get(f"/messaging/v1/orders/{order_id}", marketplaceIds=marketplace_id)
    assert answer.headers["content-type"] == "application/hal+json"
    return {each["name"] for each in answer.json()["_links"]["actions"]}


def find_order(seller, **query):
    window = {"createdAfter": "2026-11-01T00:00:00Z", "marketplaceIds": UK}
    return seller.get("/orders/2026-01-01/orders", **window, **query).json()["orders"][0]["orderId"]


def test_an_answer_is_seen_in_the_mailbox(seller, mailbox):
    waiting = [each for each in mailbox()["buyer_messages"] if each["marketplace_id"] == DE]
    assert {each["language"] for each in waiting} == {"de_DE"}
    assert [each["answered_at"] for each in waiting] == [None] * len(waiting) != []
    order_id = waiting[-1]["amazon_order_id"]
    path = f"/messaging/v1/orders/{order_id}/messages/unexpectedProblem"
    sent = seller.request("POST", path, params={"marketplaceIds": DE}, json={"text": "Wir kümmern uns darum."})
    assert (sent.status_code, sent.json()) == (201, {})
    answered = {each["amazon_order_id"]: each["answered_at"] for each in mailbox()["buyer_messages"]}
    assert answered.pop(order_id) == "2026-11-02T11:00:00Z"
    assert set(answered.values()) == {None}
    again = seller.request("POST", path, params={"marketplaceIds": DE}, json={"text": "x"})
    assert again.status_code == 400


@sqlite
def test_what_may_be_written_depends_on_the_order(seller):
    own = find_order(seller, fulfillmentStatuses="SHIPPED", fulfilledBy="MERCHANT")
    theirs = find_order(seller, fulfillmentStatuses="SHIPPED", fulfilledBy="AMAZON")
    pending = find_order(seller, fulfillmentStatuses="PENDING")
    assert actions(seller, own, UK) == BY_SELLER
    assert actions(seller, theirs, UK) == {"legalDisclosure", "warranty", "invoice", "unexpectedProblem"}
    assert actions(seller, pending, UK) == set()
    seller.let_days_pass(31)
    assert actions(seller, own, UK) == set()


@sqlite
def test_orders_are_of_one_marketplace(seller):
    order_id = find_order(seller)
    path = f"/messaging/v1/orders/{order_id}"
    assert seller.get(f"{path}/attributes", marketplaceIds=UK).json() == {"buyer": {"locale": "en-GB"}}
    assert seller.get(path, marketplaceIds=DE).status_code == 404
    assert seller.get(path).status_code == 400
    assert seller.get("/messaging/v1/orders/026-0000000-0000000", marketplaceIds=UK).status_code == 404


@sqlite
@pytest.mark.parametrize("text", ["", "x" * 2001, 5])
def test_texts_against_the_model_are_400(seller, text):
    order_id = find_order(seller, fulfillmentStatuses="SHIPPED", fulfilledBy="MERCHANT")
    path = f"/messaging/v1/orders/{order_id}/messages/confirmOrderDetails"
    assert seller.request("POST", path, params={"marketplaceIds": UK}, json={"text": text}).status_code == 400
    assert actions(seller, order_id, UK) == BY_SELLER


@sqlite
def test_the_mailbox_holds_so_many_days(mailbox):
    week, month = mailbox(7), mailbox(30)
    assert week["buyer_messages"] == [
        each for each in month["buyer_messages"] if each["received_at"] >= "2026-10-26T11:00:00Z"
    ]
    assert len(month["buyer_messages"]) > 3 * len(week["buyer_messages"]) > 0
