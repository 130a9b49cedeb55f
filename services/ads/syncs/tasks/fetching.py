"""One report: asked for, waited for, stored."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from dbos import DBOS

from services.ads.profiles.operations import lock_profile
from services.ads.report_types.rules import type_of
from services.ads.reports.amazon import request_of
from services.ads.syncs import operations
from services.ads.syncs.rules import Counted, ReportJob
from services.ads.syncs.tasks.storing import ingest
from services.ads.syncs.tasks.work import ReportFailedError, SyncWork
from shared.amazon.ads_api import DuplicateReport
from shared.clock import utc_now
from shared.jobs.steps import step

_UNREADABLE = 3
"""Downloads of one report that may be damaged. A link that has ended says nothing of the document."""

_FIRST_WAIT, _LONGEST_WAIT, _GROWTH = 0.5, 60.0, 1.6


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose report it is."""

    seller_id: str
    profile_id: str


@dataclass(frozen=True, slots=True)
class _Requested:
    """A report that Amazon makes for us."""

    report_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    """How far a report is; `late` once its time is over."""

    status: str
    url: str | None
    reason: str | None
    late: bool


def fetch(work: SyncWork, job: ReportJob) -> None:
    """The steps from a planned report to its facts. Raises ReportFailedError, and what a call does not get over."""
    owner = step("begin", _begin, work, job)
    requested = step("request", _request, work, job, owner, patience=work.patience)
    downloads = unreadable = 0
    pause = _FIRST_WAIT
    while True:
        url, late = _wait(work, job, owner, requested)
        outcome = step("ingest", ingest, work, job, owner.seller_id, url, requested.at, patience=work.patience)
        if isinstance(outcome, Counted):
            step("finish", _finish, work, job, outcome)
            return
        downloads, unreadable = downloads + 1, unreadable + outcome.unreadable
        if late or unreadable == _UNREADABLE:
            raise ReportFailedError(outcome.code, f"{outcome.detail} (given up after {downloads} downloads)")
        pause = _sleep(pause)


def fail(work: SyncWork, job: ReportJob, code: str, detail: str) -> None:
    """Show a report as failed."""
    with work.database.write() as session:
        operations.fail_report(session, job, code=code, detail=detail, now=utc_now())


def _begin(work: SyncWork, job: ReportJob) -> _Owner:
    with work.database.write() as session:
        profile = operations.start_report(session, job)
        return _Owner(profile.seller_id, profile.profile_id or "")


def _request(work: SyncWork, job: ReportJob, owner: _Owner) -> _Requested:
    """The report. A repetition meets its own first request and takes over its report."""
    connection = work.connection(job.tenant_id, owner.seller_id)
    request = request_of(type_of(job.report), job.window)
    try:
        report_id = connection.create_report(owner.profile_id, request)
    except DuplicateReport as refusal:
        if not refusal.report_id:
            raise
        if not connection.get_report(owner.profile_id, refusal.report_id).answers(request):
            raise
        report_id = refusal.report_id
    return _Requested(report_id, utc_now())


def _wait(work: SyncWork, job: ReportJob, owner: _Owner, requested: _Requested) -> tuple[str, bool]:
    """Sleep durably until the report is there; its link, and whether its time is over."""
    pause = _FIRST_WAIT
    while True:
        found = step("poll", _poll, work, job, owner, requested, patience=work.patience)
        if found.status == "FAILED":
            raise ReportFailedError("report-failed", f"Amazon could not make the report: {found.reason}")
        if found.url is not None:
            return found.url, found.late
        if found.late:
            waited = timedelta(seconds=work.report_patience)
            raise ReportFailedError("report-late", f"the report was not ready {waited} after its request")
        pause = _sleep(pause)


def _poll(work: SyncWork, job: ReportJob, owner: _Owner, requested: _Requested) -> _Found:
    found = work.connection(job.tenant_id, owner.seller_id).get_report(owner.profile_id, requested.report_id)
    until = requested.at + timedelta(seconds=work.report_patience)
    url = found.url if found.status == "COMPLETED" else None
    return _Found(found.status, url, found.failure_reason, utc_now() > until)


def _finish(work: SyncWork, job: ReportJob, counted: Counted) -> None:
    with work.database.write() as session:
        lock_profile(session, job.tenant_id, job.profile_key)
        operations.finish_report(session, job, counted, now=utc_now())


def _sleep(pause: float) -> float:
    """Sleep durably for half of a pause and up to as much again: jobs that began together do not ask together.

    The next pause, which is longer.
    """
    DBOS.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, keeps no secret
    return min(pause * _GROWTH, _LONGEST_WAIT)
