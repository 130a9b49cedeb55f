"""What a warehouse holds is offered to all marketplaces that it serves, and proposed to be sent once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from services.inventory.health.operations import flag_pushed
from services.inventory.health.rules.judges import FLOW
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.models import Finding, StockHealth
from services.inventory.syncs.rules import Whose
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import SyncWork
from tests.inventory.rows import DE, FIRST, NOW, SELLER, UK, counted, history, judge, line, sold, stocked

SKU = "SZ-SKU"


@pytest.fixture
def places(database, marketplace):
    with database.write() as session:
        return marketplace, learn_marketplace(session, FIRST, SELLER, DE, now=NOW)


@pytest.fixture
def asks(database, places):
    """Each sells two a day on each of 90 days, and Amazon has so many of each place's."""

    def asked(uk=60, de=60, *, amazons=True):
        for place, units in zip(places, (uk, de), strict=True):
            sold(database, place, *(line(place, f"{place.key}-{ago}", SKU, ago=ago) for ago in range(1, 91)))
            if amazons:
                history(database, place, SKU)
                stocked(database, place, SKU, units)

    return asked


@pytest.fixture
def health(database, places):
    """By place what is needed, what is to be sent, and what findings propose."""

    def seen():
        with database.read() as session:
            rows = {row.marketplace_key: row for row in session.scalars(select(StockHealth))}
            unresolved = session.scalars(select(Finding).where(Finding.resolved_at.is_(None)))
            found = {row.marketplace_id: row for row in unresolved}
        told = []
        for place in places:
            row, finding = rows[place.key], found.get(place.marketplace_id)
            proposal = orjson.loads(finding.proposal)["after"] if finding and finding.proposal else None
            told.append((row.units_needed, row.units_to_send, None if proposal is None else int(proposal)))
        return told

    return seen


def judge_pushed(database, *, minutes=2):
    with database.write() as session:
        return flag_pushed(session, FIRST, SELLER, now=NOW + timedelta(minutes=minutes))


def facts_of(database, place):
    with database.read() as session:
        chosen = select(Finding.facts).where(
            Finding.marketplace_id == place.marketplace_id, Finding.resolved_at.is_(None)
        )
        return orjson.loads(session.scalars(chosen).one())


def test_200_units_pushed_once_are_counted_for_both_and_sent_once(database, places, asks, health, client, caller):
    asks(60, 30)
    item = {"seller_id": SELLER, "sku": SKU, "warehouse": "SZ-1", "fulfillable_quantity": 200}
    body = {"items": [item | {"observed_at": NOW.isoformat()}]}
    headers = caller() | {"Idempotency-Key": "push-0001"}
    assert client.post("/v1/inventory/stock/bulk", json=body, headers=headers).status_code == 207
    assert judge_pushed(database) == 2
    rows = client.get("/v1/inventory/stock-health", headers=caller()).json()["items"]
    assert {row["marketplace_id"]: row["own_quantity"] for row in rows} == {UK: 200, DE: 200}
    (uk_needed, uk, uk_proposed), (de_needed, de, de_proposed) = health()
    assert uk_needed + de_needed > 200 == uk + de
    assert (uk_proposed, de_proposed) == (uk, de)
    assert de - uk == 30  # both then have 145, which last equally long
    facts = facts_of(database, places[0])
    assert facts["units_to_buy"] == uk_needed - uk
    finding = client.get("/v1/inventory/findings", headers=caller()).json()["items"][0]
    assert finding["recommended_action"].startswith((f"Send {uk} of the 200 units", f"Send {de} of the 200 units"))
    assert "kept for other marketplaces" in finding["recommended_action"]


