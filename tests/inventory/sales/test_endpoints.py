import pytest

from tests.inventory.rows import DE, OTHER, SELLER, UK, line, sold

PATH = "/v1/inventory/sales"
WINDOW = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-01", "to_on": "2026-11-20"}


def sales(client, caller, **query):
    answer = client.get(PATH, params=WINDOW | query, headers=caller("inventory:read"))
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(page):
    return [
        (row["date_on"], row["sku"], row["units"], row["orders"], row["sales"]["amount"]) for row in page["items"]
    ]


def test_who_may_read(client, caller, marketplace):
    assert client.get(PATH, params=WINDOW).status_code == 401
    assert client.get(PATH, params=WINDOW, headers=caller("inventory:write")).status_code == 403
    for wrong, code in (
        ({"marketplace_id": DE}, "marketplace-unknown"),
        ({"seller_id": "A1NOBODY"}, "seller-account-unknown"),
    ):
        answer = client.get(PATH, params=WINDOW | wrong, headers=caller())
        assert (answer.status_code, answer.json()["code"]) == (404, code)
        [error] = answer.json()["errors"]
        assert (error["location"], [error["pointer"]]) == ("query", list(wrong))
    theirs = client.get(PATH, params=WINDOW, headers=caller(tenant=OTHER))
    assert (theirs.status_code, theirs.json()["code"]) == (404, "seller-account-unknown")


def test_units_and_sales_of_each_day(client, caller, database, marketplace):
    sold(
        database,
        marketplace,
        line(marketplace, "O-1", "ZL-1", ago=1),
        line(marketplace, "O-2", "ZL-1", ago=1, quantity=1, item_price_micros=12_500_000),
        line(marketplace, "O-3", "ZL-1", ago=2),
        line(marketplace, "O-4", "ZL-2", ago=2, order_status="Pending", item_price_micros=None),
        line(marketplace, "O-5", "ZL-2", ago=1, order_status="Cancelled"),
        line(marketplace, "O-6", "ZL-1", ago=0),
        line(marketplace, "O-7", "ZL-1", ago=20),
    )
    page = sales(client, caller)
    assert told(page) == [
        ("2026-11-18", "ZL-1", 2, 1, "25.00"),
        ("2026-11-18", "ZL-2", 2, 1, "0.00"),
        ("2026-11-19", "ZL-1", 3, 2, "37.50"),
        ("2026-11-19", "ZL-2", 0, 0, "0.00"),
    ]
    assert (page["total_units"], page["total_sales"]) == (7, {"amount": "62.50", "currency": "GBP"})
    assert (page["currency"], page["timezone"], page["known_until"]) == ("GBP", "Europe/London", None)
    one = sales(client, caller, sku="ZL-2")
    assert ([row["sku"] for row in one["items"]], one["total_units"]) == (["ZL-2", "ZL-2"], 2)
    first = sales(client, caller, limit=3)
    rest = sales(client, caller, limit=3, cursor=first["next_cursor"])
    assert (told(first) + told(rest), rest["total_units"]) == (told(page), 7)


def test_multi_channel_units_are_shown_beside_the_sales(client, caller, database, marketplace):
    outside = {"is_multi_channel": True, "item_price_micros": None}
    sold(
        database,
        marketplace,
        line(marketplace, "O-1", "ZL-1", ago=1),
        line(marketplace, "S01-1", "ZL-1", ago=1, quantity=4, **outside),
        line(marketplace, "S01-2", "ZL-1", ago=1, quantity=3, **outside),
        line(marketplace, "S01-3", "ZL-2", ago=2, quantity=1, **outside),
        line(marketplace, "S01-4", "ZL-2", ago=2, quantity=0, order_status="Cancelled", **outside),
    )
    page = sales(client, caller)
    assert told(page) == [("2026-11-18", "ZL-2", 0, 0, "0.00"), ("2026-11-19", "ZL-1", 2, 1, "25.00")]
    assert [row["multi_channel_units"] for row in page["items"]] == [1, 7]
    assert (page["total_units"], page["total_multi_channel_units"]) == (2, 8)
    lines = client.get("/v1/inventory/order-lines", headers=caller()).json()["items"]
    assert [row["amazon_order_id"] for row in lines] == ["O-1"]


def test_the_totals_stay_right_when_orders_are_read_again(client, caller, database, marketplace):
    first = line(marketplace, "O-1", "ZL-1", ago=1)
    outside = line(marketplace, "S01-1", "ZL-1", ago=1, quantity=4, is_multi_channel=True)
    later = "2026-11-20T10:00:00.000000Z"
    gone = {"order_status": "Cancelled", "quantity": 0, "item_price_micros": None, "last_updated_at": later}
    readings = (
        [first._replace(order_status="Pending", item_price_micros=None), outside],
        [first, outside],
        [first, outside],
        [first._replace(**gone), outside._replace(**gone)],
        [first, outside],  # an older report that comes late
    )
    seen = []
    for reading in readings:
        sold(database, marketplace, *reading)
        page = sales(client, caller)
        seen.append((page["total_units"], page["total_sales"]["amount"], page["total_multi_channel_units"]))
    assert seen == [(2, "0.00", 4), (2, "25.00", 4), (2, "25.00", 4), (0, "0.00", 0), (0, "0.00", 0)]


@pytest.mark.parametrize("to_on", ["2026-11-01", "2026-10-31", "2027-12-07"])
def test_a_window_is_neither_empty_nor_endless(client, caller, marketplace, to_on):
    assert client.get(PATH, params=WINDOW | {"to_on": to_on}, headers=caller()).status_code == 422
