"""Arriving reports on both databases: names, sources of days, deliveries and their list."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.ads.campaigns.operations import store_campaigns
from services.ads.models import AdGroup, Campaign, CampaignFact, SearchTermDay, SearchTermFact
from services.ads.performance.rules import Window
from services.ads.products import SP
from services.ads.report_types.rules import AD_GROUPS, CAMPAIGNS, SEARCH_TERMS
from services.ads.reports import operations, rules
from services.ads.reports.rules import Names
from tests.ads.facts import DE, FIRST, NOW, OTHER, REPORTS, SELLER, UK, fact, learned, store, term_fact

PATH = "/v1/ads/deliveries"
DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)


def deliver(database, profile, report, window, counts=None, *, source="api", now=NOW):
    with database.write() as session:
        operations.record_delivery(session, profile, report, window, counts or {}, source=source, now=now)


def tell(database, profile, names, now=NOW):
    with database.write() as session:
        operations.store_names(session, profile, SP, names, now=now)


def campaigns(database):
    with database.read() as session:
        return {row.campaign_key: (row.name, row.state) for row in session.scalars(select(Campaign))}


def facts(database, model):
    with database.read() as session:
        rows = session.scalars(select(model))
        return sorted((row.profile_key, row.date_on.isoformat(), row.campaign_key, row.clicks) for row in rows)


def test_names_are_kept_and_a_change_is_seen(database, profile):
    tell(database, profile, Names({11: ("Kettle", "ENABLED"), 12: (None, "ENABLED")}, {110: (11, "Group")}))
    tell(database, profile, Names({11: ("Kettle 2", "PAUSED")}, {110: (11, "Group 2"), 120: (12, "Other")}))
    assert campaigns(database) == {11: ("Kettle 2", "PAUSED")}
    with database.read() as session:
        groups = {row.ad_group_key: (row.campaign_key, row.name) for row in session.scalars(select(AdGroup))}
    assert groups == {110: (11, "Group 2"), 120: (12, "Other")}


def test_a_report_without_states_leaves_the_state_that_is_known(database, profile):
    """A search-term file of the console says nothing of a campaign's state."""
    with database.write() as session:
        rows = [{"campaign_key": 11, "name": "Kettle", "state": "ENABLED", "budget_micros": 5_000_000}]
        store_campaigns(session, profile, SP, rows, now=NOW)
    tell(database, profile, Names({11: ("Kettle", None), 12: ("New", None)}), now=NOW + timedelta(hours=1))
    assert campaigns(database) == {11: ("Kettle", "ENABLED"), 12: ("New", "UNKNOWN")}
    with database.read() as session:
        known = session.get_one(Campaign, (profile.key, SP, 11))
    assert (known.updated_at, known.budget_micros) == (NOW, 5_000_000)


def test_names_that_no_column_holds_are_cut(database, profile):
    tell(database, profile, Names({11: ("电" * 600, "X" * 40)}, {110: (11, "n\x00" * 600)}))
    assert campaigns(database) == {11: ("电" * 500, "X" * 20)}
    with database.read() as session:
        assert session.get_one(AdGroup, (profile.key, SP, 110)).name == "n" * 500


@pytest.mark.parametrize(
    ("report", "kept"),
    [
        (CAMPAIGNS, [("campaign", 1), ("ad_group", 2), ("term", 2)]),
        (AD_GROUPS, [("campaign", 2), ("ad_group", 1), ("term", 2)]),
        (SEARCH_TERMS, [("campaign", 2), ("ad_group", 2), ("term", 1)]),
    ],
)
def test_a_day_of_a_file_is_dropped_in_its_own_report_only(database, profile, foreign_profile, report, kept):
    for owner in (profile, foreign_profile):
        for day in (DAY, NEXT):
            store(database, owner, fact(owner, day, 11), fact(owner, day, 11, ad_group=110))
            store(database, owner, term_fact(owner, day, 11, "kettle"))
            for each in REPORTS:
                deliver(database, owner, each, Window(day, day + timedelta(1)), {day.isoformat(): 1}, source="file")
    with database.write() as session:
        assert (
            operations.drop_file_days(session, profile, report, list(rules.days_of(Window(NEXT, date(2026, 11, 9)))))
            == 1
        )
    with database.read() as session:
        rows = list(session.scalars(select(CampaignFact)))
        terms = list(session.scalars(select(SearchTermFact)))
    mine = [row for row in rows if row.profile_key == profile.key]
    counted = [
        ("campaign", sum(row.ad_group_key == 0 for row in mine)),
        ("ad_group", sum(row.ad_group_key != 0 for row in mine)),
        ("term", sum(row.profile_key == profile.key for row in terms)),
    ]
    assert counted == kept
    assert (len(rows) - len(mine), sum(row.profile_key == foreign_profile.key for row in terms)) == (4, 2)


def test_days_of_the_ads_api_are_never_dropped(database, profile):
    store(database, profile, fact(profile, DAY, 11))
    deliver(database, profile, CAMPAIGNS, Window(DAY, NEXT), {"2026-11-01": 1})
    with database.write() as session:
        assert operations.drop_file_days(session, profile, CAMPAIGNS, list(rules.days_of(Window(DAY, NEXT)))) == 0
        assert operations.days_of_other_source(session, profile, CAMPAIGNS, [DAY, NEXT]) == [DAY]
        assert operations.days_of_other_source(session, profile, SEARCH_TERMS, [DAY, NEXT]) == []
    assert len(facts(database, CampaignFact)) == 1


