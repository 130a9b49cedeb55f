"""How long ago every account was read, on both databases."""

from datetime import timedelta

from services.catalog.freshness import operations
from services.catalog.freshness.operations import measure_ages
from services.catalog.models import Shelf, Sync
from shared.jobs.backlog import Age
from tests.catalog.facts import DE, FIRST, NOW, OTHER, SELLER, UK

HOUR = timedelta(hours=1)


def add(database, *rows):
    with database.write() as session:
        for row in rows:
            session.add(row)


def shelf(tenant_id, marketplace_id, read_at):
    return Shelf(tenant_id=tenant_id, seller_id=SELLER, marketplace_id=marketplace_id, read_at=read_at)


def sync(tenant_id, status, created_at, updated_at):
    return Sync(
        sync_id=f"{tenant_id}{created_at:%d%H}",
        tenant_id=tenant_id,
        seller_id=SELLER,
        status=status,
        created_at=created_at,
        updated_at=updated_at,
    )


def ages(database):
    with database.read() as session:
        return measure_ages(session, now=NOW)


def test_every_shelf_and_account_of_all_tenants_the_oldest_first(database):
    add(database, shelf(FIRST, UK, NOW - 2 * HOUR), shelf(FIRST, DE, NOW - 5 * HOUR), shelf(OTHER, UK, NOW - HOUR))
    add(
        database,
        sync(FIRST, "completed", NOW - 9 * HOUR, NOW - 8 * HOUR),
        sync(FIRST, "completed", NOW - 4 * HOUR, NOW - 3 * HOUR),
        sync(FIRST, "failed", NOW - 2 * HOUR, NOW - HOUR),
    )
    assert ages(database) == [
        Age(FIRST, SELLER, DE, "listings", 5 * 3600.0),
        Age(FIRST, SELLER, "", "sync", 3 * 3600.0),
        Age(FIRST, SELLER, UK, "listings", 2 * 3600.0),
        Age(OTHER, SELLER, UK, "listings", 3600.0),
    ]


def test_an_account_that_was_never_read_counts_from_its_first_sync(database):
    add(database, sync(FIRST, "failed", NOW - 50 * HOUR, NOW - 49 * HOUR), sync(FIRST, "running", NOW - HOUR, NOW))
    assert ages(database) == [Age(FIRST, SELLER, "", "listings", 50 * 3600.0)]


def test_what_only_an_erp_pushes_has_no_age(database):
    add(database, shelf(FIRST, UK, None))
    assert ages(database) == []


def test_their_number_is_bounded(database, monkeypatch):
    add(database, *(shelf(FIRST, place, NOW - hours * HOUR) for hours, place in enumerate("ABC")))
    monkeypatch.setattr(operations, "LARGEST_SHOWN", 2)
    assert [age.marketplace_id for age in ages(database)] == ["C", "B"]
