"""F14: a seller account that raises, in every loop over accounts.

Pass: the accounts before and after it are looked at in the same round; the one that raises is met again in the next
one. A row that holds a NUL character is one that no database takes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from services.ads.models import Sync as AdsSync
from services.ads.syncs.tasks import HOURLY as ADS
from services.catalog.models import Sync as CatalogSync
from services.catalog.syncs.tasks import HOURLY as CATALOG
from services.inventory.health.tasks import judge_pushes
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.models import Sync as InventorySync
from services.inventory.syncs.tasks import HOURLY as INVENTORY
from services.tickets.models import Sync as TicketsSync
from services.tickets.syncs.tasks import HOURLY as TICKETS
from shared.db import Database
from shared.seller_accounts import SellerAccount
from shared.syncs.tasks import Hourly, begin_all
from tests.inventory.rows import counted

UK = "A1F83G8C2ARO7P"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SELLERS = ("A1BEFORE", "A1POISON\0", "A1BEHIND")


class Accounts:
    """What the gateway knows."""

    def all(self) -> list[SellerAccount]:
        return [SellerAccount("tenant", each, (UK,), (), True, True) for each in SELLERS]


@dataclass(frozen=True)
class Loop:
    """A job over all accounts, and the table that says for which of them something began."""

    service: str
    hourly: Hourly
    syncs: Any


LOOPS = [
    Loop("ads", ADS, AdsSync),
    Loop("catalog", CATALOG, CatalogSync),
    Loop("inventory", INVENTORY, InventorySync),
    Loop("tickets", TICKETS, TicketsSync),
]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.service)
def test_the_syncs_of_all_other_accounts_begin(service_database, loop):
    database: Database = service_database(loop.service)
    work: Any = SimpleNamespace(database=database, accounts=Accounts(), purpose="spapi")
    assert [begin_all(work, loop.hourly) for _ in range(2)] == [2, 2]
    with database.read() as session:
        assert sorted(session.scalars(select(loop.syncs.seller_id))) == ["A1BEFORE", "A1BEHIND"]


def test_what_all_other_accounts_have_pushed_is_judged(service_database):
    database = service_database("inventory")
    for seller_id in (SELLERS[0], SELLERS[2]):
        with database.write() as session:
            place = learn_marketplace(session, "tenant", seller_id, UK, now=NOW)
        counted(database, place, "ZL-1", 5, at=NOW)
    later = NOW + timedelta(minutes=2)
    assert [judge_pushes(database, Accounts(), lambda: later) for _ in range(2)] == [2, 0]  # type: ignore[arg-type]
