"""F14: a marketplace that raises, when the account health of several is stored.

Pass: all others are stored and judged; the sync has failed, and says which one stays as it was.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from services.tickets.account_metrics.operations import store_metrics
from services.tickets.account_metrics.rules import EXACTLY, Metric, Reported
from services.tickets.findings.rules import TARGET_MISSED
from services.tickets.models import AccountMetric, Finding, Sync
from services.tickets.syncs import operations as health

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _metric(marketplace_id: str, value: int) -> Metric:
    days = (NOW.date() - timedelta(days=180), NOW.date())
    return Metric(marketplace_id, "listingPolicyViolations", value, 0, EXACTLY, None, *days)


def test_the_health_of_all_other_marketplaces_is_stored(service_database):
    """The finding of one marketplace is damaged: no event can show it."""
    database = service_database("tickets")
    with database.write() as session:
        for each in (DE, UK):
            store_metrics(session, "tenant", "A1BEFORE", each, [_metric(each, 1)], now=NOW)
        damaged = update(Finding).where(Finding.marketplace_id == DE, Finding.code == TARGET_MISSED)
        session.execute(damaged.values(version=-5))
        sync_id = health.start_sync(session, "tenant", "A1BEFORE", now=NOW).sync_id
    found = {each: Reported((_metric(each, 7),), ()) for each in (DE, UK)}
    with database.write() as session:
        health.finish_sync(session, "tenant", sync_id, (DE, UK), found, 0, now=NOW + timedelta(hours=1))
    with database.read() as session:
        values = dict(session.execute(select(AccountMetric.marketplace_id, AccountMetric.value)).all())
        sync = session.scalars(select(Sync)).one()
    assert values == {DE: 1, UK: 7}
    assert (sync.status, sync.failure_code) == ("failed", "marketplace-unjudged")
    assert sync.failure_detail == f"these marketplaces stay as they were: {DE}"
