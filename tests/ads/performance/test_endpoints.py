from datetime import date

import pytest

from services.ads.performance.rules import Window
from services.ads.report_types.rules import SEARCH_TERMS, type_of
from services.ads.reports.repository import FactDayRepository
from tests.ads.facts import OTHER, SELLER, UK, fact, store, term_fact

PATH = "/v1/ads/performance"
DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)
BASE = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-01", "to_on": "2026-11-03"}


@pytest.fixture
def rows(database, profile):
    store(
        database,
        profile,
        fact(profile, DAY, 11, impressions=1000, clicks=20, cost=10.5, orders=2, sales=40.0),
        fact(profile, NEXT, 11, impressions=500, clicks=5, cost=2.25, orders=0, units=0, sales=0.0),
        fact(profile, DAY, 12, impressions=0, clicks=0, cost=0.0, orders=0, units=0, sales=0.0),
        fact(profile, DAY, 11, ad_group=111, impressions=600, clicks=12, cost=6.0, orders=1, sales=20.0),
        fact(profile, date(2026, 11, 3), 11, impressions=9999, clicks=9999),
        *(term_fact(profile, DAY, 11, term, clicks=3, cost=1.5, orders=0, sales=0.0) for term in ("a", "b", "水壶")),
    )
    with database.write() as session:
        FactDayRepository(session, profile.tenant_id, type_of(SEARCH_TERMS)).roll_up(
            profile.key, Window(DAY, date(2026, 11, 4))
        )


def get(client, caller, **query):
    return client.get(PATH, params=BASE | query, headers=caller("ads:read"))


def test_who_may_read(client, caller, rows, profile):
    assert client.get(PATH, params=BASE).status_code == 401
    refused = client.get(PATH, params=BASE, headers=caller("catalog:read"))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
    foreign = client.get(PATH, params=BASE, headers=caller("ads:read", tenant=OTHER))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "seller-account-unknown")
    assert foreign.headers["content-type"] == "application/problem+json"


def test_a_tenant_sees_only_its_own_numbers_under_the_same_seller_id(client, caller, rows, foreign_profile):
    body = client.get(PATH, params=BASE, headers=caller("ads:read", tenant=OTHER)).json()
    assert (body["items"], body["totals"]["impressions"]) == ([], 0)


def test_sums_by_campaign_and_their_ratios(client, caller, rows):
    body = get(client, caller).json()
    assert [item["campaign_id"] for item in body["items"]] == ["11", "12"]
    first, second = body["items"]
    assert (first["impressions"], first["clicks"], first["orders"]) == (1500, 25, 2)
    assert first["cost"] == {"amount": "12.75", "currency": "GBP"}
    assert first["sales"] == {"amount": "40.00", "currency": "GBP"}
    assert (first["ctr"], first["cvr"], first["acos"], first["roas"]) == (0.016667, 0.08, 0.31875, 3.137255)
    assert first["cpc"] == {"amount": "0.51", "currency": "GBP"}
    undefined = ("ctr", "cvr", "cpc", "acos", "roas")
    assert [second[name] for name in undefined] == [None] * 5
    assert body["totals"] == {name: first[name] for name in body["totals"]}
    assert (body["currency"], body["timezone"], body["attribution_days"]) == ("GBP", "Europe/London", 7)


def test_by_day_by_ad_group_and_by_search_term(client, caller, rows):
    daily = get(client, caller, time_unit="DAILY").json()
    assert [(item["date_on"], item["campaign_id"]) for item in daily["items"]] == [
        ("2026-11-01", "11"),
        ("2026-11-01", "12"),
        ("2026-11-02", "11"),
    ]
    groups = get(client, caller, group_by="ad_group").json()
    assert [(item["ad_group_id"], item["clicks"]) for item in groups["items"]] == [("111", 12)]
    terms = get(client, caller, group_by="search_term").json()
    assert [item["search_term"] for item in terms["items"]] == ["a", "b", "水壶"]
    assert terms["totals"]["clicks"] == 9


def test_the_roll_up_equals_the_search_terms(client, caller, rows):
    by_campaign = get(client, caller, report="spSearchTerm").json()
    by_group = get(client, caller, report="spSearchTerm", group_by="ad_group").json()
    assert by_campaign["totals"] == by_group["totals"]
    assert by_campaign["totals"]["cost"]["amount"] == "4.50"


@pytest.mark.parametrize("query", [{"group_by": "search_term"}, {"time_unit": "DAILY"}, {}])
def test_pages_walk_every_group_once(client, caller, rows, query):
    whole = get(client, caller, **query).json()["items"]
    walked, cursor = [], ""
    while True:
        page = get(client, caller, limit=1, **query, **({"cursor": cursor} if cursor else {})).json()
        walked += page["items"]
        assert page["totals"] == get(client, caller, **query).json()["totals"]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert len(walked) > 1
    assert walked == whole


def test_a_cursor_belongs_to_its_filters_and_tenant(client, caller, rows, foreign_profile):
    cursor = get(client, caller, limit=1).json()["next_cursor"]
    assert get(client, caller, time_unit="DAILY", cursor=cursor).json()["code"] == "cursor-mismatch"
    foreign = client.get(PATH, params=BASE | {"cursor": cursor}, headers=caller("ads:read", tenant=OTHER))
    assert (foreign.status_code, foreign.json()["code"]) == (400, "cursor-mismatch")
    assert get(client, caller, cursor="!!").json()["code"] == "cursor-invalid"


@pytest.mark.parametrize(
    "query",
    [
        {"to_on": "2026-11-01"},
        {"to_on": "2028-01-01"},
        {"group_by": "search_term", "report": "spCampaigns"},
        {"group_by": "nonsense"},
        {"goup_by": "campaign"},
        {"limit": "0"},
        {"from_on": "yesterday"},
    ],
)
def test_a_wrong_query_is_refused(client, caller, rows, query):
    answer = get(client, caller, **query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_one_campaign(client, caller, rows):
    assert get(client, caller, campaign_id="12").json()["totals"]["impressions"] == 0
    assert get(client, caller, campaign_id="no such id").json()["items"] == []


def test_mixed_attribution_is_told(client, caller, database, profile, rows):
    store(database, profile, fact(profile, NEXT, 12, attribution=14))
    assert get(client, caller).json()["attribution_days"] is None
