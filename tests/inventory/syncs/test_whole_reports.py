"""Reports that name every SKU of a marketplace: too few or too many rows, none at all, and what they leave out."""

from datetime import timedelta
from io import BytesIO
from typing import Any, cast

import orjson
import pytest
from sqlalchemy import select

from services.inventory.findings.repository import findings_of
from services.inventory.health.rules.judges import JUDGES
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.models import Finding, Outbox, ReportCount, Stock, StockAge, StrandedStock, Sync
from services.inventory.stock.operations import note_absent
from services.inventory.syncs import operations, rules
from services.inventory.syncs.repository import SyncRepository
from services.inventory.syncs.rules import Part, Whose
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import SyncWork
from shared.findings.rules import codes_of
from shared.jobs.reports import Arrived, Terms
from shared.jobs.steps import Patience
from shared.syncs.operations import end_part
from tests.inventory.rows import FIRST, NOW, SELLER, UK, aged, history, judge, line, sold, stocked

SKUS = [f"ZL-{number:03d}" for number in range(40)]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(reading, "utc_now", lambda: NOW)


class Reports:
    """Gives reports of one marketplace to the task that stores them, each in a sync of its own."""

    def __init__(self, database, marketplace, name):
        self.work = SyncWork(database, cast(Any, None), cast(Any, None), Terms(Patience(), 60))
        self.part = Part(name, (MarketplaceRef(UK, marketplace.key, "Europe/London"),))
        self.syncs = 0

    def give(self, skus, *, at=NOW):
        """One that names these SKUs, or none at all where Amazon has nothing to report; its outcome."""
        self.syncs += 1
        header, cells = {
            rules.PLANNING: ("sku\tavailable\tinv-age-181-to-270-days\tinv-age-365-plus-days", "9\t4\t0"),
            rules.STRANDED: ("sku\tfulfillable-qty\tstranded-reason", "7\tNo offer"),
        }[self.part.name]
        lines = [header, *(f"{sku}\t{cells}" for sku in skus or ())]
        file = None if skus is None else BytesIO("\r\n".join(lines).encode())
        whose = Whose(FIRST, f"sync-{self.syncs}", SELLER)
        return reading.store_report(self.work, whose, self.part, Arrived(file, at))


@pytest.fixture
def reports(database, marketplace):
    return lambda name: Reports(database, marketplace, name)


def skus_in(database, model):
    with database.read() as session:
        return {row.sku: row.absent_since for row in session.scalars(select(model))}


TABLES = {rules.PLANNING: StockAge, rules.STRANDED: StrandedStock}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("given", "rows"), [(SKUS[:19], 19), (SKUS * 4, 160), ([], 0), (None, 0)])
def test_a_number_of_rows_out_of_line_is_not_believed_and_nothing_of_it_stored(database, reports, name, given, rows):
    report = reports(name)
    assert [report.give(SKUS).ending for _ in range(3)] == ["completed"] * 3
    before = skus_in(database, TABLES[name])
    outcome = report.give(given, at=NOW + 2 * DAY)
    assert (outcome.ending, outcome.code) == ("suspect", "rows-out-of-line")
    assert outcome.detail == f"{rows} rows, where 40 are usual"
    assert (outcome.counted.received, outcome.counted.changed) == (rows, 0)
    assert skus_in(database, TABLES[name]) == before


def test_a_few_rows_and_a_few_files_say_nothing_about_the_next(reports):
    report = reports(rules.PLANNING)
    assert [report.give(SKUS[:19]).ending for _ in range(4)] == ["completed"] * 4
    assert report.give(SKUS[:2]).ending == "completed"
    other = reports(rules.STRANDED)
    assert [other.give(SKUS).ending, other.give(SKUS).ending, other.give(SKUS[:2]).ending] == ["completed"] * 3


def test_a_new_number_is_believed_the_second_time_and_from_then_on(database, reports):
    report = reports(rules.PLANNING)
    endings = [report.give(skus).ending for skus in (SKUS, SKUS, SKUS, SKUS[:10], SKUS[:10], SKUS[:11], SKUS[:10])]
    assert endings == ["completed"] * 3 + ["suspect"] + ["completed"] * 3
    with database.read() as session:
        kept = session.scalars(select(ReportCount).order_by(ReportCount.sync_id)).all()
    assert [(row.sync_id, row.row_count, row.is_believed) for row in kept] == [
        ("sync-5", 10, True),
        ("sync-6", 11, True),
        ("sync-7", 10, True),
    ]


def test_a_step_that_runs_twice_does_not_confirm_itself(reports):
    report = reports(rules.PLANNING)
    for _ in range(3):
        report.give(SKUS)
    assert report.give(SKUS[:5]).ending == "suspect"
    report.syncs -= 1
    assert report.give(SKUS[:5]).ending == "suspect"


