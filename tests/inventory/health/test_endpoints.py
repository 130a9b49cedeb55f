from datetime import timedelta

from services.inventory.health.schemas import StockHealthPage, StockHealthRead
from tests.inventory.rows import DE, NOW, OTHER, SELLER, UK, aged, history, judge, line, sold, stocked

PATH = "/v1/inventory/stock-health"


def health(client, caller, **query):
    answer = client.get(PATH, params=query, headers=caller("inventory:read"))
    StockHealthPage.model_validate_json(answer.content, strict=False)
    return answer.json()["items"]


def two_a_day(database, marketplace, sku="ZL-1", *, units=60):
    """Two units on each of the 40 newest days, before which there was no stock."""
    sold(database, marketplace, *(line(marketplace, f"{sku}-{ago}", sku, ago=ago) for ago in range(1, 41)))
    history(database, marketplace, sku, days=40)
    stocked(database, marketplace, sku, units, shipped=20)


def test_who_may_read(client, caller, database, marketplace):
    two_a_day(database, marketplace)
    judge(database, marketplace)
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("inventory:write")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert len(health(client, caller)) == 1


def test_cover_is_what_lasts_at_the_demand_of_days_in_stock(client, caller, database, marketplace):
    two_a_day(database, marketplace)
    aged(database, marketplace, "ZL-1")
    judge(database, marketplace)
    [row] = health(client, caller)
    assert set(row) == set(StockHealthRead.model_fields)
    del row["updated_at"]
    assert row == {
        "seller_id": SELLER,
        "marketplace_id": UK,
        "sku": "ZL-1",
        "product_name": "Kettle",
        "channel": "AFN",
        "fulfillable_quantity": 60,
        "arriving_quantity": 20,
        "inbound_quantity": 20,
        "own_quantity": 0,
        "own_old_quantity": 0,
        "units_sold": 80,
        "multi_channel_units": 0,
        "in_stock_days": 40,
        "out_days": 0,
        "demand_confidence": "usual",
        "units_a_day": 2.0,  # over the 40 days in stock; over all 90 it would be 0.89
        "cover_days": 40.0,
        "stock_out_on": "2026-12-30",
        "sell_through": 1.8,  # 80 units / (40 days of 100 units / 90)
        "safety_units": 55,
        "units_needed": 79,  # 52 days of 2 units and the safety stock, less 60 and 20
        "units_to_send": 79,  # nobody has told of own stock
        "from_on": "2026-08-22",
        "to_on": "2026-11-20",
        "pool": None,
        "deleted_at": None,
    }


def test_what_never_sold_has_no_cover(client, caller, database, marketplace):
    history(database, marketplace, "ZL-1")
    stocked(database, marketplace, "ZL-1", 60)
    judge(database, marketplace)
    [row] = health(client, caller)
    assert (row["units_a_day"], row["cover_days"], row["stock_out_on"], row["units_to_send"]) == (0.0, None, None, 0)


def test_it_is_sorted_as_asked_page_by_page(client, caller, database, marketplace):
    for sku, units in (("B", 60), ("A", 20), ("C", 40)):
        two_a_day(database, marketplace, sku, units=units)
    history(database, marketplace, "NEVER-SOLD")
    stocked(database, marketplace, "NEVER-SOLD", 60)
    judge(database, marketplace)
    orders = {
        "cover_days": ["A", "C", "B", "NEVER-SOLD"],
        "-stock_out_on": ["NEVER-SOLD", "B", "C", "A"],
        "-units_to_send": ["A", "C", "B", "NEVER-SOLD"],
        "sku": ["A", "B", "C", "NEVER-SOLD"],
    }
    for sort, expected in orders.items():
        walked, cursor = [], ""
        while cursor is not None:
            page = client.get(PATH, params={"sort": sort, "limit": 1, "cursor": cursor}, headers=caller()).json()
            assert (page["follow_cursor"], page["restored"]) == (None, False)
            walked, cursor = walked + [each["sku"] for each in page["items"]], page["next_cursor"]
        assert (sort, walked) == (sort, expected)
        assert [row["sku"] for row in health(client, caller, sort=sort)] == expected


def test_only_what_changed_is_told_again(client, caller, database, marketplace):
    for sku in ("ZL-1", "ZL-2"):
        two_a_day(database, marketplace, sku)
    judge(database, marketplace)
    stocked(database, marketplace, "ZL-2", 59, shipped=20)
    judge(database, marketplace, now=NOW + timedelta(minutes=1))
    assert [row["sku"] for row in health(client, caller)] == ["ZL-1", "ZL-2"]
    assert [row["sku"] for row in health(client, caller, updated_after=NOW.isoformat())] == ["ZL-2"]
    assert [row["sku"] for row in health(client, caller, seller_id=SELLER, marketplace_id=UK, sku="ZL-1")] == ["ZL-1"]
    assert health(client, caller, marketplace_id=DE) == []
    page = client.get(PATH, params={"limit": 1}, headers=caller()).json()
    rest = client.get(PATH, params={"limit": 1, "cursor": page["next_cursor"]}, headers=caller()).json()
    assert ([row["sku"] for row in page["items"] + rest["items"]], rest["has_more"]) == (["ZL-1", "ZL-2"], False)
