"""What the operator can ask of freshness."""

from datetime import datetime

from services.ads.freshness import repository
from services.ads.freshness.rules import seconds_since_day
from shared.db import Session
from shared.jobs.backlog import LARGEST_SHOWN, Age


def measure_ages(session: Session, *, now: datetime) -> list[Age]:
    """The age of every account's data by report, and since its last completed `sync`; the oldest first."""
    days = [
        Age(
            row.tenant_id,
            row.seller_id,
            row.marketplace_id,
            row.report,
            seconds_since_day(row.day, row.timezone, row.known_at, now),
        )
        for row in repository.newest_days(session)
    ]
    syncs = [
        Age(tenant_id, seller_id, "", "sync", max(0.0, (now - moment).total_seconds()))
        for tenant_id, seller_id, moment in repository.newest_syncs(session)
    ]
    return sorted([*days, *syncs], key=lambda age: -age.seconds)[:LARGEST_SHOWN]
