"""How old the data of every account is, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from services.ads.campaigns.operations import store_campaigns
from services.ads.freshness.operations import measure_ages
from services.ads.models import Delivery, Sync
from services.ads.products import SB, SP
from services.ads.profiles.operations import learn_profile
from shared.jobs.backlog import LARGEST_SHOWN, Age
from tests.ads.facts import DE, FIRST, OTHER, REPORTS, SELLER, UK, learned

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def delivered(database, profile, report, *days):
    with database.write() as session:
        for day in days:
            moment = datetime(2026, 11, 19, 9, tzinfo=UTC)
            session.add(
                Delivery(
                    profile_key=profile.profile_key, ad_product=SP, report=report, date_on=day, source="api",
                    row_count=1, due_at=moment, first_delivered_at=moment, last_delivered_at=moment,
                )
            )  # fmt: skip


def test_other_products_are_told_where_there_are_campaigns(database, profile):
    with database.write() as session:
        store_campaigns(session, profile, SB, [{"campaign_key": 7, "name": "SB"}], now=NOW)
    delivered(database, profile, "spCampaigns", date(2026, 11, 19))
    with database.read() as session:
        told = {age.report for age in measure_ages(session, now=NOW)}
    assert told == {*REPORTS, "sbCampaigns", "sbSearchTerm"}


def test_a_clock_that_amazon_has_moved_tells_the_deliveries_anew(database, profile):
    """Which days are settled goes by it; only those of its own profile, and a clock that stays tells nothing."""
    german = learned(database, FIRST, DE)
    for one in (profile, german):
        delivered(database, one, "spCampaigns", date(2026, 11, 19))

    def positions():
        with database.read() as session:
            return dict(session.execute(select(Delivery.profile_key, Delivery.pos)).all())

    def learn(ahead):
        with database.write() as session:
            learn_profile(session, FIRST, SELLER, UK, now=NOW, clock_ahead_seconds=ahead)
        return positions()

    before, moved, again = positions(), learn(86_400), learn(86_400)
    assert (moved[profile.key] > before[profile.key], moved[german.key]) == (True, before[german.key])
    assert again == moved


def synced(database, tenant_id, status, moment, attempt):
    with database.write() as session:
        session.add(
            Sync(
                sync_id=f"{tenant_id}-{attempt}", tenant_id=tenant_id, seller_id=SELLER, days="default",
                fetched_on=moment.date(), attempt=attempt, status=status, created_at=moment, updated_at=moment,
            )
        )  # fmt: skip


def test_the_age_of_a_report_counts_from_the_end_of_its_newest_day_there(database):
    profile = learned(database, FIRST, DE)
    delivered(database, profile, "spCampaigns", date(2026, 11, 17), date(2026, 11, 18))
    delivered(database, profile, "spSearchTerm", date(2026, 11, 10))
    with database.read() as session:
        found = {age.report: age.seconds for age in measure_ages(session, now=NOW)}
    # Berlin is an hour ahead: the 18th ended at 23:00 UTC, 37 hours before.
    assert found["spCampaigns"] == 37 * 3600
    assert found["spSearchTerm"] == (37 + 8 * 24) * 3600
    assert found["spCampaigns.adGroup"] == (NOW - profile.created_at).total_seconds()


def test_accounts_of_all_tenants_are_told_the_oldest_first(database):
    mine, other = learned(database, FIRST, UK), learned(database, OTHER, UK)
    for report in REPORTS:
        delivered(database, mine, report, date(2026, 11, 19))
        delivered(database, other, report, date(2026, 11, 1))
    with database.read() as session:
        found = measure_ages(session, now=NOW)
    assert [(age.tenant_id, age.seconds) for age in found] == [
        *[(OTHER, (18.5 * 24) * 3600)] * 3,
        *[(FIRST, 12 * 3600)] * 3,
    ]


def test_only_completed_syncs_make_an_account_fresh(database):
    for attempt, (status, hours) in enumerate((("completed", 30), ("completed", 6), ("failed", 2), ("running", 1))):
        synced(database, FIRST, status, NOW - timedelta(hours=hours), attempt)
    with database.read() as session:
        assert measure_ages(session, now=NOW) == [Age(FIRST, SELLER, "", "sync", 6 * 3600)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_number_of_ages_is_bounded_and_the_oldest_stay(database, monkeypatch):
    monkeypatch.setattr("services.ads.freshness.operations.LARGEST_SHOWN", 2)
    profile = learned(database, FIRST, UK)
    delivered(database, profile, "spCampaigns", date(2026, 11, 19))
    delivered(database, profile, "spSearchTerm", date(2026, 11, 5))
    delivered(database, profile, "spCampaigns.adGroup", date(2026, 11, 6))
    with database.read() as session:
        assert [age.report for age in measure_ages(session, now=NOW)] == ["spSearchTerm", "spCampaigns.adGroup"]
    assert LARGEST_SHOWN == 5000
