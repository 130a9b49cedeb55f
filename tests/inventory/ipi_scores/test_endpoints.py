from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from services.inventory.findings.repository import findings_of
from services.inventory.health.operations import store_stranded
from services.inventory.ipi_scores.rules import JUDGES
from services.inventory.ipi_scores.schemas import IpiScoreResults
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.models import IpiScore, Outbox
from services.inventory.syncs.rules import Whose
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import SyncWork
from shared.findings.rules import codes_of
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from tests.inventory.rows import DE, FIRST, NOW, OTHER, SELLER, TODAY, UK, aged, history, line, sold, stocked

PATH = "/v1/inventory/ipi-scores"
DRIVERS = "/v1/inventory/ipi-drivers"
PLACE = {"seller_id": SELLER, "marketplace_id": UK}


def score(points, *, ago=0, **changes):
    return PLACE | {"score": points, "measured_on": (TODAY - timedelta(days=ago)).isoformat()} | changes


def enter(client, caller, *args, **changes):
    answer = client.post(PATH, json=score(*args, **changes), headers=caller("inventory:write"))
    assert answer.status_code == 200, answer.text
    return answer.json()


def bulk(client, headers, *items):
    return client.post(f"{PATH}/bulk", json={"items": items}, headers=headers | {"Idempotency-Key": "scores-0001"})


def count(database, model=IpiScore):
    with database.read() as session:
        return len(list(session.scalars(select(model))))


@pytest.fixture
def findings(database):
    def found():
        with database.read() as session:
            rows = findings_of(session, FIRST).unresolved(SELLER, UK, codes_of(JUDGES))
        return {row.code: (row.severity, row.measure) for row in rows}

    return found


