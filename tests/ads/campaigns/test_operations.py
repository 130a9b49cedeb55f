from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.ads.campaigns.operations import campaign_names, flag_campaigns, store_campaigns
from services.ads.models import Campaign, Finding, Outbox
from services.ads.models.keys import id_of_key, key_of_id, key_of_name
from services.ads.products import SP
from tests.ads.facts import NOW, fact, store, term_fact

SETTLED = date(2026, 11, 10)
"""One of the 14 days judged at NOW; the newest settled day is 2026-11-14."""


def know(database, profile, *campaigns, now=NOW):
    rows = [{"campaign_key": key, "name": name, "state": state} for key, name, state in campaigns]
    with database.write() as session:
        return store_campaigns(session, profile, SP, rows, now=now)


def judge(database, profile, now=NOW):
    with database.write() as session:
        outcome = flag_campaigns(session, profile, SP, now=now)
        return len(outcome.opened), len(outcome.kept), len(outcome.resolved)


def findings(database):
    with database.read() as session:
        return list(session.scalars(select(Finding).order_by(Finding.first_seen_at, Finding.code)))


def events(database):
    with database.read() as session:
        return [row.name for row in session.scalars(select(Outbox).order_by(Outbox.sequence))]


@pytest.fixture
def account(database, profile):
    """Two healthy campaigns (10, 11) and one that pays too much (12)."""
    know(database, profile, (10, "Large", "ENABLED"), (11, "Healthy", "ENABLED"), (12, "Dear", "ENABLED"))
    large = {"clicks": 2000, "impressions": 100_000, "cost": 400, "orders": 200, "sales": 4000}
    store(database, profile, fact(profile, SETTLED, 10, **large))
    store(database, profile, fact(profile, SETTLED, 11, clicks=100, impressions=5000, cost=20, orders=10, sales=200))
    store(database, profile, fact(profile, SETTLED, 12, clicks=100, impressions=5000, cost=90, orders=5, sales=100))
    return profile


def test_a_problem_is_one_finding_for_as_long_as_it_lasts(database, account):
    assert judge(database, account) == (1, 0, 0)
    opened = findings(database)[0]
    assert (opened.code, opened.subject_id, opened.status, opened.version) == ("ads.acos_high", "12", "open", 1)
    later = NOW + timedelta(hours=1)
    assert judge(database, account, now=later) == (0, 1, 0)
    same = findings(database)
    assert [(one.finding_id, one.version, one.updated_at, one.pos) for one in same] == [
        (opened.finding_id, 1, NOW, opened.pos)
    ]
    assert same[0].last_seen_at == later
    store(database, account, fact(account, SETTLED, 12, clicks=100, impressions=5000, cost=80, orders=5, sales=100))
    assert judge(database, account, now=later) == (0, 1, 0)
    assert [(one.finding_id, one.version) for one in findings(database)] == [(opened.finding_id, 2)]
    assert events(database) == ["campaign.flagged", "finding.changed"]


def test_it_resolves_by_itself_and_opens_anew(database, account):
    judge(database, account)
    store(database, account, fact(account, SETTLED, 12, clicks=100, impressions=5000, cost=20, orders=5, sales=100))
    assert judge(database, account) == (0, 0, 1)
    assert findings(database)[0].status == "resolved"
    assert findings(database)[0].resolved_at == NOW
    store(database, account, fact(account, SETTLED, 12, clicks=100, impressions=5000, cost=90, orders=5, sales=100))
    assert judge(database, account, now=NOW + timedelta(hours=1)) == (1, 0, 0)
    assert [one.status for one in findings(database)] == ["resolved", "open"]
    assert events(database) == ["campaign.flagged", "campaign.cleared", "campaign.flagged"]


@pytest.mark.parametrize("day", [date(2026, 11, 15), date(2026, 11, 19), date(2026, 10, 31)])
def test_days_outside_the_settled_window_change_nothing(database, profile, day):
    know(database, profile, (12, "Dear", "ENABLED"))
    store(database, profile, fact(profile, day, 12, clicks=500, impressions=5000, cost=900, orders=5, sales=100))
    assert judge(database, profile) == (0, 0, 0)


