"""Days as they were first reported, beside the latest."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import count

import pytest
from sqlalchemy import func, select

from services.ads.deliveries.rules import API
from services.ads.models import CampaignFactVersion
from services.ads.performance.rules import Window
from services.ads.report_types.rules import AD_GROUPS, CAMPAIGNS, type_of
from services.ads.reports import operations as reports
from services.ads.reports.repository import FactDayRepository
from tests.ads.facts import FIRST, NOW, SELLER, UK, fact, store
from tests.sql import text

DAY, NEXT = date(2026, 11, 10), date(2026, 11, 11)
LATER, LAST = NOW + timedelta(days=1), NOW + timedelta(days=2)
QUERY = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-10", "to_on": "2026-11-11"}


@pytest.fixture
def deliver(database, profile):
    """Store facts and record their day as delivered at a moment."""

    def run(*rows, now, report=CAMPAIGNS, source=API):
        store(database, profile, *rows)
        with database.write() as session:
            counts = {DAY.isoformat(): len(rows)}
            reports.record_delivery(session, profile, report, Window(DAY, NEXT), counts, source=source, now=now)

    return run


@pytest.fixture
def clicks(client, caller):
    """Clicks by campaign as of a moment."""

    def ask(as_of=None, **query):
        given = QUERY | query | ({"as_of": as_of.isoformat()} if as_of else {})
        answer = client.get("/v1/ads/performance", params=given, headers=caller())
        assert answer.status_code == 200, answer.text
        shown = {row["campaign_id"]: row["clicks"] for row in answer.json()["items"]}
        assert answer.json()["totals"]["clicks"] == sum(shown.values())
        return shown

    return ask


def test_what_was_first_reported_stays_beside_the_latest(database, profile, deliver, clicks):
    deliver(fact(profile, DAY, 1, clicks=10), fact(profile, DAY, 2, clicks=5), now=NOW)
    deliver(fact(profile, DAY, 1, clicks=12), fact(profile, DAY, 3, clicks=1), now=LATER)
    assert clicks() == {"1": 12, "2": 5, "3": 1}
    assert clicks(NOW - timedelta(seconds=1)) == {}
    assert clicks(NOW) == {"1": 10, "2": 5}
    assert clicks(LATER - timedelta(seconds=1)) == {"1": 10, "2": 5}
    assert clicks(LATER) == clicks()
    assert clicks(NOW, campaign_id="1", time_unit="DAILY") == {"1": 10}


def test_only_changes_are_kept(database, profile, deliver):
    for now in (NOW, LATER, LAST):
        deliver(fact(profile, DAY, 1), now=now)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CampaignFactVersion)) == 1


def test_a_day_that_is_reported_no_more_counts_nothing_from_then_on(database, profile, deliver, clicks):
    deliver(fact(profile, DAY, 1, clicks=10), fact(profile, DAY, 2, clicks=5), now=NOW)
    with database.write() as session:
        FactDayRepository(session, profile.tenant_id, type_of(CAMPAIGNS)).delete(profile.key, [DAY])
    deliver(fact(profile, DAY, 2, clicks=5), now=LATER)
    deliver(fact(profile, DAY, 2, clicks=5), now=LAST)
    assert clicks(NOW) == {"1": 10, "2": 5}
    assert clicks(LATER) == {"1": 0, "2": 5}
    assert clicks() == {"2": 5}


def test_ad_groups_have_versions_of_their_own(database, profile, deliver, clicks):
    deliver(fact(profile, DAY, 1, ad_group=11, clicks=4), now=NOW, report=AD_GROUPS)
    deliver(fact(profile, DAY, 1, clicks=10), now=LATER)
    assert clicks(NOW) == {}
    assert clicks(NOW, group_by="ad_group") == {"1": 4}
    assert clicks(LATER) == {"1": 10}


def test_another_tenants_versions_are_not_read(client, caller, deliver, profile):
    deliver(fact(profile, DAY, 1), now=NOW)
    given = QUERY | {"as_of": NOW.isoformat()}
    assert client.get("/v1/ads/performance", params=given, headers=caller(tenant="tenant-other")).status_code == 404


@pytest.mark.parametrize("query", [{"group_by": "search_term"}, {"report": "spSearchTerm"}, {"as_of": "yesterday"}])
def test_what_has_no_versions_is_refused(client, caller, profile, query):
    given = QUERY | {"as_of": NOW.isoformat()} | query
    answer = client.get("/v1/ads/performance", params=given, headers=caller())
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_days_say_whether_they_are_settled(client, caller, database, profile):
    days = [NOW.date() - timedelta(days=back) for back in (6, 5)]
    store(database, profile, *(fact(profile, day, 1) for day in days))
    given = QUERY | {"to_on": NOW.date().isoformat()}
    daily = client.get("/v1/ads/performance", params=given | {"time_unit": "DAILY"}, headers=caller()).json()
    assert [row["settled"] for row in daily["items"]] == [True, False]
    summed = client.get("/v1/ads/performance", params=given, headers=caller()).json()
    assert [row["settled"] for row in summed["items"]] == [None]


def test_the_work_grows_with_the_days_and_not_with_their_square(database, profile):
    """On PostgreSQL also while its statistics are those of a small beginning, as on the first day."""
    store(database, profile, fact(profile, DAY, 1))
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
    few, many = (work_to_keep(database, profile, campaigns) for campaigns in (200, 1000))
    assert 2 * few < many < 7 * few


def work_to_keep(database, profile, campaigns: int) -> int:
    """Work to see that nothing has changed: hundreds of steps of SQLite's machine, or PostgreSQL's blocks."""
    store(database, profile, *(fact(profile, DAY, key, clicks=1) for key in range(1, campaigns + 1)))
    counted = steps_of if database.is_sqlite else blocks_of
    work = 0
    for now in (NOW, LATER):
        with database.write() as session:
            facts = FactDayRepository(session, FIRST, type_of(CAMPAIGNS))
            work = counted(session, partial(facts.keep_versions, profile.key, Window(DAY, NEXT), now=now))
    return work


def steps_of(session, work: Callable[[], None]) -> int:
    steps = count()
    driver = session.connection().connection.driver_connection
    driver.set_progress_handler(lambda: next(steps) and 0, 100)
    work()
    driver.set_progress_handler(None, 0)
    return next(steps)


def blocks_of(session, work: Callable[[], None]) -> int:
    work()
    return session.scalar(text("SELECT sum(pg_stat_get_xact_blocks_fetched(oid)) FROM pg_class"))