def test_a_stock_that_is_judged_alone_gets_what_the_other_does_not_hold(database, places, asks, health):
    asks()
    counted(database, places[0], SKU, 100, warehouse="SZ-1")
    judge(database, places[0])
    judge(database, places[1])
    assert sum(row[1] for row in health()) == 100
    for _ in range(2):
        for place in places:
            judge(database, place)
            assert sum(row[1] for row in health()) <= 100
    assert [row[1] for row in health()] == [50, 50]
    counted(database, places[0], SKU, 30, warehouse="SZ-1", at=NOW + timedelta(minutes=1))
    judge_pushed(database)
    assert [row[1] for row in health()] == [15, 15]


def test_judged_at_once_they_never_hold_more_than_there_is(database, places, asks, health):
    asks()
    counted(database, places[0], SKU, 100, warehouse="SZ-1")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: judge(database, places[number % 2]), range(8)))
    assert sum(row[1] for row in health()) == 100
    for place in places:
        judge(database, place)
    assert [row[1] for row in health()] == [50, 50]


def test_nobody_has_told_of_own_stock_that_is_all_to_be_bought(database, places, asks, health):
    asks()
    counted(database, places[0], "ANOTHER", 100, warehouse="SZ-1")
    judge(database, places[0])
    judge(database, places[1])
    assert all(needed == sent == proposed > 0 for needed, sent, proposed in health())


def test_none_is_sent_to_where_a_warehouse_does_not_serve(database, places, asks, health):
    asks()
    counted(database, places[0], SKU, 70, warehouse="SZ-1", served=DE)
    assert judge_pushed(database) == 2
    uk, de = health()
    assert (uk[1], de[1]) == (uk[0], 70)  # nobody has told of stock for the UK


def test_old_counts_are_shown_and_not_relied_on(database, places, asks, health):
    asks()
    counted(database, places[0], SKU, 100, warehouse="SZ-1", at=NOW - timedelta(days=31))
    counted(database, places[0], SKU, 10, warehouse="SZ-2", at=NOW - timedelta(days=29))
    for place in places:
        judge(database, place)
        judge(database, place)
    assert sum(row[1] for row in health()) == 10
    facts = facts_of(database, places[0])
    assert (facts["own_units"], facts["old_own_units"], facts["own_count_max_age_days"]) == (10, 100, 30)
    with database.read() as session:
        rows = session.execute(select(StockHealth.own_quantity, StockHealth.own_old_quantity)).all()
    assert [tuple(row) for row in rows] == [(110, 100)] * 2


def test_what_is_sold_out_of_the_warehouse_lasts_by_all_who_sell_it(database, places, asks, client, caller):
    """Amazon stores none: 120 units at two a day in each of two marketplaces last for 30 days."""
    asks(amazons=False)
    counted(database, places[0], SKU, 200, warehouse="SZ-1", at=NOW - timedelta(days=20))
    counted(database, places[0], SKU, 120, warehouse="SZ-1", at=NOW - timedelta(days=1))
    judge_pushed(database)
    rows = client.get("/v1/inventory/stock-health", headers=caller()).json()["items"]
    assert {row["channel"] for row in rows} == {"MFN"}
    demand = sum(row["units_a_day"] for row in rows)
    assert [row["cover_days"] for row in rows] == [round(120 / demand, 1)] * 2
    assert [row["units_to_send"] for row in rows] == [0, 0]
    needed = sum(row["units_needed"] for row in rows)
    wanted = sum(52 * row["units_a_day"] + row["safety_units"] for row in rows)
    assert needed == pytest.approx(wanted - 120, abs=3)


def test_a_sync_judges_all_who_share_in_one_sitting(database, places, asks, health, monkeypatch):
    monkeypatch.setattr(reading, "utc_now", lambda: NOW)
    asks()
    counted(database, places[0], SKU, 100, warehouse="SZ-1")
    work = SyncWork(database=database, accounts=None, connect=None, terms=None)
    told = [MarketplaceRef(place.marketplace_id, place.key, place.timezone) for place in places]
    reading.judge(work, Whose(FIRST, "sync", SELLER), told, NOW, {*FLOW})
    assert [row[1] for row in health()] == [50, 50]