def test_a_paused_campaign_needs_no_decision(database, account):
    judge(database, account)
    know(database, account, (12, "Dear", "PAUSED"))
    assert judge(database, account) == (0, 0, 1)


def test_a_wasteful_term_of_a_sound_campaign(database, account):
    wasteful = {"clicks": 300, "cost": 240, "orders": 0, "units": 0, "sales": 0}
    store(database, account, term_fact(account, SETTLED, 11, "kettle lid", **wasteful))
    assert judge(database, account) == (2, 0, 0)
    term = next(one for one in findings(database) if one.subject_type == "search_term")
    assert (term.subject_id, term.subject_name) == ("11:kettle lid", "kettle lid · Healthy")
    assert term.money_at_stake_micros == 240_000_000


def test_another_tenants_numbers_are_not_judged(database, account, foreign_profile):
    assert judge(database, foreign_profile) == (0, 0, 0)
    assert findings(database) == []


def test_storing_campaigns_counts_changes_only(database, profile):
    assert know(database, profile, (1, "A", "ENABLED"), (2, "B", "PAUSED")) == 2
    assert know(database, profile, (1, "A", "ENABLED"), (2, "B", "ENABLED"), now=NOW + timedelta(1)) == 1
    with database.read() as session:
        stored = {row.campaign_key: row for row in session.scalars(select(Campaign))}
    assert (stored[1].updated_at, stored[2].updated_at) == (NOW, NOW + timedelta(1))


def test_a_name_means_the_most_alive_campaign(database, profile):
    provisional = key_of_name(profile.key, SP, "Kettle")
    know(database, profile, (provisional, "Kettle", "ENABLED"), (7, "Kettle", "ARCHIVED"), (8, "Kettle", "PAUSED"))
    with database.read() as session:
        names = campaign_names(session, profile, SP)
    assert names.key_of("Kettle") == 8
    assert names.key_of("New") == key_of_name(profile.key, SP, "New") < 0


@pytest.mark.parametrize("key", [1, 2**62, key_of_name(1, SP, "Kettle"), key_of_name(2, SP, "电热水壶")])
def test_ids_on_the_wire_lead_back_to_the_key(key):
    assert key_of_id(id_of_key(key)) == key


@pytest.mark.parametrize("text", ["", "x", "name-", "name-zz", "01", "+1", "1.0", "９", "-5", "name-0x1", "9" * 30])
def test_other_texts_are_no_ids(text):
    assert key_of_id(text) is None


def test_restating_an_unsettled_day_changes_no_finding(database, account):
    newest = date(2026, 11, 15)  # 5 days have not passed after it
    store(database, account, fact(account, newest, 11, clicks=100, impressions=5000, cost=20, orders=0, sales=0))
    assert judge(database, account) == (1, 0, 0)
    before = [one.model_dump() for one in findings(database)]
    for cost, sales in ((500, 10), (20, 900), (0.5, 0)):
        restated = {"clicks": 400, "impressions": 500_000, "cost": cost, "orders": 1, "sales": sales}
        store(database, account, *(fact(account, newest, campaign, **restated) for campaign in (11, 12)))
        assert judge(database, account) == (0, 1, 0)
    assert [one.model_dump() for one in findings(database)] == before
    assert events(database) == ["campaign.flagged"]


def test_restating_a_settled_day_moves_its_findings(database, account):
    newest_settled = date(2026, 11, 14)
    late = {"clicks": 100, "impressions": 5000, "cost": 90}
    store(database, account, fact(account, newest_settled, 11, **late, orders=10, sales=300))
    assert judge(database, account) == (1, 0, 0)
    store(database, account, fact(account, newest_settled, 11, **late | {"cost": 200}, orders=1, sales=20))
    assert judge(database, account) == (1, 1, 0)
    store(database, account, fact(account, SETTLED, 12, clicks=100, impressions=5000, cost=90, orders=20, sales=900))
    assert judge(database, account) == (0, 1, 1)
    assert {one.subject_id: one.status for one in findings(database)} == {"11": "open", "12": "resolved"}
