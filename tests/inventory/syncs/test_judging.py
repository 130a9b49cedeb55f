"""What a reading judges when parts of it have failed: half a truth resolves nothing."""

from datetime import timedelta
from typing import Any, cast

import pytest

from services.inventory.findings.repository import findings_of
from services.inventory.health.operations import forget_absent, store_stranded
from services.inventory.health.rules.judges import JUDGES
from services.inventory.marketplaces.operations import require_marketplace
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.syncs import rules
from services.inventory.syncs.rules import Whose
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import SyncWork
from shared.findings.rules import codes_of
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from tests.inventory.rows import FIRST, NOW, SELLER, UK, history, judge, line, sold, stocked

pytestmark = pytest.mark.present

ALL = {*rules.OF_MARKETPLACE, *rules.OF_ACCOUNT}


@pytest.fixture
def troubled(database, marketplace):
    """Two SKUs with a finding each, whose causes are gone by now."""
    sold(database, marketplace, *(line(marketplace, f"O-{ago}", "ZL-1", ago=ago) for ago in range(1, 91)))
    history(database, marketplace, "ZL-1")
    for sku in ("ZL-1", "ZL-2"):
        stocked(database, marketplace, sku, 60)
    stranded(database, marketplace, (marketplace.key, "ZL-2", 60, "no offer", None))
    judge(database, marketplace)
    stocked(database, marketplace, "ZL-1", 150)
    with database.write() as session:
        for moment in (NOW - timedelta(days=1), NOW):
            forget_absent(session, FIRST, marketplace.key, "stranded", set(), moment)
    return marketplace


def stranded(database, marketplace, *rows):
    with database.write() as session:
        store_stranded(session, FIRST, marketplace.key, rows)


def found(database):
    with database.read() as session:
        return {row.code for row in findings_of(session, FIRST).unresolved(SELLER, UK, codes_of(JUDGES))}


def judged(database, marketplace, read):
    work = SyncWork(database, cast(Any, None), cast(Any, None), Terms(Patience(), 60))
    places = [MarketplaceRef(UK, marketplace.key, "Europe/London")]
    reading.judge(work, Whose(FIRST, "sync", SELLER), places, NOW, read)
    return found(database)


@pytest.mark.parametrize(
    ("failed", "left"),
    [
        (set(), set()),
        ({"reconciliation"}, set()),
        ({"stranded"}, {"inventory.stranded"}),
        ({"ledger"}, {"inventory.stockout_risk"}),
        ({"orders"}, {"inventory.stockout_risk"}),
        ({"planning"}, set()),
        ({"stock"}, {"inventory.stockout_risk", "inventory.stranded"}),
    ],
    ids=lambda names: "-".join(sorted(names)) or "none",
)
def test_a_code_is_judged_when_all_its_parts_were_read(database, troubled, failed, left):
    assert found(database) == {"inventory.stockout_risk", "inventory.stranded"}
    assert judged(database, troubled, ALL - failed) == left


@pytest.mark.parametrize(("read", "expected"), [(ALL, NOW), (ALL - {"orders"}, None)], ids=["all", "without orders"])
def test_orders_are_known_until_then_only_if_they_were_read(database, troubled, read, expected):
    judged(database, troubled, read)
    with database.read() as session:
        place = require_marketplace(session, FIRST, SELLER, UK)
        assert (place.read_at, place.orders_read_at) == (NOW, expected)
