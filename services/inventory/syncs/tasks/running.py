"""One sync from its beginning to its judgement, as the steps of one job."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from dbos import DBOS, WorkflowHandle

from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.syncs import operations, rules
from services.inventory.syncs.rules import Counted, Part
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


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a report or a stock could not be read."""

    code: str
    detail: str


Outcome = Counted | Failure


def run(work: SyncWork, tenant_id: str, sync_id: str, read: Callable[..., Outcome]) -> None:
    """Ask for all reports, store what comes, and judge by what was read.

    The planning report is asked for first: its `created_time` is Amazon's present, which all ranges end at. Each
    report, and the stock of each marketplace, is a task `read` of its own: one waits while another is stored.
    Raises what fails the sync as a whole; a part that fails is shown as such, and the others go on.
    """
    whose, places = step("begin", _begin, work, tenant_id, sync_id, patience=work.patience)
    begun: list[tuple[Part, list[WorkflowHandle[Outcome]]]] = []
    whole, failed, present = set[str](), set[str](), None
    for part in rules.parts_of(places):
        try:
            if present is not None and part.name == rules.STOCK:
                begun.append((part, [_start(read, whose, part, None, present)]))
                continue
            ids = step("request", reading.request, work, *_of(whose), part, present, patience=work.patience)
            present = present or step("look", _look, work, whose, ids[0], None, patience=work.patience).created_at
            begun.append((part, [_start(read, whose, part, each, present) for each in ids]))
        except _FAILURES as error:
            failed.add(part.name)
            step("fail part", _fail_part, work, whose, part, *reason_of(error))
            if present is None:
                raise
    for part, tasks in begun:
        outcomes = [task.get_result() for task in tasks]
        failure = next((outcome for outcome in outcomes if isinstance(outcome, Failure)), None)
        if failure is not None:
            failed.add(part.name)
            step("fail part", _fail_part, work, whose, part, failure.code, failure.detail)
        else:
            whole.add(part.name)
            counted = sum((outcome for outcome in outcomes if isinstance(outcome, Counted)), Counted())
            step("finish part", _finish_part, work, whose, part, counted)
    step("judge", reading.judge, work, *_of(whose), places, present, whole - failed, patience=work.patience)
    step("settle", _settle, work, whose)


def read(work: SyncWork, whose: Whose, part: Part, report_id: str | None, present: datetime) -> Outcome:
    """The steps of one task beside: store a report of a part, or its stock where it has none."""
    try:
        if report_id is None:
            return step("stock", _stock, work, whose, part, present, patience=work.patience)
        document_id = _wait(work, whose, report_id)
        return step("store", reading.store_report, work, *_of(whose), part, document_id, patience=work.patience)
    except _FAILURES as error:
        return Failure(*reason_of(error))


def fail(work: SyncWork, tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    """Show a sync as failed."""
    with work.database.write() as session:
        sync = operations.require_sync(session, tenant_id, sync_id)
        operations.fail_sync(session, sync, code=code, detail=detail, now=utc_now())


def _start(
    read: Callable[..., Outcome], whose: Whose, part: Part, report_id: str | None, present: datetime
) -> WorkflowHandle[Outcome]:
    """Begin a task; it goes on for the request that asked for the sync."""
    given = {"tenant_id": whose.tenant_id, "whose": whose, "part": part, "report_id": report_id, "present": present}
    return DBOS.start_workflow(read, **given, **{REQUEST_ID: log.request_id()})


def _of(whose: Whose) -> tuple[str, str]:
    return whose.tenant_id, whose.seller_id


def _begin(work: SyncWork, tenant_id: str, sync_id: str) -> tuple[Whose, list[MarketplaceRef]]:
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