@pytest.mark.parametrize("name", TABLES)
def test_what_a_report_does_not_name_is_forgotten_when_one_of_a_day_later_does_not_either(database, reports, name):
    report, table = reports(name), TABLES[name]
    report.give(SKUS)
    report.give(SKUS[1:])
    assert skus_in(database, table) == {sku: NOW if sku == SKUS[0] else None for sku in SKUS}
    report.give(SKUS[1:], at=NOW + timedelta(hours=19))
    assert skus_in(database, table)[SKUS[0]] == NOW
    report.give(SKUS, at=NOW + DAY)
    assert set(skus_in(database, table).values()) == {None}
    report.give(SKUS[1:], at=NOW + DAY)
    report.give(SKUS[1:], at=NOW + 2 * DAY)
    assert set(skus_in(database, table)) == set(SKUS[1:])


def standing(database):
    with database.read() as session:
        return {
            (row.code, row.subject_id) for row in findings_of(session, FIRST).unresolved(SELLER, UK, codes_of(JUDGES))
        }


def ended(database):
    with database.read() as session:
        found = session.scalars(select(Finding).where(Finding.status == "resolved"))
        return {(row.code, row.subject_id, row.decision_reason) for row in found}


@pytest.mark.parametrize(
    ("name", "code"), [(rules.PLANNING, "inventory.aged"), (rules.STRANDED, "inventory.stranded")]
)
def test_a_finding_ends_with_the_reason_that_nobody_names_its_subject(database, marketplace, reports, name, code):
    for sku in ("ZL-A", "ZL-B"):
        stocked(database, marketplace, sku, 9)
    report = reports(name)
    report.give(["ZL-A", "ZL-B"])
    judge(database, marketplace)
    report.give(["ZL-B"])
    judge(database, marketplace)
    assert standing(database) == {(code, "ZL-A"), (code, "ZL-B")}
    report.give(["ZL-B"], at=NOW + DAY)
    judge(database, marketplace)
    assert standing(database) == {(code, "ZL-B")}
    assert ended(database) == {(code, "ZL-A", "no longer named")}


def test_absence_opens_no_stock_out_and_ends_what_stood(database, marketplace):
    for sku in ("ZL-A", "ZL-B"):
        sold(database, marketplace, *(line(marketplace, f"{sku}-{ago}", sku, ago=ago) for ago in range(1, 91)))
        history(database, marketplace, sku)
        stocked(database, marketplace, sku, 20)
    aged(database, marketplace, "ZL-A")
    judge(database, marketplace)
    assert ("inventory.stockout_risk", "ZL-A") in standing(database)
    before = standing(database)

    def answer(at):
        with database.write() as session:
            note_absent(session, FIRST, marketplace.key, {"ZL-B"}, at, now=at)
        judge(database, marketplace)

    answer(NOW)
    assert standing(database) == before
    answer(NOW + DAY)
    assert {sku for _, sku in standing(database)} == {"ZL-B"}
    assert {reason for _, _, reason in ended(database)} == {"no longer named"}
    with database.read() as session:
        units = {
            row.sku: (row.fulfillable_quantity, row.updated_at == NOW + DAY) for row in session.scalars(select(Stock))
        }
    assert units == {"ZL-A": (None, True), "ZL-B": (20, False)}
    stocked(database, marketplace, "ZL-A", 20)
    judge(database, marketplace)
    assert ("inventory.stockout_risk", "ZL-A") in standing(database)


def test_a_part_that_is_not_believed_is_shown_with_its_reason_and_told(database, reports):
    report = reports(rules.PLANNING)
    for _ in range(3):
        report.give(SKUS)
    outcome = report.give(None)
    with database.write() as session:
        sync_id = operations.start_sync(session, FIRST, SELLER, now=NOW).sync_id
        operations.plan_parts(session, FIRST, sync_id, [report.part], now=NOW)
        end_part(SyncRepository(session, FIRST), sync_id, report.part.key, outcome, now=NOW)
    with database.read() as session:
        sync = session.get_one(Sync, sync_id)
        event, end = [row for row in session.scalars(select(Outbox).order_by(Outbox.sequence)) if row.kind == "event"]
    assert (sync.status, sync.failure_code) == ("failed", "rows-out-of-line")
    assert (event.name, event.subject) == ("report.suspect", f"report:{SELLER}:{UK}:planning")
    assert end.name == "sync.failed"
    assert orjson.loads(event.content) == {
        "seller_id": SELLER,
        "marketplace_id": UK,
        "part": "planning",
        "sync_id": sync.sync_id,
        "rows_received": 0,
        "code": "rows-out-of-line",
        "detail": "0 rows, where 40 are usual",
    }
