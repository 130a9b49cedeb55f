"""One sync from its beginning to its judgement, as the steps of one job."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from dbos import DBOS, WorkflowHandle

from services.inventory.syncs import operations, rules
from services.inventory.syncs.rules import Counted, Part, Place
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import DocumentBrokenError, ReportFailedError, SyncWork
from shared import log
from shared.amazon.errors import AmazonApiError
from shared.clock import utc_now
from shared.jobs.steps import GivenUpError, reason_of, step
from shared.outbox.rows import REQUEST_ID
from shared.seller_accounts import AccessTokenError

_FAILURES = (AccessTokenError, AmazonApiError, DocumentBrokenError, GivenUpError, ReportFailedError, httpx.HTTPError)
"""What one part may fail with while the others go on; anything else is a defect, and fails the sync."""

_FIRST_WAIT, _LONGEST_WAIT, _GROWTH = 0.5, 60.0, 1.6


@dataclass(frozen=True, slots=True)
class _Found:
    """How far a report is; `late` once its time is over."""

    status: str
    document_id: str | None
    created_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """A sync and its account."""

    tenant_id: str
    sync_id: str
    seller_id: str


def run(work: SyncWork, tenant_id: str, sync_id: str, read_stock: Callable[..., bool]) -> None:
    """Ask for all reports, store what comes, and judge by what was read.

    The planning report is asked for first: its `created_time` is Amazon's present, which all ranges end at. The
    task `read_stock` runs beside: a page of stock comes every half second, and reports are stored meanwhile.
    Raises what fails the sync as a whole; a part that fails is shown as such, and the others go on.
    """
    whose, places = step("begin", _begin, work, tenant_id, sync_id, patience=work.patience)
    asked: list[tuple[Part, list[str]]] = []
    read, failed, present, stock = set[str](), set[str](), None, None
    for part in _without_stock(places):
        try:
            ids = step("request", reading.request, work, *_of(whose), part, present, patience=work.patience)
            asked.append((part, ids))
            if present is None:
                present = step("look", _look, work, whose, ids[0], None, patience=work.patience).created_at
                stock = _start(read_stock, whose, places, present)
        except _FAILURES as error:
            failed.add(part.name)
            step("fail part", _fail_part, work, whose, part, *reason_of(error))
            if present is None:
                raise
    for part, ids in asked:
        try:
            _finish(work, whose, part, _store(work, whose, part, ids))
            read.add(part.name)
        except _FAILURES as error:
            failed.add(part.name)
            step("fail part", _fail_part, work, whose, part, *reason_of(error))
    if stock is not None and stock.get_result():
        read.add(rules.STOCK)
    step("judge", reading.judge, work, *_of(whose), places, present, read - failed, patience=work.patience)
    step("settle", _settle, work, whose)


def read_stock(work: SyncWork, whose: Whose, places: Sequence[Place], present: datetime) -> bool:
    """The steps of the task beside: store the stock of each marketplace; whether that went well of all of them."""
    is_whole = True
    for part in (Part(rules.STOCK, (place,)) for place in places):
        try:
            _finish(work, whose, part, step("stock", _stock, work, whose, part, present, patience=work.patience))
        except _FAILURES as error:
            is_whole = False
            step("fail part", _fail_part, work, whose, part, *reason_of(error))
    return is_whole


def fail(work: SyncWork, tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    """Show a sync as failed."""
    with work.database.write() as session:
        sync = operations.require_sync(session, tenant_id, sync_id)
        operations.fail_sync(session, sync, code=code, detail=detail, now=utc_now())


def _without_stock(places: Sequence[Place]) -> list[Part]:
    return [part for part in rules.parts_of(places) if part.name != rules.STOCK]


def _start(
    read_stock: Callable[..., bool], whose: Whose, places: Sequence[Place], present: datetime
) -> WorkflowHandle[bool]:
    """Begin the task beside; it goes on for the request that asked for this one."""
    given = {"tenant_id": whose.tenant_id, "whose": whose, "places": places, "present": present}
    return DBOS.start_workflow(read_stock, **given, **{REQUEST_ID: log.request_id()})


def _of(whose: Whose) -> tuple[str, str]:
    return whose.tenant_id, whose.seller_id


def _begin(work: SyncWork, tenant_id: str, sync_id: str) -> tuple[Whose, list[Place]]:
    with work.database.read() as session:
        seller_id = operations.require_sync(session, tenant_id, sync_id).seller_id
    account = work.accounts.one(tenant_id, seller_id)
    places = reading.learn_places(work, tenant_id, seller_id, account.marketplace_ids)
    with work.database.write() as session:
        sync = operations.require_sync(session, tenant_id, sync_id)
        operations.plan_parts(session, sync, rules.parts_of(places), now=utc_now())
    return Whose(tenant_id, sync_id, seller_id), places


def _stock(work: SyncWork, whose: Whose, part: Part, present: datetime) -> Counted:
    return reading.read_stock(work, *_of(whose), part.places[0], present)


def _store(work: SyncWork, whose: Whose, part: Part, report_ids: list[str]) -> Counted:
    """Wait for each report of a part and store it."""
    counted = Counted()
    for report_id in report_ids:
        document_id = _wait(work, whose, report_id)
        counted += step("store", reading.store_report, work, *_of(whose), part, document_id, patience=work.patience)
    return counted


def _wait(work: SyncWork, whose: Whose, report_id: str) -> str | None:
    """Sleep durably until the report is there; its document, or None when there was nothing to report."""
    began = step("now", utc_now)
    pause = _FIRST_WAIT
    while True:
        found = step("look", _look, work, whose, report_id, began, patience=work.patience)
        if found.status == "FATAL":
            raise ReportFailedError("report-failed", "Amazon could not make the report")
        if found.status in ("DONE", "CANCELLED"):
            return found.document_id
        if found.late:
            raise ReportFailedError("report-late", "the report was not ready in time")
        DBOS.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, keeps no secret
        pause = min(pause * _GROWTH, _LONGEST_WAIT)


def _look(work: SyncWork, whose: Whose, report_id: str, began: datetime | None) -> _Found:
    found = reading.look(work, *_of(whose), report_id)
    late = began is not None and utc_now() > began + timedelta(seconds=work.report_patience)
    return _Found(found.processing_status, found.report_document_id, found.created_time, late)


def _finish(work: SyncWork, whose: Whose, part: Part, counted: Counted) -> None:
    step("finish part", _finish_part, work, whose, part, counted)


def _finish_part(work: SyncWork, whose: Whose, part: Part, counted: Counted) -> None:
    with work.database.write() as session:
        sync = operations.require_sync(session, whose.tenant_id, whose.sync_id)
        operations.finish_part(session, sync, part, counted, now=utc_now())


def _fail_part(work: SyncWork, whose: Whose, part: Part, code: str, detail: str) -> None:
    with work.database.write() as session:
        sync = operations.require_sync(session, whose.tenant_id, whose.sync_id)
        operations.fail_part(session, sync, part, code=code, detail=detail, now=utc_now())


def _settle(work: SyncWork, whose: Whose) -> None:
    with work.database.write() as session:
        sync = operations.require_sync(session, whose.tenant_id, whose.sync_id)
        operations.settle_sync(session, sync, now=utc_now())
