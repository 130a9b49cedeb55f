"""What the operator can ask of freshness."""

from datetime import datetime

from services.catalog.freshness import repository
from shared.db import Session
from shared.jobs.backlog import LARGEST_SHOWN, Age


def measure_ages(session: Session, *, now: datetime) -> list[Age]:
    """The age of the `listings` of every shelf, and since every account's last completed `sync`; the oldest first.

    An account of which nothing was ever read counts from its first sync. What an ERP pushes has no age: it comes
    when the ERP likes.
    """

    def age(tenant_id: str, seller_id: str, marketplace_id: str, report: str, since: datetime) -> Age:
        return Age(tenant_id, seller_id, marketplace_id, report, max(0.0, (now - since).total_seconds()))

    shelves, syncs = repository.read_shelves(session), repository.account_syncs(session)
    read = {(row.tenant_id, row.seller_id) for row in shelves}
    ages = [age(row.tenant_id, row.seller_id, row.marketplace_id, "listings", row.read_at) for row in shelves]
    for row in syncs:
        if (row.tenant_id, row.seller_id) not in read:
            ages.append(age(row.tenant_id, row.seller_id, "", "listings", row.first_at))
        if row.completed_at is not None:
            ages.append(age(row.tenant_id, row.seller_id, "", "sync", row.completed_at))
    return sorted(ages, key=lambda each: -each.seconds)[:LARGEST_SHOWN]
