"""One stock that several shops sell is judged once, by the demand of all."""

from datetime import timedelta

import pytest

from services.inventory.health.operations import store_ages, store_stranded
from tests.inventory.pools.shops import ES, FR, IT, OTHERS, SKU, Account, pan_eu
from tests.inventory.rows import DE, FIRST, NOW, PRICE, SELLER, TODAY, UK, counted, history, sold
from tests.inventory.rows import line as order_line

UNITS = {SKU: 300} | {sku: number + 1 for number, sku in enumerate(OTHERS)}


@pytest.fixture
def account(database):
    found = pan_eu(database)
    for minutes in range(3):
        found.read(UNITS, minutes=minutes)
    found.judge(minutes=3)
    return found


@pytest.fixture
def ask(client, caller):
    def get(path, **query):
        answer = client.get(path, params=query or None, headers=caller("inventory:read"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


def shares(pool):
    return [(each["marketplace_id"], each["units_sold"], each["share"]) for each in pool["marketplaces"]]


SHARES = [(DE, 450, 0.5556), (FR, 180, 0.2222), (IT, 90, 0.1111), (ES, 90, 0.1111)]


def test_three_hundred_units_that_four_shops_sell(account, ask):
    [pool] = ask("/v1/inventory/pools")["items"]
    assert (pool["marketplace_ids"][0], set(pool["marketplace_ids"]), pool["source"]) == (
        *(DE, {DE, FR, IT, ES}, "detected"),
    )
    [row] = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert (row["marketplace_id"], row["fulfillable_quantity"], row["units_a_day"], row["cover_days"]) == (
        *(DE, 300, 9.0, 33.3),
    )
    assert (row["units_sold"], row["in_stock_days"], row["sell_through"]) == (810, 90, 2.7)  # 810 / 300
    assert (row["pool"]["pool_id"], shares(row["pool"])) == (pool["pool_id"], SHARES)
    [found] = ask("/v1/inventory/findings", subject_id=SKU)["items"]
    assert (found["code"], found["marketplace_id"], found["pool"]) == (*("inventory.stockout_risk", DE, row["pool"]),)
    lost = 9 * 45 - 300  # what is wanted within the lead time and not there
    assert found["money_at_stake"] == {"amount": f"{lost * PRICE / 10**6:.2f}", "currency": "EUR"}
    for marketplace_id in (DE, FR, IT, ES):
        drivers = ask("/v1/inventory/ipi-drivers", seller_id=SELLER, marketplace_id=marketplace_id)
        assert (drivers["fba_units"], drivers["excess_units"], drivers["units_sold"]) == (300 + 55, 0, 810)
        assert (drivers["pool_id"], drivers["average_units"], drivers["in_stock_rate"]) == (
            *(pool["pool_id"], 300.0, 1.0),
        )


def test_the_links_lead_to_rows_that_add_up(account, ask):
    [found] = ask("/v1/inventory/findings", subject_id=SKU)["items"]
    facts = {fact["name"]: fact["value"] for fact in found["evidence"]["facts"]}
    links = {link["rel"]: link["href"] for link in found["evidence"]["links"]}
    rows = ask(links["stock"])["items"]
    assert [row["fulfillable_quantity"] for row in rows] == [int(facts["fulfillable_units"])] == [300]
    page = ask(links["sales"])
    assert page["total_units"] == int(facts["units_sold"]) == 810
    assert {row["units"] for row in page["items"]} == {9}
    assert page["total_sales"] == {"amount": "10125.00", "currency": "EUR"}
    assert page["currency"] == "EUR"


def test_a_row_is_found_under_each_marketplace_of_its_pool(account, ask):
    for marketplace_id in (DE, FR, IT, ES):
        rows = ask("/v1/inventory/stock-health", marketplace_id=marketplace_id, sku=SKU)["items"]
        assert [row["marketplace_id"] for row in rows] == [DE]
        found = ask("/v1/inventory/findings", marketplace_id=marketplace_id, subject_id=SKU)["items"]
        assert [row["marketplace_id"] for row in found] == [DE]
        assert len(ask("/v1/inventory/pools", marketplace_id=marketplace_id)["items"]) == 1
    assert ask("/v1/inventory/stock-health", marketplace_id=UK)["items"] == []
    assert ask("/v1/inventory/findings", marketplace_id=UK)["items"] == []
    assert ask("/v1/inventory/pools", marketplace_id=UK)["items"] == []


def test_findings_of_shops_become_those_of_their_pool(database, ask, client, caller):
    account = pan_eu(database)
    for place in account.places.values():
        account.store(place.key, 75)  # as shops alone they need days of their own
    account.read(UNITS, minutes=0)
    account.judge()
    assert {key for key in account.findings() if key[2] == SKU} == {("excess", each, SKU) for each in (FR, IT, ES)}
    shop_rows = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert [row["pool"] for row in shop_rows] == [None] * 4
    for minutes in (1, 2):
        account.read(UNITS, minutes=minutes)
    account.judge(minutes=3)
    assert set(account.findings()) == {("stockout_risk", DE, SKU)}
    ended = ask("/v1/inventory/findings", status="resolved")["items"]
    assert {(row["code"], row["marketplace_id"], row["decision_reason"]) for row in ended} == {
        ("inventory.excess", each, "pooled") for each in (FR, IT, ES)
    }
    rows = ask("/v1/inventory/stock-health", sku=SKU, include_deleted=True)["items"]
    assert {row["marketplace_id"] for row in rows if row["deleted_at"]} == {FR, IT, ES}
    assert [row["marketplace_id"] for row in ask("/v1/inventory/stock-health", sku=SKU)["items"]] == [DE]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_decision_about_the_home_goes_on_in_the_pool(database, client, caller):
    account = pan_eu(database)
    account.sell(DE, 2, days=3)  # DE alone: 60 days of cover are enough, 40 are not
    account.read(UNITS | {SKU: 90}, minutes=0)
    account.judge()
    finding = account.findings()["stockout_risk", DE, SKU]
    body = {"until": (NOW + timedelta(days=30)).isoformat()}
    path = f"/v1/inventory/findings/{finding.finding_id}/snooze"
    assert client.post(path, json=body, headers=caller()).status_code == 200
    for minutes in (1, 2):
        account.read(UNITS | {SKU: 90}, minutes=minutes)
    account.judge(minutes=3)
    found = account.findings()["stockout_risk", DE, SKU]
    assert (found.finding_id, found.status, found.pool_id is not None) == (finding.finding_id, "snoozed", True)


def test_the_days_in_stock_are_those_of_all_countries(database, ask):
    """In stock in PL in one half of the window, in FR in the other: no day without."""
    account = Account(database, DE, FR)
    account.sell(DE, 2)
    account.store("PL", 50, ago=range(46, 91))
    account.store("PL", 0, ago=range(1, 46))
    account.store(account.places[FR].key, 0, ago=range(61, 91))
    account.store(account.places[FR].key, 50, ago=range(1, 61))
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    account.judge()
    [row] = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert (row["in_stock_days"], row["units_a_day"]) == (90, 2.0)


def test_out_in_all_countries_is_out(database, ask):
    account = Account(database, DE, FR)
    for each in (DE, FR):
        account.sell(each, 1)
    account.store("PL", 10, ago=range(31, 91))
    account.store("PL", 0, ago=range(1, 31))
    account.store(account.places[FR].key, 10, ago=range(11, 91))
    account.store(account.places[FR].key, 0, ago=range(1, 11))
    for minutes in range(3):
        account.read(UNITS | {SKU: 0}, minutes=minutes)
    account.judge()
    [row] = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert (row["in_stock_days"], row["out_days"]) == (80, 10)
    assert set(account.findings()) == {("out_of_stock_long", DE, SKU)}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_units_of_orders_taken_elsewhere_count_once(database, ask):
    account = pan_eu(database)
    place = account.places[IT]
    outside = [
        order_line(place, f"S02-{ago}", SKU, ago=ago, quantity=1, item_price_micros=None, is_multi_channel=True)
        for ago in range(1, 91)
    ]
    sold(database, place, *outside)
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    account.judge()
    [row] = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert (row["units_a_day"], row["multi_channel_units"], row["cover_days"]) == (10.0, 90, 30.0)
    assert shares(row["pool"]) == SHARES


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_of_shops_that_are_told_different_units_the_most_of_the_newest_reading_count(database, ask):
    account = pan_eu(database)
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    account.tell(DE, {SKU: 400}, minutes=2)
    for marketplace_id, units in ((FR, 290), (IT, 292), (ES, 0)):
        account.tell(marketplace_id, {SKU: units}, minutes=5)
    account.judge(minutes=5)
    [row] = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert row["fulfillable_quantity"] == 292
    [found] = ask("/v1/inventory/findings", subject_id=SKU)["items"]
    [stock] = [link["href"] for link in found["evidence"]["links"] if link["rel"] == "stock"]
    assert f"marketplace_id={IT}&" in stock


def test_ages_are_not_doubled_and_worth_the_homes_money(database, ask):
    account = Account(database, DE, UK)
    for marketplace_id, price in ((DE, 20 * 10**6), (UK, 15 * 10**6)):
        account.sell(marketplace_id, 1, price=price)
    account.store(account.places[DE].key, 300)
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    with database.write() as session:
        for marketplace_id, old in ((DE, 40), (UK, 60)):
            key = account.places[marketplace_id].key
            row = (key, SKU, "B0TEST0001", "Kettle", 120, 120, old, None, 76_000_000, 7_600_000)
            store_ages(session, FIRST, key, [row])
    account.judge()
    aged = account.findings()["aged", DE, SKU]
    assert '"aged_units":60' in aged.facts
    # Half of 76 GBP of storage and 7.6 of surcharge, of which 0.76 are 0.89 EUR.
    assert (aged.money_at_stake_micros, aged.currency) == (53_400_000, "EUR")


def test_an_offer_that_cannot_be_bought_is_of_its_shop(account, database, ask):
    with database.write() as session:
        for marketplace_id, units in ((FR, 300), (IT, 200)):
            key = account.places[marketplace_id].key
            store_stranded(session, FIRST, key, [(key, SKU, units, "Offer closed", None)])
    account.judge(minutes=4)
    found = {key: row for key, row in account.findings().items() if key[0] == "stranded"}
    assert set(found) == {("stranded", FR, SKU), ("stranded", IT, SKU)}
    assert '"stranded_units":200' in found["stranded", IT, SKU].facts
    assert {row.pool_id for row in found.values()} == {None}
    drivers = ask("/v1/inventory/ipi-drivers", seller_id=SELLER, marketplace_id=DE)
    assert drivers["stranded_units"] == 300  # the same units


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_warehouse_of_the_sellers_own_counts_once(account, database, ask):
    counted(database, account.places[FR], SKU, 70, warehouse="SZ-1")
    counted(database, account.places[FR], SKU, 5, warehouse="HH-1", served=FR)
    account.judge(minutes=4)
    [row] = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert row["own_quantity"] == 75


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_shop_alone_has_what_is_stored_where_it_has_no_shop(database, ask):
    account = Account(database, DE)
    account.sell(DE, 2)
    account.store("PL", 50)
    account.tell(DE, {SKU: 40})
    account.judge()
    [row] = ask("/v1/inventory/stock-health", sku=SKU)["items"]
    assert (row["in_stock_days"], row["units_a_day"], row["pool"]) == (90, 2.0, None)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_shops_that_are_no_pool_are_judged_each_for_itself(database, ask):
    account = Account(database, DE, UK)
    for marketplace_id, units in ((DE, 40), (UK, 500)):
        account.sell(marketplace_id, 1)
        history(database, account.places[marketplace_id], SKU)
        account.tell(marketplace_id, {SKU: units})
    account.store("PL", 10, ago=[1])
    account.judge()
    rows = ask("/v1/inventory/stock-health")["items"]
    assert {(row["marketplace_id"], row["fulfillable_quantity"], row["units_a_day"]) for row in rows} == {
        (DE, 40, 1.0),
        (UK, 500, 1.0),
    }
    assert TODAY.isoformat() == rows[0]["to_on"]
