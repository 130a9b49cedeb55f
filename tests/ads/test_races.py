"""Everything runs at the same time as itself: callers and workers that meet, on both databases."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.findings.repository import findings_of
from services.ads.findings.rules import TEXTS
from services.ads.models import AdsProfile, Finding, Outbox, SearchTermDay, SearchTermSum, Sync
from services.ads.performance.rules import Window
from services.ads.products import SP
from services.ads.report_imports.tasks import carrying
from services.ads.report_types.rules import SEARCH_TERMS
from services.ads.reports import operations as reports
from shared.auth import SCOPES, Principal
from shared.findings.decisions import Decision, FindingResolvedError, decide_finding
from tests.ads.facts import FIRST, NOW, SELLER, UK, fact, store, term_fact
from tests.ads.report_imports.importing import import_now
from tests.held import looks_while_held

AT_ONCE = 6
SETTLED = date(2026, 11, 10)
PERSON = Principal("person", FIRST, "actor", "key", frozenset(SCOPES), False)


def together(work, times=AT_ONCE):
    """What `work(number)` gives, called from so many threads at the same moment."""
    barrier = Barrier(times)

    def run(number):
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def count(database, model):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def know(database, profile, name="Dear"):
    with database.write() as session:
        rows = [{"campaign_key": 12, "name": name, "state": "ENABLED"}]
        store_campaigns(session, profile, SP, rows, now=NOW)


def bad_day(profile, cost=90.0):
    return fact(profile, SETTLED, 12, clicks=100, impressions=5000, cost=cost, orders=5, sales=100)


def test_one_sync_of_many_that_are_started(client, caller, database):
    headers = caller()
    answers = together(lambda _: client.post("/v1/ads/syncs", json={"seller_id": SELLER}, headers=headers))
    assert Counter(answer.status_code for answer in answers) == {202: AT_ONCE}
    assert len({answer.json()["sync_id"] for answer in answers}) == 1
    assert (count(database, Sync), count(database, Outbox)) == (1, 2)


def test_one_profile_of_many_first_files(client, caller, database):
    headers, form = caller(), {"seller_id": SELLER, "marketplace_id": UK}

    def send(number):
        content = json.dumps([{"date": "2026-11-01", "campaignId": number}]).encode()
        keyed = headers | {"Idempotency-Key": f"file-number-{number}"}
        return client.post("/v1/ads/report-imports", data=form, files={"file": ("r.json", content)}, headers=keyed)

    assert Counter(answer.status_code for answer in together(send)) == {202: AT_ONCE}
    assert count(database, AdsProfile) == 1


def test_of_many_judgements_one_opens_the_finding(database, profile):
    know(database, profile)
    store(database, profile, bad_day(profile))

    def judge(_):
        with database.write() as session:
            return len(flag_campaigns(session, profile, SP, now=NOW).opened)

    assert sorted(together(judge)) == [0] * (AT_ONCE - 1) + [1]
    assert (count(database, Finding), count(database, Outbox)) == (1, 1)


def test_many_roll_ups_of_the_same_days(database, profile):
    store(database, profile, *(term_fact(profile, SETTLED, campaign, "kettle") for campaign in range(1, 40)))
    window = Window(SETTLED, date(2026, 11, 11))

    def deliver(_):
        with database.write() as session:
            counts = {SETTLED.isoformat(): 39}
            reports.record_delivery(session, profile, SEARCH_TERMS, window, counts, source="api", now=NOW)

    deliver(0)
    together(deliver)
    assert count(database, SearchTermDay) == 39


def test_the_terms_of_a_chunk_that_is_being_stored_are_not_left_out(database, profile):
    wasted = {"orders": 0, "units": 0, "sales": 0.0}

    def deliver():
        with database.write() as session:
            window = Window(date(2026, 11, 11), date(2026, 11, 12))
            reports.record_delivery(session, profile, SEARCH_TERMS, window, {}, source="api", now=NOW)

    other = Thread(target=deliver)
    store(database, profile, term_fact(profile, SETTLED, 1, "kettle", **wasted))
    with database.write() as session:
        reports.store_rows(session, profile, SEARCH_TERMS, [term_fact(profile, SETTLED, 2, "lid", **wasted)])
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join()
    with database.read() as session:
        assert sorted(session.scalars(select(SearchTermSum.search_term))) == ["kettle", "lid"]


def test_many_imports_of_one_account_all_complete(client, caller, database, profile, monkeypatch):
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW)
    know(database, profile)
    headers, form = caller(), {"seller_id": SELLER, "marketplace_id": UK}

    def send(number):
        numbers = {"impressions": 90, "clicks": 4, "cost": 2.5, "sales7d": 10.0}
        term = {"adGroupId": 110, "adGroupName": "G", "searchTerm": f"term {number}"}
        record = {"date": SETTLED.isoformat(), "campaignId": 12, "campaignName": "Dear", **numbers, **term}
        content = json.dumps([record | {"searchTerm": "both"}, record]).encode()
        keyed = headers | {"Idempotency-Key": f"file-number-{number}"}
        return client.post("/v1/ads/report-imports", data=form, files={"file": ("r.json", content)}, headers=keyed)

    store(database, profile, bad_day(profile))
    locations = [send(number).headers["location"] for number in range(AT_ONCE)]
    together(lambda number: import_now(database, FIRST, locations[number].rpartition("/")[2]))
    done = [client.get(location, headers=headers).json() for location in locations]
    assert Counter(one["status"] for one in done) == {"completed": AT_ONCE}
    assert sum(one["rows_changed"] for one in done) == AT_ONCE + 1
    assert (count(database, Finding), count(database, SearchTermDay)) == (1, 1)


@pytest.mark.parametrize("status", ["acknowledged", "snoozed"])
def test_a_decision_that_meets_the_resolution_comes_too_late(database, profile, status):
    """Otherwise the finding would be acknowledged and resolved at once, and nothing would ever close it."""
    know(database, profile)
    store(database, profile, bad_day(profile))
    with database.write() as session:
        [opened] = flag_campaigns(session, profile, SP, now=NOW).opened
    store(database, profile, bad_day(profile, cost=1.0))
    refused = []

    def decide():
        try:
            with database.write() as session:
                decide_finding(
                    findings_of, TEXTS, session, PERSON, opened.finding_id, Decision(status), "en", clock=lambda: NOW
                )
        except FindingResolvedError as error:
            refused.append(error)

    with database.write() as session:
        assert len(flag_campaigns(session, profile, SP, now=NOW).resolved) == 1
        person = Thread(target=decide)
        person.start()
        person.join(timeout=0.3)
        assert person.is_alive()
    person.join()
    with database.read() as session:
        stored = session.scalars(select(Finding)).one()
    assert (stored.status, len(refused)) == ("resolved", 1)


def test_a_decision_is_dated_after_the_judgement_that_it_waited_for(database, profile):
    """Each subject's events are in the order of their times, as they are in that of their arrival."""
    know(database, profile)
    store(database, profile, bad_day(profile))
    with database.write() as session:
        [opened] = flag_campaigns(session, profile, SP, now=NOW).opened

    def decide(clock):
        with database.write() as session:
            decision = Decision("acknowledged")
            decide_finding(findings_of, TEXTS, session, PERSON, opened.finding_id, decision, "en", clock=clock)

    looks = looks_while_held(database, lambda session: flag_campaigns(session, profile, SP, now=NOW), decide, NOW)
    assert looks == [False]
