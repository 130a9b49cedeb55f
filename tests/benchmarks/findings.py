"""All ad rules over the stored rows, against one GROUP BY of the same days over the facts in plain SQL."""

import time
from typing import Any

from services.ads.campaigns.operations import flag_campaigns
from services.ads.performance.rules import Window, settled_window
from services.ads.products import SP
from services.ads.profiles.operations import require_profile
from shared.db import Database
from tests.benchmarks import ingest
from tests.sql import text

_WHOLE_CAMPAIGNS = """INSERT INTO campaign_fact (profile_key, date_on, ad_product, campaign_key, ad_group_key,
    impressions, clicks, cost_micros, orders, units, sales_micros, attribution_days)
    SELECT profile_key, date_on, ad_product, campaign_key, 0, impressions, clicks,
    cost_micros, orders, units, sales_micros, attribution_days FROM search_term_day"""
_PLAIN = """SELECT campaign_key, SUM(impressions), SUM(clicks), SUM(cost_micros), SUM(orders), SUM(units),
    SUM(sales_micros) FROM search_term_fact
    WHERE profile_key = ? AND date_on >= ? AND date_on < ? GROUP BY campaign_key"""


def prepare(*, url: str, report: str) -> int:
    """Store the report and the campaigns' own numbers, and judge once; how many findings there are."""
    database = ingest.migrated(url)
    ingest.store(database, report, expect_changed=True)
    with database.write() as session:
        session.connection().execute(text(_WHOLE_CAMPAIGNS))
    found = _judge(database)
    if not found:
        raise RuntimeError("the rules found nothing: there is nothing to measure")
    return found


def judge(*, url: str, rounds: int) -> list[tuple[float, float]]:
    """(seconds of all rules in their transaction, seconds of the plain statement), alternating."""
    database = Database(url)
    _judge(database)  # compiles statements, warms the page cache
    _group(database)
    return [(_timed(_judge, database), _timed(_group, database)) for _ in range(rounds)]


def _judge(database: Database) -> int:
    with database.write() as session:
        profile = require_profile(session, ingest.TENANT, ingest.SELLER, ingest.MARKETPLACE)
        outcome = flag_campaigns(session, profile, SP, now=ingest.NOW)
        return len(outcome.opened) + len(outcome.kept)


def _group(database: Database) -> int:
    with database.read() as session:
        profile = require_profile(session, ingest.TENANT, ingest.SELLER, ingest.MARKETPLACE)
        window: Window = settled_window(ingest.NOW, profile.timezone)
        driver: Any = session.connection().connection.driver_connection
        given = (profile.key, window.from_on.isoformat(), window.to_on.isoformat())
        return len(driver.execute(_PLAIN, given).fetchall())


def _timed(work: Any, database: Database) -> float:
    started = time.perf_counter()
    work(database)
    return time.perf_counter() - started
