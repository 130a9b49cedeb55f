"""One report: asked for, waited for, stored."""

from functools import partial

from services.ads.profiles.operations import lock_profile
from services.ads.report_types.rules import type_of
from services.ads.reports.amazon import AdsReport, request_of
from services.ads.syncs import operations
from services.ads.syncs.rules import ReportJob, Told
from services.ads.syncs.tasks.storing import ingest
from services.ads.syncs.tasks.work import SyncWork
from shared.clock import utc_now
from shared.jobs.reports import ask
from shared.jobs.reports import fetch as fetch_report
from shared.jobs.steps import step
from shared.syncs.tasks import tell_wait


def fetch(work: SyncWork, job: ReportJob) -> None:
    """The steps from a planned report to its facts. Raises ReportFailedError, and what a call does not get over."""
    seller_id, profile_id = step("begin", _begin, work, job)
    connect = partial(work.connect, job.tenant_id, seller_id)
    report = AdsReport(connect, profile_id, request_of(type_of(job.report), job.window))
    asked = ask(report, work.terms, partial(tell_wait, work, job.tenant_id, job.sync_id, job.key))
    told = fetch_report(report, asked, partial(ingest, work, job, asked.at), work.terms)
    step("finish", _finish, work, job, told)


def _begin(work: SyncWork, job: ReportJob) -> tuple[str, str]:
    """The seller, and Amazon's id of the profile."""
    with work.database.write() as session:
        profile = operations.start_report(session, job)
        return profile.seller_id, profile.profile_id or ""


def _finish(work: SyncWork, job: ReportJob, told: Told) -> None:
    with work.database.write() as session:
        lock_profile(session, job.tenant_id, job.profile_key)
        operations.finish_report(session, job, told, now=utc_now())
