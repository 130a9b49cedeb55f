"""Reports as files, stored and judged: equal whatever their form, and a header that changed is told once."""

import io
from datetime import timedelta
from typing import Any, cast

import orjson
import pytest
from sqlalchemy import select

from services.inventory.models import Outbox, StockAge, StockDay, StockDayElsewhere, StockHealth
from services.inventory.syncs import rules
from services.inventory.syncs.rules import MarketplaceRef, Part, Whose
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import SyncWork
from shared.amazon.report_files import ColumnMissingError
from shared.jobs.reports import Arrived
from tests.inventory.rows import FIRST, SELLER, TODAY, UK, judge, line, sold, stocked

pytestmark = pytest.mark.present

WHOSE = Whose(FIRST, "sync", SELLER)
LEDGER = (
    *("Date", "FNSKU", "ASIN", "MSKU", "Title", "Disposition", "Starting Warehouse Balance", "Receipts"),
    *("Customer Shipments", "Ending Warehouse Balance", "Location"),
)
AGES = {"sku": "ZL-1", "available": 80, "inv-age-91-to-180-days": 9, "inv-age-181-to-270-days": 12}
AGES |= {"inv-age-271-to-365-days": 7, "estimated-ais-181-210-days": "0.50"}
OLD_AGES = AGES | {"inv-age-365-plus-days": 7, "estimated-ais-365-plus-days": "3.50"}
NEW_AGES = AGES | {"inv-age-366-to-455-days": 3, "inv-age-456-plus-days": 4, "Total Reserved Quantity": 1}
NEW_AGES |= {"estimated-ais-366-455-days": "1.50", "estimated-ais-456-plus-days": "2.00"}


class Desk:
    """Reads files into a database, as a sync does."""

    def __init__(self, database, marketplace):
        self.database, self.marketplace = database, marketplace
        self.work = SyncWork(database, cast(Any, None), cast(Any, None), cast(Any, None))

    def read(self, part, header, *rows, quoted=False):
        mark = '"' if quoted else ""
        table = [header, *([row.get(name, "") for name in header] for row in rows)]
        content = "".join("\t".join(f"{mark}{cell}{mark}" for cell in cells) + "\n" for cells in table)
        place = MarketplaceRef(UK, self.marketplace.key, "Europe/London")
        arrived = Arrived(io.BytesIO(content.encode()))
        return reading.store_report(self.work, WHOSE, Part(part, (place,)), arrived)

    def rows(self, model):
        with self.database.read() as session:
            columns = [column for column in model.__table__.columns if column.name != "updated_at"]
            return [tuple(row) for row in session.execute(select(*columns).order_by(*columns[:5]))]

    def told(self):
        with self.database.read() as session:
            query = select(Outbox.content).where(Outbox.name == "report.header_changed").order_by(Outbox.sequence)
            return [orjson.loads(content) for content in session.execute(query).scalars()]


@pytest.fixture
def desk(database, marketplace):
    return Desk(database, marketplace)


def days(sku="ZL-1", location="GB", written="%m/%d/%Y", out_days=0):
    for ago in range(90, 0, -1):
        units = 0 if ago <= out_days else 100
        yield {
            "Date": (TODAY - timedelta(days=ago)).strftime(written),
            "MSKU": sku,
            "Title": 'Cam 1/2" sensor',
            "Disposition": "SELLABLE",
            "Starting Warehouse Balance": units,
            "Receipts": 0,
            "Customer Shipments": -2,
            "Ending Warehouse Balance": units,
            "Location": location,
        }


FORMS = {
    "bare": {},
    "quoted": {"quoted": True},
    "day first": {"written": "%d/%m/%Y", "quoted": True},
    "with points": {"written": "%d.%m.%Y"},
    "joined names": {"rename": lambda name: name.replace(" ", "")},
    "few columns": {"columns": [name for name in LEDGER if name not in ("FNSKU", "Title", "Receipts")]},
    "other order": {"columns": [*reversed(LEDGER), "a column of tomorrow"], "quoted": True},
}


@pytest.mark.parametrize("form", FORMS)
def test_the_health_of_stock_is_the_same_in_every_form_of_the_ledger(desk, form):
    given = FORMS[form]
    columns, rename = given.get("columns", LEDGER), given.get("rename", str)
    rows = days(written=given.get("written", "%m/%d/%Y"), out_days=3)
    named = [{rename(name): text for name, text in row.items()} for row in rows]
    outcome = desk.read(rules.LEDGER, [rename(name) for name in columns], *named, quoted=given.get("quoted", False))
    assert (outcome.ending, outcome.counted.received, outcome.counted.rejected) == ("completed", 90, 0)
    place = desk.marketplace
    sold(desk.database, place, *(line(place, f"O-{ago}", "ZL-1", ago=ago) for ago in range(4, 91)))
    stocked(desk.database, place, "ZL-1", 0)
    judge(desk.database, place)
    [health] = desk.rows(StockHealth)
    assert health[9:14] == (174, 0, 87, 3, 2.0)


def test_days_elsewhere_are_kept_apart(desk):
    outcome = desk.read(rules.LEDGER, LEDGER, *days(location="PL"), *days(), *days(sku="ZL-2", location="CZ"))
    assert (outcome.ending, outcome.counted.changed, outcome.counted.rejected) == ("completed", 270, 0)
    assert len(desk.rows(StockDay)) == 90
    elsewhere = desk.rows(StockDayElsewhere)
    assert {row[:4] for row in elsewhere} == {(FIRST, SELLER, "PL", "ZL-1"), (FIRST, SELLER, "CZ", "ZL-2")}
    assert (len(elsewhere), elsewhere[0][5:]) == (180, (100, 0, 100))


@pytest.mark.parametrize("row", [OLD_AGES, NEW_AGES], ids=["2025", "2026"])
def test_ages_by_the_header_of_either_year(desk, row):
    assert desk.read(rules.PLANNING, [*row], row).ending == "completed"
    [age] = desk.rows(StockAge)
    assert (age[4:7], age[9]) == ((80, 35, 26), 4_000_000)


def test_a_header_that_changed_is_told_once(desk):
    assert [desk.read(rules.PLANNING, [*OLD_AGES], OLD_AGES).ending for _ in range(2)] == ["completed"] * 2
    desk.read(rules.PLANNING, [*reversed(OLD_AGES), ""], OLD_AGES, quoted=True)
    assert desk.told() == []
    for _ in range(2):
        desk.read(rules.PLANNING, [*NEW_AGES], NEW_AGES)
    assert desk.told() == [
        {
            "seller_id": SELLER,
            "marketplace_id": UK,
            "report": "GET_FBA_INVENTORY_PLANNING_DATA",
            "gained": [name for name in NEW_AGES if name not in OLD_AGES],
            "lost": ["inv-age-365-plus-days", "estimated-ais-365-plus-days"],
        }
    ]
    with pytest.raises(ColumnMissingError):
        desk.read(rules.PLANNING, ["seller-sku", "available"], {})
    assert desk.told()[1]["gained"] == ["seller-sku"]
    desk.read(rules.LEDGER, LEDGER, *days())
    assert len(desk.told()) == 2