def test_the_roll_up_follows_the_search_terms(database, profile, foreign_profile):
    for owner in (profile, foreign_profile):
        rows = [term_fact(owner, DAY, 11, term, clicks=3) for term in ("a", "b")]
        store(database, owner, *rows, term_fact(owner, NEXT, 12, "a", clicks=2))
        deliver(database, owner, SEARCH_TERMS, Window(DAY, date(2026, 11, 3)))
    theirs = [
        (foreign_profile.key, "2026-11-01", 11, 6),
        (foreign_profile.key, "2026-11-02", 12, 2),
    ]
    assert facts(database, SearchTermDay) == [
        (profile.key, "2026-11-01", 11, 6),
        (profile.key, "2026-11-02", 12, 2),
        *theirs,
    ]
    store(database, profile, term_fact(profile, DAY, 11, "a", clicks=10))
    deliver(database, profile, SEARCH_TERMS, Window(DAY, NEXT))
    assert facts(database, SearchTermDay) == [
        (profile.key, "2026-11-01", 11, 13),
        (profile.key, "2026-11-02", 12, 2),
        *theirs,
    ]


def test_sums_beyond_four_bytes(client, caller, database, profile):
    big = {"impressions": 2**33, "clicks": 2**32, "cost": 4_000_000_000.0, "sales": 9_000_000_000.5}
    store(database, profile, *(term_fact(profile, DAY, 11, term, **big) for term in ("a", "b")))
    deliver(database, profile, SEARCH_TERMS, Window(DAY, NEXT))
    query = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-01", "to_on": "2026-11-02"}
    for grouping in ("campaign", "search_term"):
        given = query | {"report": "spSearchTerm", "group_by": grouping}
        totals = client.get("/v1/ads/performance", params=given, headers=caller()).json()["totals"]
        assert (totals["impressions"], totals["clicks"]) == (2**34, 2**33)
        assert (totals["cost"]["amount"], totals["sales"]["amount"]) == ("8000000000.00", "18000000001.00")


def test_a_delivery_keeps_its_first_moment(client, caller, database, profile):
    deliver(database, profile, CAMPAIGNS, Window(DAY, date(2026, 11, 4)), {"2026-11-01": 5, "2026-11-03": 7})
    later = NOW + timedelta(days=1)
    deliver(database, profile, CAMPAIGNS, Window(NEXT, date(2026, 11, 3)), {"2026-11-02": 9}, now=later)
    shown = client.get(PATH, headers=caller("ads:read")).json()["items"]
    assert [(one["date_on"], one["row_count"]) for one in shown] == [
        ("2026-11-01", 5),
        ("2026-11-03", 7),
        ("2026-11-02", 9),
    ]
    assert (shown[2]["first_delivered_at"], shown[2]["last_delivered_at"]) == (
        "2026-11-20T12:00:00Z",
        "2026-11-21T12:00:00Z",
    )
    assert shown[2]["due_at"] == "2026-11-03T09:00:00Z"


def test_a_file_delivers_only_the_days_it_has(client, caller, database, profile):
    deliver(database, profile, CAMPAIGNS, Window(DAY, date(2026, 11, 9)), {"2026-11-02": 9}, source="file")
    shown = client.get(PATH, headers=caller()).json()["items"]
    assert [(one["date_on"], one["source"], one["row_count"]) for one in shown] == [("2026-11-02", "file", 9)]


def test_who_may_read_deliveries(client, caller, database, profile, foreign_profile):
    deliver(database, profile, CAMPAIGNS, Window(DAY, NEXT))
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("ads:write")).json()["code"] == "scope-missing"
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []


def test_pages_of_deliveries_walk_all_once_though_one_moment_has_many(client, caller, database, profile):
    german = learned(database, FIRST, DE)
    for owner in (profile, german):
        for report in REPORTS:
            deliver(database, owner, report, Window(DAY, date(2026, 11, 4)))
    walked, query = [], {"limit": "5"}
    while True:
        page = client.get(PATH, params=query, headers=caller()).json()
        walked += [(one["marketplace_id"], one["report"], one["date_on"]) for one in page["items"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    days = ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert walked == [(place, report, day) for place in (UK, DE) for report in sorted(REPORTS) for day in days]
    assert page["next_cursor"] is None
    foreign = client.get(PATH, params=query, headers=caller(tenant=OTHER)).json()
    assert foreign["code"] == "cursor-mismatch"


@pytest.mark.parametrize(
    "query",
    [{"form_on": "2026-11-01"}, {"from_on": "soon"}, {"limit": "201"}, {"updated_after": "2026-11-01T00:00:00"}],
)
def test_a_wrong_query_of_deliveries_is_refused(client, caller, query):
    answer = client.get(PATH, params=query, headers=caller())
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_polling_by_updated_after(client, caller, database, profile):
    deliver(database, profile, CAMPAIGNS, Window(DAY, NEXT))
    deliver(database, profile, AD_GROUPS, Window(DAY, NEXT), now=NOW + timedelta(seconds=1))
    query = {"updated_after": NOW.isoformat()}
    shown = client.get(PATH, params=query, headers=caller()).json()["items"]
    assert [one["report"] for one in shown] == ["spCampaigns.adGroup"]
