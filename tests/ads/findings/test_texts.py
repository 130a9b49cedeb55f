"""The sentences of findings, and the pages of their list."""

from datetime import date, timedelta

import pytest

from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.findings.rules import CODES, TEXTS
from services.ads.products import SP
from tests.ads.facts import NOW, OTHER, fact, store, term_fact

PATH = "/v1/ads/findings"
SETTLED = date(2026, 11, 10)
BAD = {"clicks": 100, "impressions": 50_000, "cost": 90.0, "orders": 5, "sales": 100.0}
LARGE = {"clicks": 10_000, "impressions": 500_000, "cost": 3000.0, "orders": 1000, "sales": 20_000.0}
"""A healthy campaign, for which the account as a whole reaches its target."""

ZH = {"Accept-Language": "zh-CN"}


def flag(database, profile, names, now=NOW):
    with database.write() as session:
        rows = [{"campaign_key": key, "name": name, "state": "ENABLED"} for key, name in names.items()]
        store_campaigns(session, profile, SP, rows, now=NOW)
    store(database, profile, fact(profile, SETTLED, 999, **LARGE))
    store(database, profile, *(fact(profile, SETTLED, key, **BAD) for key in names))
    with database.write() as session:
        flag_campaigns(session, profile, SP, now=now)


def listed(client, headers, **query):
    return client.get(PATH, params=query, headers=headers).json()["items"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["Kettle", "Kettle  {acos} %s", "K" * 120, "电" * 120])
def test_a_name_stands_in_the_title_as_it_is(client, caller, database, profile, name):
    flag(database, profile, {12: name})
    shown = {one["code"]: one for one in listed(client, caller("ads:read"))}
    assert shown["ads.acos_high"]["title"] == f'ACOS 90%: "{name}"'
    assert shown["ads.ctr_low"]["title"] == f'CTR 0.20%: "{name}"'
    chinese = {one["code"]: one["title"] for one in listed(client, caller("ads:read") | ZH)}
    assert chinese == {"ads.acos_high": f"ACOS 90%：“{name}”", "ads.ctr_low": f"点击率 0.20%：“{name}”"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["Kettle " * 70, "电" * 500])
def test_a_long_name_is_cut_in_the_title_and_whole_in_the_subject(client, caller, database, profile, name):
    flag(database, profile, {12: name.strip()})
    shown = listed(client, caller("ads:read"), code="ads.acos_high")[0]
    assert shown["title"] == f'ACOS 90%: "{name[:119]}…"'
    assert shown["subject"]["name"] == name.strip()


def test_a_term_has_an_action_of_its_own(client, caller, database, profile):
    flag(database, profile, {12: "Kettle"})
    wasteful = {"clicks": 400, "cost": 300.0, "orders": 0, "units": 0, "sales": 0.0}
    store(database, profile, term_fact(profile, SETTLED, 12, "水壶 盖", **wasteful))
    with database.write() as session:
        flag_campaigns(session, profile, SP, now=NOW)
    [term] = listed(client, caller("ads:read"), code="ads.spend_without_sales")
    assert term["subject"] == {"type": "search_term", "id": "12:水壶 盖", "name": "水壶 盖 · Kettle"}
    assert term["title"] == '300.00 GBP spent without an order: "水壶 盖 · Kettle"'
    assert term["recommended_action"] == "Add the search term as a negative exact keyword."
    assert term["money_at_stake"] == {"amount": "300.00", "currency": "GBP"}
    assert [(one["rel"], one["href"].partition("?")[0]) for one in term["evidence"]["links"]] == [
        ("performance", "/v1/ads/performance")
    ]


def test_every_code_has_sentences_in_both_languages():
    assert {key.partition(":")[0] for key in TEXTS} == set(CODES)
    for text in TEXTS.values():
        for sentence in (text.title, text.reason, text.action):
            assert sentence.en
            assert sentence.zh
            assert any("\u4e00" <= character <= "\u9fff" for character in text.action.zh)


def test_pages_walk_all_findings_of_one_moment_once(client, caller, database, profile, foreign_profile):
    flag(database, profile, {number: f"Campaign {number}" for number in range(1, 6)})
    flag(database, foreign_profile, {1: "Theirs"})
    walked, query = [], {"limit": "3"}
    while True:
        page = client.get(PATH, params=query, headers=caller("ads:read")).json()
        walked += [(one["subject"]["id"], one["code"]) for one in page["items"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    assert sorted(walked) == sorted(
        (str(number), code) for number in range(1, 6) for code in ("ads.acos_high", "ads.ctr_low")
    )
    foreign = client.get(PATH, params=query, headers=caller(tenant=OTHER)).json()
    assert foreign["code"] == "cursor-mismatch"
    assert [one["subject"]["name"] for one in listed(client, caller(tenant=OTHER), code="ads.ctr_low")] == ["Theirs"]


def test_a_poll_brings_only_what_has_changed(client, caller, database, profile):
    flag(database, profile, {1: "One", 2: "Two"})
    later = NOW + timedelta(minutes=5)
    better = fact(profile, SETTLED, 1, clicks=400, impressions=50_000, cost=90.0, orders=5, sales=1000.0)
    store(database, profile, better)
    with database.write() as session:
        flag_campaigns(session, profile, SP, now=later)
    changed = listed(client, caller("ads:read"), updated_after=NOW.isoformat())
    assert {(one["subject"]["id"], one["code"], one["status"]) for one in changed} == {
        ("1", "ads.acos_high", "resolved"),
        ("1", "ads.ctr_low", "resolved"),
    }
    assert {one["resolved_at"] for one in changed} == {"2026-11-20T12:05:00Z"}
