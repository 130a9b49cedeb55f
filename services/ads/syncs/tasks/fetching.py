"""One report: asked for, waited for, stored."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from services.ads.profiles.operations import lock_profile
from services.ads.report_types.rules import type_of
from services.ads.reports.amazon import request_of
from services.ads.syncs import operations
from services.ads.syncs.rules import ReportJob, Told
from services.ads.syncs.tasks.storing import ingest
from services.ads.syncs.tasks.work import SyncWork
from shared.amazon.ads_api import DuplicateReport
from shared.clock import utc_now
from shared.jobs.reports import Look, ask
from shared.jobs.reports import fetch as fetch_report
from shared.jobs.steps import step
from shared.syncs.tasks import tell_wait


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose report it is."""

    seller_id: str
    profile_id: str


@dataclass(frozen=True, slots=True)
class AdsReport:
    """A report of the Ads API as a source; its link is its document."""

    work: SyncWork
    job: ReportJob
    owner: _Owner

    def request(self) -> str:
        """Ask for it; its id. A repetition meets its own first request and takes over its report."""
        connection = self.work.connect(self.job.tenant_id, self.owner.seller_id)
        request = request_of(type_of(self.job.report), self.job.window)
        try:
            return connection.create_report(self.owner.profile_id, request)
        except DuplicateReport as refusal:
            if not refusal.report_id:
                raise
            if not connection.get_report(self.owner.profile_id, refusal.report_id).answers(request):
                raise
            return refusal.report_id

    def look(self, report_id: str) -> Look:
        """How far it is."""
        connection = self.work.connect(self.job.tenant_id, self.owner.seller_id)
        found = connection.get_report(self.owner.profile_id, report_id)
        return Look(found.status, found.url, found.failure_reason)

    def open(self, document: str) -> AbstractContextManager[Iterator[bytes]]:
        """Its bytes, packed."""
        return self.work.connect(self.job.tenant_id, self.owner.seller_id).open_document(document)


def fetch(work: SyncWork, job: ReportJob) -> None:
    """The steps from a planned report to its facts. Raises ReportFailedError, and what a call does not get over."""
    report = AdsReport(work, job, step("begin", _begin, work, job))
    asked = ask(report, work.terms, partial(tell_wait, work, job.tenant_id, job.sync_id, job.key))
    told = fetch_report(report, asked, partial(ingest, work, job, asked.at), work.terms)
    step("finish", _finish, work, job, told)


def _begin(work: SyncWork, job: ReportJob) -> _Owner:
    with work.database.write() as session:
        profile = operations.start_report(session, job)
        return _Owner(profile.seller_id, profile.profile_id or "")


def _finish(work: SyncWork, job: ReportJob, told: Told) -> None:
    with work.database.write() as session:
        lock_profile(session, job.tenant_id, job.profile_key)
        operations.finish_report(session, job, told, now=utc_now())