def test_who_may_read_and_enter(client, caller, database, marketplace):
    enter(client, caller, 600)
    for path, query in ((PATH, {}), (DRIVERS, PLACE)):
        assert client.get(path, params=query).status_code == 401
        assert client.get(path, params=query, headers=caller("inventory:write")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert client.get(DRIVERS, params=PLACE, headers=caller(tenant=OTHER)).status_code == 404
    assert client.post(PATH, json=score(1)).status_code == 401
    assert client.post(PATH, json=score(1), headers=caller("inventory:read")).status_code == 403
    theirs = client.post(PATH, json=score(1), headers=caller(tenant=OTHER))
    assert (theirs.status_code, theirs.json()["code"]) == (404, "seller-account-unknown")
    assert bulk(client, {}, score(1)).status_code == 401
    assert bulk(client, caller("inventory:read"), score(1)).status_code == 403
    [result] = bulk(client, caller(tenant=OTHER), score(1)).json()["results"]
    assert (result["status"], result["errors"][0]["code"]) == ("rejected", "seller-account-unknown")
    assert [row["score"] for row in client.get(PATH, headers=caller()).json()["items"]] == [600]


def test_a_score_of_the_same_day_takes_the_place_of_the_former(client, caller, database, marketplace):
    first = enter(client, caller, 600)
    told = {"measured_on": "2026-11-20", "score": 600, "changed_by": f"actor-{FIRST}"}
    assert first == PLACE | told | {"updated_at": "2026-11-20T12:00:00Z"}
    assert (enter(client, caller, 600), count(database)) == (first, 1)
    assert (enter(client, caller, 610)["score"], count(database)) == (610, 1)


def test_a_score_below_the_bound_is_found_and_resolves_at_it(client, caller, database, marketplace, findings):
    for points, expected in ((499, {"inventory.ipi_low": ("HIGH", 1.0)}), (500, {})):
        enter(client, caller, points)
        assert findings() == expected
    with database.read() as session:
        told = select(Outbox).where(Outbox.kind == "event").order_by(Outbox.sequence)
        events = [row.name for row in session.scalars(told)]
    assert events == ["stock.flagged", "stock.cleared"]


@pytest.mark.parametrize(
    ("points", "ago", "drop"), [(620, 28, 20.0), (619, 28, None), (640, 29, None), (640, 1, 40.0)]
)
def test_a_fall_within_four_weeks_is_found(client, caller, marketplace, findings, points, ago, drop):
    enter(client, caller, points, ago=ago)
    enter(client, caller, 600)
    assert findings() == ({} if drop is None else {"inventory.ipi_falling": ("MEDIUM", drop)})


def test_an_older_score_that_comes_late_is_not_the_newest(client, caller, marketplace, findings):
    enter(client, caller, 600)
    enter(client, caller, 400, ago=7)
    assert findings() == {}


def test_the_bounds_are_the_accounts_own(client, caller, marketplace, findings):
    changed = client.patch(f"/v1/inventory/thresholds/{SELLER}", json={"min_ipi": 400}, headers=caller())
    assert changed.status_code == 200
    enter(client, caller, 450)
    assert findings() == {}


@pytest.mark.present
def test_a_changed_bound_counts_from_the_next_reading_on(client, caller, database, marketplace, findings):
    enter(client, caller, 450)
    client.patch(f"/v1/inventory/thresholds/{SELLER}", json={"min_ipi": 400}, headers=caller())
    assert set(findings()) == {"inventory.ipi_low"}
    work = SyncWork(database, cast(Any, None), cast(Any, None), Terms(Patience(), 60))
    reading.judge(
        work, Whose(FIRST, "sync", SELLER), [MarketplaceRef(UK, marketplace.key, "Europe/London")], NOW, set()
    )
    assert findings() == {}


def test_an_import_takes_each_item_for_itself(client, caller, database, marketplace, findings):
    items = [score(650, ago=7), score(1001), score(450), score(600, marketplace_id=DE), score(600, ago=-2), 5]
    answer = bulk(client, caller(), *items)
    assert answer.status_code == 207
    told = [(one["status"], one["errors"][0]["code"] if one["errors"] else None) for one in answer.json()["results"]]
    assert told == [
        ("created", None),
        ("rejected", "less_than_equal"),
        ("created", None),
        ("rejected", "marketplace-unknown"),
        ("rejected", "in-the-future"),
        ("rejected", "model_attributes_type"),
    ]
    assert findings() == {"inventory.ipi_low": ("HIGH", 50.0), "inventory.ipi_falling": ("MEDIUM", 200.0)}
    assert bulk(client, caller(), *items).headers["idempotency-replayed"] == "true"
    assert client.post(f"{PATH}/bulk", json={"items": items}, headers=caller()).status_code == 400
    assert count(database) == 2


def test_an_import_says_what_became_of_each_score(client, caller, marketplace):
    enter(client, caller, 600, ago=1)
    enter(client, caller, 500, ago=2)
    bare = {"marketplace_id": UK, "measured_on": TODAY.isoformat(), "score": 620}
    items = [
        score(600, ago=1),
        score(510, ago=2),
        bare,
        score(630),
        score(700, seller_id="A1NOBODYSELLER"),
        bare | {"score": -1},
    ]
    headers = caller() | {"Idempotency-Key": "scores-0001"}
    body = {"seller_id": SELLER, "items": items}
    answer = client.post(f"{PATH}/bulk", json=body, headers=headers)
    IpiScoreResults.model_validate_json(answer.content)
    results = answer.json()["results"]
    assert [(each["status"], each["repeats"]) for each in results] == [
        *(("unchanged", None), ("updated", None), ("created", None), ("repeated", 2)),
        *(("rejected", None), ("rejected", None)),
    ]
    assert [(each["seller_id"], each["measured_on"]) for each in results] == [
        *((SELLER, item["measured_on"]) for item in items[:4]),
        ("A1NOBODYSELLER", TODAY.isoformat()),
        (SELLER, TODAY.isoformat()),
    ]
    told = [row["score"] for row in client.get(PATH, params=PLACE, headers=caller()).json()["items"]]
    assert sorted(told) == [510, 600, 630]
    unknown = client.post(
        f"{PATH}/bulk",
        json=body | {"seller_id": "A1NOBODYSELLER"},
        headers=headers | {"Idempotency-Key": "scores-0002"},
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "seller-account-unknown")


DAYS = [{"measured_on": day} for day in ("2026-11-22", "2016-12-31", "0001-01-01", "9999-12-31")]


@pytest.mark.parametrize("wrong", [{"score": -1}, {"score": 1001}, {"score": 5.5}, *DAYS])
def test_bad_scores_are_refused(client, caller, database, marketplace, wrong):
    assert client.post(PATH, json=score(600) | wrong, headers=caller()).status_code == 422
    assert count(database) == 0


def test_pages_walk_all_once(client, caller, marketplace):
    bulk(client, caller(), *(score(600 + number, ago=10 - number) for number in range(5)))
    seen, cursor = [], ""
    while True:
        page = client.get(PATH, params=PLACE | {"limit": 2, "cursor": cursor}, headers=caller()).json()
        seen += [row["score"] for row in page["items"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert seen == [600, 601, 602, 603, 604]
    assert client.get(PATH, params={"updated_after": NOW.isoformat()}, headers=caller()).json()["items"] == []


def test_the_drivers_are_amazons(client, caller, database, marketplace):
    """Two SKUs: one sells two a day and was out for 15 of 30 days, the other sells one a day, always in stock."""
    sold(
        database,
        marketplace,
        *(line(marketplace, f"A-{ago}", "ZL-A", ago=ago) for ago in range(16, 91)),
        *(line(marketplace, f"B-{ago}", "ZL-B", ago=ago, quantity=1) for ago in range(1, 91)),
    )
    history(database, marketplace, "ZL-A", out_days=15)
    history(database, marketplace, "ZL-B")
    stocked(database, marketplace, "ZL-A", 0)
    stocked(database, marketplace, "ZL-B", 200)
    aged(database, marketplace, "ZL-B")
    with database.write() as session:
        store_stranded(session, FIRST, marketplace.key, [(marketplace.key, "ZL-B", 50, "no offer", None)])
    assert client.get(DRIVERS, params=PLACE, headers=caller("inventory:read")).json() == PLACE | {
        "pool_id": None,
        "marketplace_ids": [UK],
        "from_on": "2026-08-22",
        "to_on": "2026-11-20",
        "fba_units": 200,
        "excess_units": 110,  # 200 less 90 days of one a day
        "excess_ratio": 0.55,
        "stranded_units": 50,
        "stranded_ratio": 0.25,
        "units_sold": 240,
        "average_units": 500 / 3,  # 100, 200 and 200 units today, 30 and 60 days ago; the ledger goes no further
        "sell_through": 240 / (500 / 3),
        "in_stock_rate": (90 * 0.5 + 60 * 1.0) / 150,  # 45 days of two, 60 days of one in the last 60 days
    }


def test_an_account_without_stock_has_no_drivers(client, caller, marketplace):
    told = client.get(DRIVERS, params=PLACE, headers=caller()).json()
    assert [told[name] for name in ("excess_ratio", "stranded_ratio", "sell_through", "in_stock_rate")] == [None] * 4
    assert client.get(DRIVERS, params=PLACE | {"marketplace_id": DE}, headers=caller()).status_code == 404
