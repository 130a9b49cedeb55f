from datetime import date, timedelta

import orjson
import pytest
from sqlalchemy import select

from services.ads.campaigns import tasks
from services.ads.campaigns.operations import judge_account
from services.ads.models import Outbox
from tests.ads.campaigns.test_operations import findings, know
from tests.ads.facts import FIRST, NOW, OTHER, SELLER, fact, store

PATH = f"/v1/ads/thresholds/{SELLER}"


def patch(client, caller, body, **headers):
    return client.patch(PATH, json=body, headers=caller("ads:write") | headers)


def test_who_may_read_and_write(client, caller, profile):
    assert client.get(PATH).status_code == 401
    assert client.patch(PATH, json={"min_ctr": 0.01}).status_code == 401
    assert client.patch(PATH, json={"min_ctr": 0.01}, headers=caller("ads:read")).status_code == 403
    for headers in (caller(tenant=OTHER),):
        assert client.get(PATH, headers=headers).status_code == 404
        assert client.patch(PATH, json={"min_ctr": 0.01}, headers=headers).json()["code"] == "not-found"
    unchanged = client.get(PATH, headers=caller("ads:read")).json()
    assert (unchanged["min_ctr"], unchanged["is_default"], unchanged["version"]) == (0.003, True, 0)


def test_defaults(client, caller, profile):
    answer = client.get(PATH, headers=caller("ads:read"))
    assert answer.headers["etag"] == '"0"'
    assert answer.json() == {
        "seller_id": SELLER,
        "target_acos": 0.35,
        "acos_min_clicks": 20,
        "acos_min_orders": 1,
        "acos_confidence": 0.9,
        "min_ctr": 0.003,
        "ctr_min_impressions": 1000,
        "ctr_confidence": 0.9,
        "waste_confidence": 0.9,
        "high_stake": {"amount": "15.00", "currency": "GBP"},
        "is_default": True,
        "version": 0,
        "changed_by": None,
        "updated_at": None,
        "judged_at": None,
    }


def test_a_change_keeps_what_it_does_not_name(client, caller, profile):
    changed = patch(client, caller, {"target_acos": 0.28})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"1"')
    shown = client.get(PATH, headers=caller("ads:read")).json()
    assert (shown["target_acos"], shown["acos_min_clicks"], shown["is_default"]) == (0.28, 20, False)
    assert shown["updated_at"] == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize(
    "body",
    [
        {"target_acos": "0.3"},
        {"target_acos": 0},
        {"target_acos": 10},
        {"target_acos": None},
        {"acos_min_clicks": 0},
        {"acos_min_clicks": 1.5},
        {"acos_min_clicks": True},
        {"waste_confidence": 1},
        {"seller_id": "A2"},
        {"version": 7},
    ],
)
def test_a_wrong_value_changes_nothing(client, caller, profile, body):
    answer = patch(client, caller, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert client.get(PATH, headers=caller("ads:read")).json()["version"] == 0


def test_a_wrong_if_match_is_refused(client, caller, profile):
    assert patch(client, caller, {"min_ctr": 0.01}, **{"If-Match": "W/1"}).status_code == 422


def test_the_amount_from_which_on_a_finding_is_high(client, caller, profile):
    given = {"amount": "8500", "currency": "EUR"}
    assert patch(client, caller, {"high_stake": given}).json()["high_stake"] == {
        "amount": "8500.00",
        "currency": "EUR",
    }
    for wrong, pointer in (
        ({"amount": "-1", "currency": "EUR"}, "/high_stake/amount"),
        ({"amount": "1000000001", "currency": "EUR"}, "/high_stake/amount"),
        ({"amount": "20", "currency": "XAU"}, "/high_stake/currency"),
        (None, "/high_stake"),
    ):
        refused = patch(client, caller, {"high_stake": wrong})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), wrong


def test_a_change_of_bounds_is_judged_by_at_once(client, caller, database, profile, monkeypatch):
    store(database, profile, fact(profile, date(2026, 11, 10), 12, clicks=100, cost=90, orders=5, sales=100))
    know(database, profile, (12, "Dear", "ENABLED"))
    with database.write() as session:
        judge_account(session, FIRST, SELLER, now=NOW - timedelta(hours=1))
    assert [one.severity for one in findings(database)] == ["HIGH"]

    changed = patch(client, caller, {"high_stake": {"amount": "100", "currency": "GBP"}}).json()
    assert changed["judged_at"] == "2026-11-20T11:00:00Z" < changed["updated_at"]
    with database.read() as session:
        [job] = session.scalars(select(Outbox).where(Outbox.kind == "job"))
    assert (job.name, job.subject) == ("ads.judge_account", "ads")
    arguments = orjson.loads(job.content)
    assert (arguments["tenant_id"], arguments["seller_id"]) == (FIRST, SELLER)

    monkeypatch.setattr(tasks, "utc_now", lambda: NOW + timedelta(seconds=2))
    tasks.judge_now(database, FIRST, SELLER)
    assert [one.severity for one in findings(database)] == ["MEDIUM"]  # 55 of 100 pounds
    assert client.get(PATH, headers=caller("ads:read")).json()["judged_at"] == "2026-11-20T12:00:02Z"
