"""Campaigns and ad groups that files knew by name, once Amazon's ids are known."""

from datetime import date

import pytest
from sqlalchemy import select

from services.ads.campaigns.operations import campaign_names, store_campaigns
from services.ads.deliveries.rules import FILE
from services.ads.models import AdGroup, Campaign, CampaignFact, SearchTermDay, SearchTermFact
from services.ads.performance.rules import Window
from services.ads.products import SP
from services.ads.report_types.rules import CAMPAIGNS, SEARCH_TERMS
from services.ads.reports import operations as reports
from services.ads.reports.rules import Names
from tests.ads.facts import NOW, fact, store

DAY, NEXT = date(2026, 11, 10), date(2026, 11, 11)
KNOWN = {"campaign_key": 12, "name": "Kettle", "state": "ENABLED"}


@pytest.fixture
def take_file(database, profile):
    """Store one term's day as a file tells it, under whatever names mean now; the keys it used."""

    def take(day=DAY, clicks=10):
        with database.write() as session:
            names = campaign_names(session, profile, SP)
            campaign, group = names.key_of("Kettle"), names.ad_group_key_of("Kettle", "Group")
            told = Names({campaign: ("Kettle", None)}, {group: (campaign, "Group")})
            row = fact(profile, day, campaign, ad_group=group, clicks=clicks)
            rows = {
                CAMPAIGNS: [fact(profile, day, campaign, clicks=clicks)],
                SEARCH_TERMS: [(*row[:5], "kettle", "EXACT", "lid", *row[5:])],
            }
            for report, facts in rows.items():
                reports.store_rows(session, profile, report, facts)
                reports.store_names(session, profile, SP, told, now=NOW, source=FILE)
                window = Window(day, NEXT)
                counts = {day.isoformat(): 1}
                reports.record_delivery(session, profile, report, window, counts, source=FILE, now=NOW)
        return campaign, group

    return take


def clicks(database):
    with database.read() as session:
        return {
            table.__tablename__: {row.campaign_key: row.clicks for row in session.scalars(select(table))}
            for table in (CampaignFact, SearchTermFact, SearchTermDay)
        }


def test_a_file_before_and_after_the_ids_are_known_counts_once(database, profile, take_file):
    campaign, group = take_file()
    assert campaign < 0
    assert group < 0
    with database.write() as session:
        store_campaigns(session, profile, SP, [KNOWN], now=NOW)
    once = {name: {12: 10} for name in ("campaign_fact", "search_term_fact", "search_term_day")}
    assert clicks(database) == once
    assert take_file() == (12, group)
    assert clicks(database) == once
    with database.write() as session:
        reports.store_names(session, profile, SP, Names({12: ("Kettle", None)}, {34: (12, "Group")}), now=NOW)
    assert take_file() == (12, 34)
    assert clicks(database) == once
    with database.read() as session:
        stored = {row.campaign_key: row for row in session.scalars(select(Campaign))}
        assert {key: row.replaced_by_key for key, row in stored.items()} == {campaign: 12, 12: None}
        assert [key for key, row in stored.items() if row.deleted_at is None] == [12]
        assert [(row.ad_group_key, row.campaign_key) for row in session.scalars(select(AdGroup))] == [(34, 12)]
        assert [row.ad_group_key for row in session.scalars(select(SearchTermFact))] == [34]


def test_where_both_have_a_row_that_of_the_id_stays(database, profile, take_file):
    take_file(clicks=10)
    store(database, profile, fact(profile, DAY, 12, clicks=7))
    with database.write() as session:
        store_campaigns(session, profile, SP, [KNOWN], now=NOW)
    assert clicks(database)["campaign_fact"] == {12: 7}


def test_other_names_other_profiles_stay(database, profile, foreign_profile, take_file):
    campaign, _ = take_file()
    with database.write() as session:
        store_campaigns(session, profile, SP, [{**KNOWN, "name": "Kettle 2"}], now=NOW)
        store_campaigns(session, foreign_profile, SP, [KNOWN], now=NOW)
    assert clicks(database)["campaign_fact"] == {campaign: 10}
    with database.read() as session:
        assert len(session.scalars(select(Campaign)).all()) == 3
