"""When shops become a pool, and when they are none any more."""

import threading
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from services.inventory.models import Outbox, Pool
from services.inventory.pools.operations import count_reading
from tests.inventory.pools.shops import ES, FR, IT, OTHERS, SKU, Account, pan_eu
from tests.inventory.rows import DE, FIRST, NOW, OTHER, SELLER, UK

UNITS = {sku: number + 1 for number, sku in enumerate(OTHERS)}
PATH = "/v1/inventory/pools"
SETTINGS = f"/v1/inventory/pool-settings/{SELLER}"


@pytest.fixture
def account(database):
    return Account(database, DE, FR, IT, ES)


@pytest.fixture
def pools(database):
    def found():
        with database.read() as session:
            rows = session.scalars(select(Pool).where(Pool.deleted_at.is_(None))).all()
            return [set(orjson.loads(row.marketplace_ids)) for row in rows]

    return found


@pytest.fixture
def told(database):
    def found():
        query = select(Outbox).where(Outbox.name.like("pool.%")).order_by(Outbox.sequence)
        with database.read() as session:
            return [(row.name, len(orjson.loads(row.content)["marketplace_ids"])) for row in session.scalars(query)]

    return found


def test_the_third_reading_makes_a_pool_at_once_and_tells_it(account, pools, told):
    for minutes in (0, 1):
        account.read(UNITS, minutes=minutes)
        account.count(minutes=minutes)  # a step that is repeated counts no more
    assert (pools(), told()) == ([], [])
    account.read(UNITS, minutes=2)
    assert (pools(), told()) == ([{DE, FR, IT, ES}], [("pool.formed", 4)])
    account.read(UNITS, minutes=3)
    account.count(minutes=1)
    assert told() == [("pool.formed", 4)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_few_skus_alike_are_chance(account, pools):
    for minutes in range(5):
        account.read(dict(list(UNITS.items())[:9]), minutes=minutes)
    assert pools() == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_empty_skus_say_nothing(account, pools):
    for minutes in range(5):
        account.read(dict.fromkeys(OTHERS, 0), minutes=minutes)
    assert pools() == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_shops_that_are_told_different_stock_are_none(account, pools):
    for minutes in range(5):
        for number, each in enumerate(account.places):
            account.tell(each, {sku: units + 10 * number for sku, units in UNITS.items()}, minutes=minutes)
        account.count(minutes=minutes)
    assert pools() == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_sku_that_a_shop_is_not_told_of_is_not_compared(account, pools):
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
        account.tell(DE, {f"ONLY-{number}": 7 for number in range(30)}, minutes=minutes)
    assert pools() == [{DE, FR, IT, ES}]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_shop_that_could_not_be_read_is_left_out_of_the_reading(account, pools):
    for minutes in range(3):
        account.read(UNITS, minutes=minutes, shops=[DE, FR] if minutes == 1 else [DE, FR, IT, ES])
    assert pools() == [{DE, FR}]
    account.read(UNITS, minutes=3)
    assert pools() == [{DE, FR, IT, ES}]


def test_a_fourth_shop_joins_the_pool(account, database, pools, told):
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    with database.read() as session:
        before = session.scalars(select(Pool)).one()
    account.learn(UK)
    for minutes in range(3, 6):
        account.read(UNITS, minutes=minutes)
    assert pools() == [{DE, FR, IT, ES, UK}]
    with database.read() as session:
        after = session.scalars(select(Pool)).one()
    assert (after.pool_id, after.version) == (before.pool_id, before.version + 1)
    assert orjson.loads(after.marketplace_ids)[0] == orjson.loads(before.marketplace_ids)[0]
    assert told() == [("pool.formed", 4), ("pool.changed", 5)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_three_readings_that_differ_end_it(account, pools, told):
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    for minutes in range(3, 6):
        assert pools() == [{DE, FR, IT, ES}]
        for number, each in enumerate((DE, FR, IT, ES)):
            account.tell(each, {sku: units + 10 * number for sku, units in UNITS.items()}, minutes=minutes)
        account.count(minutes=minutes)
    assert (pools(), told()) == ([], [("pool.formed", 4), ("pool.dissolved", 4)])


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_home_is_the_shop_that_sells_most_money(database):
    """90 units for 15 GBP are more than 90 for 16 EUR."""
    account = Account(database, DE, FR, UK)
    for marketplace_id, price in ((DE, 16), (FR, 1), (UK, 15)):
        account.sell(marketplace_id, 1, price=price * 10**6)
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    with database.read() as session:
        assert orjson.loads(session.scalars(select(Pool)).one().marketplace_ids) == [UK, DE, FR]


def test_settings_dissolve_a_pool_while_findings_stand(database, client, caller, pools):
    account = pan_eu(database)
    for place in account.places.values():
        account.store(place.key, 75)  # as shops alone they need days of their own
    units = UNITS | {SKU: 300}
    for minutes in range(3):
        account.read(units, minutes=minutes)
    account.judge(minutes=3)
    assert set(account.findings()) == {("stockout_risk", DE, SKU)}
    answer = client.put(SETTINGS, json={"separate": [DE]}, headers=caller("inventory:write"))
    assert answer.status_code == 200, answer.text
    assert pools() == [{FR, IT, ES}]
    account.judge(minutes=4)
    found = account.findings()
    assert ("stockout_risk", DE, SKU) not in found  # 300 units last DE alone for 60 days
    assert {key for key in found if key[2] == SKU} == set()  # 300 last FR, IT and ES for 75
    client.put(SETTINGS, json={"separate": [DE, FR, IT, ES]}, headers=caller())
    assert pools() == []
    account.judge(minutes=5)
    assert {key[:2] for key in account.findings() if key[2] == SKU} == {
        ("excess", FR),
        ("excess", IT),
        ("excess", ES),
    }
    rows = client.get("/v1/inventory/stock-health", params={"sku": SKU}, headers=caller()).json()["items"]
    assert [(row["marketplace_id"], row["pool"]) for row in rows] == [(each, None) for each in (DE, FR, IT, ES)]
    client.put(SETTINGS, json={}, headers=caller())
    assert pools() == [{DE, FR, IT, ES}]
    account.judge(minutes=6)
    assert set(account.findings()) == {("stockout_risk", DE, SKU)}


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_concurrent_judgements_of_the_account_do_not_deadlock(database, account):
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    errors = []

    def run(number):
        try:
            for each in range(2):
                account.judge(minutes=10 + 2 * number + each)
                with database.write() as session:
                    count_reading(session, FIRST, SELLER, NOW + timedelta(minutes=2), now=NOW)
        except Exception as error:  # whatever it is, the test fails by it
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_who_may_read_pools(client, caller, database, account):
    for minutes in range(3):
        account.read(UNITS, minutes=minutes)
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("inventory:write")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    [pool] = client.get(PATH, headers=caller("inventory:read")).json()["items"]
    one = f"{PATH}/{pool['pool_id']}"
    assert client.get(one, headers=caller("inventory:read")).json() == pool
    assert client.get(one, headers=caller(tenant=OTHER)).status_code == 404
    sales = {"seller_id": SELLER, "pool_id": pool["pool_id"], "from_on": "2026-11-01", "to_on": "2026-11-20"}
    path = "/v1/inventory/sales"
    assert client.get(path, params=sales, headers=caller()).status_code == 200
    assert client.get(path, params=sales, headers=caller(tenant=OTHER)).status_code == 404
    assert client.get(path, params=sales | {"marketplace_id": DE}, headers=caller()).status_code == 422
    assert client.get(path, params=sales | {"seller_id": "A1NOBODY"}, headers=caller()).status_code == 404
    client.put(SETTINGS, json={"separate": [DE, FR, IT, ES]}, headers=caller())
    assert client.get(PATH, headers=caller()).json()["items"] == []
    [gone] = client.get(PATH, params={"include_deleted": True}, headers=caller()).json()["items"]
    assert (gone["pool_id"], gone["deleted_at"] is not None) == (pool["pool_id"], True)
    assert client.get(path, params=sales, headers=caller()).status_code == 200
