"""The job that judges an account when its bounds or its own stock have changed."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from services.inventory.ipi_scores import tasks
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.models import Finding, Outbox
from tests.held import looks_while_held
from tests.inventory.rows import FIRST, NOW, SELLER, UK, history, judge, line, sold, stocked

THRESHOLDS = f"/v1/inventory/thresholds/{SELLER}"
STOCK = "/v1/inventory/stock/bulk"


@pytest.fixture(autouse=True)
def two_seconds_later(monkeypatch):
    monkeypatch.setattr(tasks, "utc_now", lambda: NOW + timedelta(seconds=2))


@pytest.fixture
def judged(database, marketplace):
    """A SKU that sells two a day and has 60: it lasts for less than the 52 days of the defaults."""
    sold(database, marketplace, *(line(marketplace, f"O-{ago}", "ZL-1", ago=ago) for ago in range(1, 91)))
    history(database, marketplace, "ZL-1")
    stocked(database, marketplace, "ZL-1", 60)
    judge(database, marketplace, now=NOW - timedelta(hours=1))
    assert standing(database) == ["inventory.stockout_risk"]


def standing(database):
    with database.read() as session:
        return [one.code for one in session.scalars(select(Finding).where(Finding.resolved_at.is_(None)))]


def jobs(database):
    with database.read() as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "job"))
        return {(row.name, row.identity, orjson.loads(row.content)["changed_only"]) for row in rows}


def test_a_change_of_bounds_is_judged_by_at_once(client, caller, database, judged):
    write = caller("inventory:write", "inventory:read")
    changed = client.patch(THRESHOLDS, json={"lead_time_days": 5, "review_days": 2}, headers=write).json()
    assert changed["judged_at"] == "2026-11-20T11:00:00Z" < changed["updated_at"]
    [(name, _, changed_only)] = jobs(database)
    assert (name, changed_only) == ("inventory.judge_account", False)
    tasks.judge_now(database, FIRST, SELLER)
    assert standing(database) == []
    assert client.get(THRESHOLDS, headers=write).json()["judged_at"] == "2026-11-20T12:00:02Z"


def test_what_was_never_judged_waits_for_its_first_reading(client, caller, database, marketplace):
    stocked(database, marketplace, "ZL-1", 60)
    tasks.judge_now(database, FIRST, SELLER)
    assert client.get(THRESHOLDS, headers=caller("inventory:read")).json()["judged_at"] is None


def test_pushes_of_some_seconds_are_judged_together(client, caller, database, judged):
    for units in (500, 501):
        seen = (NOW - timedelta(seconds=600 - units)).isoformat()
        item = {"sku": "ZL-1", "warehouse": "SZ-1", "observed_at": seen, "fulfillable_quantity": units}
        body = {"seller_id": SELLER, "items": [item | {"marketplace_id": UK}]}
        headers = caller("inventory:write") | {"Idempotency-Key": f"push-{units}"}
        assert client.post(STOCK, json=body, headers=headers).status_code == 207
    assert {(name, changed_only) for name, _, changed_only in jobs(database)} == {("inventory.judge_account", True)}
    assert len({identity for _, identity, _ in jobs(database)}) == 1
    tasks.judge_pushed(database, FIRST, SELLER)
    [found] = client.get("/v1/inventory/findings", headers=caller("inventory:read")).json()["items"]
    assert {"name": "own_units", "value": "501", "number": 501.0} in found["evidence"]["facts"]


@pytest.mark.parametrize("name", ["judge_now", "judge_pushed"])
def test_an_account_is_judged_by_a_moment_after_those_who_judge_it_already(database, marketplace, monkeypatch, name):
    def job(clock):
        monkeypatch.setattr(tasks, "utc_now", clock)
        getattr(tasks, name)(database, FIRST, SELLER)

    def lock(session):
        MarketplaceRepository(session, FIRST).lock(marketplace.key)

    assert looks_while_held(database, lock, job, NOW) == [False]
