"""The same for what is sold: listings, stock, cases and the worklist, as an ERP and its staff use them."""

import datetime
import time
import uuid

from zhuli_client import models
from zhuli_client.api.catalog_listings import (
    get_catalog_listing,
    list_catalog_listings,
    update_catalog_listing,
    upsert_catalog_listings,
)
from zhuli_client.api.inventory_stock import list_inventory_stock, push_inventory_stock
from zhuli_client.api.tickets_cases import create_tickets_case, get_tickets_case, update_tickets_case
from zhuli_client.api.tickets_messages import create_tickets_reply, list_tickets_messages
from zhuli_client.api.tickets_worklist import list_worklist

SKU, WRONG_CODE = f"JUDGE-{uuid.uuid4().hex[:8]}", "4006381333932"
SECONDS = 300.0


def keep_shop(client, seller_id, marketplace_id):
    push_listings(client, seller_id, marketplace_id)
    push_stock(client, seller_id, marketplace_id)
    find_the_wrong_code(client, seller_id, marketplace_id)
    answer_a_case(client, seller_id, marketplace_id)


def push_listings(client, seller_id, marketplace_id):
    """A batch with one item for a marketplace that the account lacks; the other one is stored and corrected."""
    price = models.Money(amount="12.99", currency="GBP")
    good = models.CatalogListingUpsert(marketplace_id=marketplace_id, sku=SKU, gtin=WRONG_CODE, price=price)
    bad = models.CatalogListingUpsert(marketplace_id="A1NOWHERE0000", sku="JUDGE-2")
    body, key = models.CatalogListingBatch(seller_id=seller_id, items=[good, bad]), str(uuid.uuid4())
    done = upsert_catalog_listings.sync_detailed(client=client, body=body, idempotency_key=key)
    again = upsert_catalog_listings.sync_detailed(client=client, body=body, idempotency_key=key)
    assert (done.status_code, again.content) == (207, done.content)
    stored, refused = done.parsed.results
    assert (stored.status, refused.status) == ("created", "rejected")
    assert [error.code for error in refused.errors] == ["marketplace-unknown"]
    [listed] = list_catalog_listings.sync(client=client, seller_id=seller_id, sku=SKU).items
    assert (listed.listing_id, listed.price.amount, listed.title) == (stored.listing_id, "12.99", None)
    tag = get_catalog_listing.sync_detailed(listed.listing_id, client=client).headers["etag"]
    body = models.CatalogListingUpdate(title="A kettle")
    changed = update_catalog_listing.sync(listed.listing_id, client=client, body=body, if_match=tag)
    assert (changed.title, changed.gtin, changed.version) == ("A kettle", WRONG_CODE, 2)
    late = update_catalog_listing.sync(listed.listing_id, client=client, body=body, if_match=tag)
    assert (late.status, late.code) == (412, "precondition-failed")


def push_stock(client, seller_id, marketplace_id):
    place = {"seller_id": seller_id, "marketplace_id": marketplace_id, "warehouse": "SZ-1"}
    now = datetime.datetime.now(datetime.UTC)
    item = models.InventoryStockItem(**place, sku=SKU, fulfillable_quantity=40, observed_at=now)
    body = models.InventoryStockPush(items=[item])
    done = push_inventory_stock.sync(client=client, body=body, idempotency_key=str(uuid.uuid4()))
    assert [result.status for result in done.results] == ["created"]
    [stock] = list_inventory_stock.sync(client=client, seller_id=seller_id, sku=SKU).items
    assert (stock.warehouse, stock.fulfillable_quantity) == ("SZ-1", 40)
    assert stock.observed_at == now


def find_the_wrong_code(client, seller_id, marketplace_id):
    """The worklist tells of the check digit soon after."""
    place = {"seller_id": seller_id, "marketplace_id": [marketplace_id]}
    ends = time.monotonic() + SECONDS
    while True:
        service = [models.WorklistService.CATALOG]
        page = list_worklist.sync(client=client, **place, service=service, limit=200)
        found = [item for item in page.items if item.code.startswith("catalog.gtin") and SKU in item.title]
        if found:
            break
        assert time.monotonic() < ends, [item.title for item in page.items]
        time.sleep(0.2)
    assert found[0].reason
    assert found[0].recommended_action


def answer_a_case(client, seller_id, marketplace_id):
    """A buyer asks, is answered, and the case is closed."""
    category = models.TicketsCategory.BUYER_MESSAGE
    place = {"seller_id": seller_id, "marketplace_id": marketplace_id}
    body = models.TicketsCaseCreate(**place, category=category, subject="Where is my kettle?")
    case = create_tickets_case.sync(client=client, body=body)
    assert (case.status, case.answer.is_running) == ("open", True)
    reply = models.TicketsReplyCreate(text="It arrives tomorrow.")
    said = create_tickets_reply.sync(case.case_id, client=client, body=reply)
    assert [each.message_id for each in list_tickets_messages.sync(case.case_id, client=client).items] == [
        case.case_id,
        said.message_id,
    ]
    answered = get_tickets_case.sync_detailed(case.case_id, client=client)
    assert answered.parsed.answer.done_at == said.sent_at
    body = models.TicketsCaseUpdate(status=models.TicketsCaseStatus.RESOLVED)
    ended = update_tickets_case.sync(case.case_id, client=client, body=body, if_match=answered.headers["etag"])
    assert (ended.status, ended.resolution.is_running) == ("resolved", False)
