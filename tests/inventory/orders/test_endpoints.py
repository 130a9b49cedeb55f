from datetime import timedelta

from services.inventory.orders.schemas import OrderLinePage, OrderLineRead
from tests.inventory.rows import DE, NOW, OTHER, SELLER, UK, line, sold

PATH = "/v1/inventory/order-lines"


def lines(client, caller, **query):
    answer = client.get(PATH, params=query, headers=caller("inventory:read"))
    OrderLinePage.model_validate_json(answer.content, strict=False)
    return answer.json()["items"]


def test_who_may_read(client, caller, database, marketplace):
    sold(database, marketplace, line(marketplace, "O-1", "ZL-1", ago=1))
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("inventory:write")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert len(lines(client, caller)) == 1


def test_a_line_tells_all_but_the_buyer(client, caller, database, marketplace):
    sold(database, marketplace, line(marketplace, "O-1", "ZL-1", ago=1))
    [row] = lines(client, caller)
    assert set(row) == set(OrderLineRead.model_fields)
    assert (row["seller_id"], row["marketplace_id"], row["purchased_on"]) == (SELLER, UK, "2026-11-19")
    assert (row["quantity"], row["item_price"]) == (2, {"amount": "25.00", "currency": "GBP"})


def test_a_pending_order_has_no_price_yet(client, caller, database, marketplace):
    sold(
        database, marketplace, line(marketplace, "O-1", "ZL-1", ago=1, order_status="Pending", item_price_micros=None)
    )
    assert [row["item_price"] for row in lines(client, caller)] == [None]


def test_only_what_changed_is_told_again(client, caller, database, marketplace):
    first, second = (line(marketplace, order, "ZL-1", ago=3) for order in ("O-1", "O-2"))
    sold(database, marketplace, first, second)
    sold(database, marketplace, first, second._replace(order_status="Cancelled"), now=NOW + timedelta(minutes=1))
    assert [row["amazon_order_id"] for row in lines(client, caller)] == ["O-1", "O-2"]
    [changed] = lines(client, caller, updated_after=NOW.isoformat())
    assert (changed["amazon_order_id"], changed["order_status"]) == ("O-2", "Cancelled")
    for query in ({"order_status": "Cancelled"}, {"amazon_order_id": "O-2"}):
        assert [row["amazon_order_id"] for row in lines(client, caller, **query)] == ["O-2"]
    assert lines(client, caller, marketplace_id=DE) == lines(client, caller, sku="ZL-2") == []


def test_pages_walk_all_once(client, caller, database, marketplace):
    sold(database, marketplace, *(line(marketplace, f"O-{number}", "ZL-1", ago=number) for number in range(1, 8)))
    seen, cursor = [], ""
    while True:
        page = client.get(PATH, params={"limit": 3, "cursor": cursor}, headers=caller()).json()
        seen += [row["amazon_order_id"] for row in page["items"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert seen == [f"O-{number}" for number in range(1, 8)]
