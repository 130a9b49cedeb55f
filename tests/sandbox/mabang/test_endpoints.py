"""gwapi v2 as it is answered: signatures, both ways of paging, and what the ERP knows of the simulated seller."""

import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from services.sandbox.mabang.rules.signing import signature_of
from tests.sandbox.conftest import SELLER

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

SKUS, STOCK, COMBOS = "stock-do-search-sku-list-new", "stock-get-stock-quantity", "stock-do-search-combo-sku"


def walk(erp, **data):
    found, cursor, pages = [], "1", 0
    while cursor:
        page = erp.data(SKUS, cursor=cursor, **data)
        found += page["data"]
        cursor, pages = page["nextCursor"], pages + 1
        assert page["hasNext"] is bool(cursor)
    return found, pages


def days_stock(erp, day):
    first = erp.data(STOCK, updateTime=day)
    rest = [erp.data(STOCK, updateTime=day, page=page)["data"] for page in range(2, first["page"] + 1)]
    return sum(rest, first["data"])


def test_every_sku_comes_once_the_last_changed_first(plain):
    found, pages = walk(plain, maxRows=100)
    assert (len(found), pages) == (450, 5)
    assert len({each["stockSku"] for each in found}) == len({each["id"] for each in found}) == 450
    changed = [each["updateTime"] for each in found]
    assert changed == sorted(changed, reverse=True)
    since = changed[120]
    recent, _ = walk(plain, maxRows=50, updateTimeStart=since)
    assert recent == found[:121]
    older, _ = walk(plain, updateTimeEnd=changed[121])
    assert older == found[121:]


def test_new_skus_come_in_the_order_of_their_making(plain):
    found, _ = walk(plain)
    by_id = sorted(found, key=lambda each: each["id"])
    begin, end = by_id[100]["timeCreated"], by_id[399]["timeCreated"]
    assert walk(plain, timeCreatedStart=begin, timeCreatedEnd=end)[0] == by_id[100:400]


def test_named_skus_and_limits(plain):
    goods = [each["stockSku"] for each in walk(plain)[0]]
    named = plain.data(SKUS, stockSkuList=",".join(goods[:50]))
    assert [each["stockSku"] for each in named["data"]] == goods[:50]
    assert plain.data(SKUS, stockSku="HM-99999-AAA")["data"] == []
    for refused in (
        plain.post(SKUS, stockSkuList=",".join(goods[:51])),
        plain.post(STOCK, stockSkus=",".join(goods[:101])),
        plain.post(SKUS, maxRows=1001),
        plain.post(SKUS, cursor="2"),
        plain.post(STOCK),
        plain.post(STOCK, updateTime="2026-11-2"),
        plain.post("order-get-order-list"),
    ):
        assert refused.status_code == 200
        assert refused.json()["code"] == "0"
        assert refused.json()["data"] is None


def test_stock_by_day_is_what_changed_on_it_and_what_is_named_is_as_it_is(plain, clock):
    today = days_stock(plain, "2026-11-02")
    assert 0 < len(today) < 450
    assert len({each["stockSku"] for each in today}) == len(today)
    named = plain.data(STOCK, stockSkus=",".join(each["stockSku"] for each in today[:100]))
    assert named["data"] == today[:100]
    assert plain.data(STOCK, updateTime="2026-11-02", page=99)["data"] == []
    assert days_stock(plain, "2026-11-03") == []
    clock.advance(3 * 3600)
    later = days_stock(plain, "2026-11-02")
    assert later[-len(today) :] != later[: len(today)]
    assert {each["stockSku"] for each in today} < {each["stockSku"] for each in later}


def test_stock_is_sold_and_comes_again_as_days_pass(plain, client):
    goods = [each["stockSku"] for each in walk(plain)[0][:100]]
    seen = []
    for _ in range(30):
        rows = plain.data(STOCK, stockSkus=",".join(goods))["data"]
        seen.append({each["stockSku"]: (each["stockQuantity"], shipping(each)) for each in rows})
        client.post("/sandbox/clock", params=SELLER, json={"advance_days": 1})
    fell = rose = 0
    for before, after in pairwise(seen):
        for sku, (units, coming) in before.items():
            fell += after[sku][0] < units
            rose += after[sku][0] > units
            if after[sku][0] > units:
                assert after[sku][0] - units <= coming
    assert fell > rose > 10


def shipping(row):
    return sum(each["shippingQuantity"] for each in row["warehouse"])


def available(row):
    return sum(each["availableStockQuantity"] for each in row["warehouse"])


def test_units_are_those_of_its_warehouses(plain):
    for row in days_stock(plain, "2026-11-02"):
        assert row["stockQuantity"] == sum(each["stockQuantity"] for each in row["warehouse"])
        assert all(each["availableStockQuantity"] <= each["stockQuantity"] for each in row["warehouse"])


def test_what_the_sellers_warehouse_holds_is_told_by_the_names_of_the_erp(plain, client):
    held = client.get("/sandbox/warehouse", params=SELLER).json()
    links = {each["sku"]: each["parts"] for each in plain.key["links"]}
    assert held["counts"] != []
    for count in held["counts"]:
        for part in links[count["sku"]]:
            [row] = plain.data(STOCK, stockSkus=part["stock_sku"])["data"]
            [place] = row["warehouse"]
            assert place["warehouseName"] == held["warehouse"]
            assert place["availableStockQuantity"] == count["fulfillable_quantity"] * part["quantity"]


def test_the_key_tells_what_can_be_made_of_what_is_there(plain, client):
    links = {each["sku"]: each for each in plain.key["links"]}
    parts = {part["stock_sku"]: None for each in links.values() for part in each["parts"]}
    names = list(parts)
    for begin in range(0, len(names), 100):
        rows = plain.data(STOCK, stockSkus=",".join(names[begin : begin + 100]))["data"]
        parts |= {row["stockSku"]: available(row) for row in rows}
    for link in links.values():
        made = [parts[each["stock_sku"]] for each in link["parts"]]
        units = None if None in made else min(made) // link["parts"][0]["quantity"]
        assert link["available_quantity"] == units, link
    assert {each["available_quantity"] is None for each in links.values()} == {True, False}
    own = client.get("/sandbox/mabang", params=SELLER).json()
    assert (own["elsewhere"], own["goods"]) == (0, len(parts) + len(own["unlisted"]))


def test_every_way_of_naming_is_there_and_every_part_is_a_good(plain, seller):
    ways = {each["way"] for each in plain.key["links"]}
    assert ways == {
        *("same", "lower", "prefix", "suffix", "bare", "short", "pair", "set", "shared", "unlisted"),
    }
    goods = {each["stockSku"] for each in walk(plain)[0]}
    assert all(part["stock_sku"] in goods for each in plain.key["links"] for part in each["parts"])
    assert len(plain.key["links"]) == 80
    assert plain.key["elsewhere"] == sum(each.startswith("HM-") for each in goods)
    unlisted = {each["stock_sku"]: each["available_quantity"] for each in plain.key["unlisted"]}
    rows = plain.data(STOCK, stockSkus=",".join(unlisted))["data"]
    assert {each["stockSku"]: available(each) for each in rows} == unlisted
    coming = {each["stock_sku"]: each["in_transit_quantity"] for each in plain.key["unlisted"]}
    assert {each["stockSku"]: shipping(each) for each in rows} == coming
    assert min(*unlisted.values(), *coming.values()) > 0
    assert len(unlisted) == 8
    combos = plain.data(COMBOS)["data"]
    assert [each["comboSku"] for each in combos] == [each["combo_sku"] for each in plain.key["combos"]]
    assert all(part["stockSku"] in goods for each in combos for part in each["comboProductDetail"])
    assert any(each["comboSku"].endswith("*2") for each in combos)
    assert any("+" in each["comboSku"] for each in combos)


def test_shops_warehouses_and_rates(plain, seller):
    shops = plain.data("sys-get-shop-list")
    assert [(each["amazonsite"], each["platformName"]) for each in shops["data"]] == [
        *(("UK", "Amazon"), ("DE", "Amazon")),
        ("", "Shopee"),
    ]
    assert {each["accountStoreName"] for each in shops["data"][:2]} == {seller.seller_id}
    assert [each["amazonsite"] for each in plain.data("sys-get-shop-list", status=2)["data"]] == ["US"]
    names = [each["name"] for each in plain.data("sys-get-warehouse-list")["data"]]
    assert names == ["SZ-1", "义乌仓"]
    assert len(plain.data("sys-get-warehouse-list", type=9)["data"]) == 3
    assert len(plain.data("sys-get-warehouse-list", type="9", status="2")["data"]) == 1
    rates = {each["currency"]: each["rate"] for each in plain.data("sys-get-currency-rate-list")["data"]}
    assert rates["CNY"] == 1.0


def test_who_is_not_signed_or_late_is_refused_and_not_counted(plain, client, clock):
    def code(**change):
        envelope = {"api": "sys-get-shop-list", "appkey": plain.app_key, "data": {}} | change
        body = json.dumps({"timestamp": int(clock.now.timestamp())} | envelope).encode()
        signature = signature_of(plain.secret, body)
        return client.post(plain.path, content=body, headers={"Authorization": signature}).json()["code"]

    now = int(clock.now.timestamp())
    assert code() == code(timestamp=str(now)) == code(timestamp=now - 600) == code(version="2") == "200"
    assert code(data=[]) == "200"
    counted = len(plain.calls())
    for change in (
        *({"timestamp": now - 601}, {"timestamp": now + 601}, {"timestamp": "soon"}, {"timestamp": None}),
        *({"appkey": "sandbox-5-80-450"}, {"appkey": "200000"}, {"appkey": None}, {"data": "x"}),
    ):
        assert code(**change) == "0", change
    body = b'{"appkey":"sandbox-4-80-450"}'
    assert client.post(plain.path, content=body).json()["code"] == "0"
    assert client.post(plain.path, content=b"[1]").json()["code"] == "0"
    assert client.post(plain.path, content=b"\xff{").json()["code"] == "0"
    assert len(plain.calls()) == counted


def test_calls_are_told_with_what_was_asked(plain):
    plain.data(STOCK, updateTime="2026-11-02", page=1)
    [call] = plain.calls()
    assert call["api"] == STOCK
    assert call["asked"] == {"updateTime": "2026-11-02", "page": 1}
    assert (call["trap"], datetime.fromisoformat(call["called_at"])) == (None, datetime(2026, 11, 2, 11, tzinfo=UTC))
