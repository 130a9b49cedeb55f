"""The jobs of a sync: start it, fetch each report, and begin the daily ones.

Steps may run twice (after a crash), so each of them writes what it would write again. No transaction
is open while Amazon is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dbos import DBOS, ScheduleInput

from services.ads.campaigns.operations import store_campaigns
from services.ads.clients import AdsConnection, GatewayClient
from services.ads.performance.rules import Window
from services.ads.profiles.operations import learn_profile
from services.ads.reports import operations as reports
from services.ads.reports.amazon import KINDS, Facts, Record, RecordError
from services.ads.reports.rules import CHUNK_ROWS
from services.ads.syncs import operations
from services.ads.syncs.operations import Counted, ReportJob
from services.ads.syncs.schemas import AdsSyncCreate
from shared import log
from shared.amazon.ads_api import Campaign, DocumentExpired, DuplicateReport, Profile
from shared.amazon.report_files import iter_json_records
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.steps import reason_of, step
from shared.money import to_micros
from shared.throttle import Buckets

DEADLINE_SECONDS = 6 * 3600.0
"""Amazon says up to 3 hours; after twice that a report is given up."""

_LINKS = 3
_FIRST_WAIT, _LONGEST_WAIT, _GROWTH = 0.5, 60.0, 1.6


class ReportFailedError(RuntimeError):
    """Amazon gave the report up, or did not make it in time."""

    retryable = False

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with."""

    database: Database
    gateway: GatewayClient
    buckets: Buckets

    def connection(self, tenant_id: str, seller_id: str) -> AdsConnection:
        """The Ads API under the account's consent."""
        return self.gateway.ads_connection(tenant_id, seller_id, self.buckets)


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedules: every hour those syncs are started that the day still lacks."""

    @task(operations.START)
    def start_sync(*, tenant_id: str, sync_id: str) -> None:
        try:
            profiles = step("discover", _discover, work, tenant_id, sync_id)
            for profile_id, profile_key in profiles:
                step("campaigns", _fetch_campaigns, work, tenant_id, sync_id, profile_id, profile_key)
            step("plan", _plan, work, tenant_id, sync_id, [key for _, key in profiles])
        except Exception as error:
            step("fail", _fail_sync, work, tenant_id, sync_id, *reason_of(error))
            raise

    @task(operations.FETCH)
    def fetch_report(
        *, tenant_id: str, sync_id: str, profile_key: int, report: str, from_on: str, to_on: str
    ) -> None:
        window = Window(date.fromisoformat(from_on), date.fromisoformat(to_on))
        job = ReportJob(tenant_id, sync_id, profile_key, report, window)
        try:
            _fetch(work, job)
        except Exception as error:
            step("fail", _fail_report, work, job, *reason_of(error))
            raise

    @task("ads.daily")
    def start_daily(scheduled_at: datetime, context: Any) -> None:
        step("start", _start_daily, work)

    return [
        {
            "schedule_name": "ads.daily",
            "workflow_fn": start_daily,
            "schedule": "7 * * * *",
            "queue_name": operations.QUEUE,
        }
    ]


def _discover(work: SyncWork, tenant_id: str, sync_id: str) -> list[tuple[str, int]]:
    """The advertisers of the seller account, as (Amazon's profile id, our key)."""
    with work.database.read() as session:
        seller_id = operations.require_sync(session, tenant_id, sync_id).seller_id
    account = work.gateway.seller_account(tenant_id, seller_id)
    chosen = [
        profile
        for profile in work.connection(tenant_id, seller_id).list_profiles()
        if profile.seller_id == seller_id
        and profile.marketplace_id in account.marketplace_ids
        and (not account.ads_profile_ids or profile.profile_id in account.ads_profile_ids)
    ]
    if not chosen:
        raise ReportFailedError("no-ads-profile", "the consent reaches no advertiser of this seller account")
    with work.database.write() as session:
        return [(profile.profile_id, _learn(session, tenant_id, profile)) for profile in chosen]


def _learn(session: Any, tenant_id: str, profile: Profile) -> int:
    learned = learn_profile(
        session,
        tenant_id,
        profile.seller_id,
        profile.marketplace_id,
        now=utc_now(),
        profile_id=profile.profile_id,
        currency=profile.currency,
        timezone=profile.timezone,
    )
    return learned.profile_key or 0


def _fetch_campaigns(work: SyncWork, tenant_id: str, sync_id: str, profile_id: str, profile_key: int) -> int:
    with work.database.read() as session:
        seller_id = operations.require_sync(session, tenant_id, sync_id).seller_id
    campaigns = work.connection(tenant_id, seller_id).list_campaigns(profile_id)
    with work.database.write() as session:
        profile = operations.require_profile_key(session, tenant_id, profile_key)
        return store_campaigns(session, profile, [_campaign_row(one) for one in campaigns], now=utc_now())


def _campaign_row(campaign: Campaign) -> dict[str, Any]:
    budget = campaign.daily_budget
    return {
        "campaign_key": int(campaign.campaign_id),
        "name": campaign.name[:500],
        "state": campaign.state,
        "targeting_type": campaign.targeting_type or None,
        "budget_micros": None if budget is None else to_micros(budget),
        "budget_type": None if budget is None else "DAILY",
        "start_on": campaign.start_on,
    }


def _plan(work: SyncWork, tenant_id: str, sync_id: str, profile_keys: list[int]) -> int:
    with work.database.write() as session:
        sync = operations.require_sync(session, tenant_id, sync_id)
        profiles = [operations.require_profile_key(session, tenant_id, key) for key in profile_keys]
        return operations.plan_reports(session, sync, profiles, now=utc_now())


def _fetch(work: SyncWork, job: ReportJob) -> None:
    seller_id, profile_id = step("begin", _begin, work, job)
    report_id = step("request", _request, work, job, seller_id, profile_id)
    for _ in range(_LINKS):
        url = _wait(work, job, seller_id, profile_id, report_id)
        if counted := step("ingest", _ingest, work, job, seller_id, url):
            step("finish", _finish, work, job, counted)
            return
    raise ReportFailedError("document-refused", f"{_LINKS} links of the report in turn were refused")


def _begin(work: SyncWork, job: ReportJob) -> tuple[str, str]:
    with work.database.write() as session:
        profile = operations.start_report(session, job)
        return profile.seller_id, profile.profile_id or ""


def _request(work: SyncWork, job: ReportJob, seller_id: str, profile_id: str) -> str:
    """The id of the report. A repetition meets its own first request and takes over its report."""
    connection, request = work.connection(job.tenant_id, seller_id), KINDS[job.report].request(job.window)
    try:
        return connection.create_report(profile_id, request)
    except DuplicateReport as refusal:
        if not refusal.report_id or not connection.get_report(profile_id, refusal.report_id).answers(request):
            raise
        return refusal.report_id


def _wait(work: SyncWork, job: ReportJob, seller_id: str, profile_id: str, report_id: str) -> str:
    """Sleep durably until the report is there; its link."""
    waited, pause = 0.0, _FIRST_WAIT
    while waited < DEADLINE_SECONDS:
        status, url, reason = step("poll", _poll, work, job, seller_id, profile_id, report_id)
        if status == "FAILED":
            raise ReportFailedError("report-failed", f"Amazon could not make the report: {reason}")
        if url is not None:
            return str(url)
        DBOS.sleep(pause)
        waited, pause = waited + pause, min(pause * _GROWTH, _LONGEST_WAIT)
    raise ReportFailedError("report-late", f"the report was not ready after {DEADLINE_SECONDS / 3600:.0f} hours")


def _poll(
    work: SyncWork, job: ReportJob, seller_id: str, profile_id: str, report_id: str
) -> tuple[str, str | None, str | None]:
    found = work.connection(job.tenant_id, seller_id).get_report(profile_id, report_id)
    return found.status, found.url if found.status == "COMPLETED" else None, found.failure_reason


def _ingest(work: SyncWork, job: ReportJob, seller_id: str, url: str) -> Counted | None:
    """Store the report chunk by chunk; None when the link has expired and a new one is needed."""
    connection = work.connection(job.tenant_id, seller_id)
    try:
        with connection.open_document(url) as chunks:
            return _store(work, job, iter_json_records(chunks, Record, gzipped=True))
    except DocumentExpired:
        return None


def _store(work: SyncWork, job: ReportJob, batches: Any) -> Counted:
    facts = Facts(job.report, job.profile_key)
    received = changed = rejected = 0
    with work.database.write() as session:
        reports.drop_file_days(session, operations.profile_of(session, job), job.report, job.window)
    for batch in batches:
        received += len(batch)
        for record in batch:
            try:
                facts.add_one(record)
            except RecordError as error:
                rejected += 1
                log.get(__name__).warning("record rejected", report=job.report, reason=str(error))
        if len(facts.rows) >= CHUNK_ROWS:
            changed += _flush(work, job, facts)
    changed += _flush(work, job, facts)
    with work.database.write() as session:
        profile, now = operations.profile_of(session, job), utc_now()
        reports.store_names(session, profile, facts.names, now=now)
        reports.record_delivery(session, profile, job.report, job.window, facts.days, source=reports.API, now=now)
    return Counted(received, changed, rejected)


def _flush(work: SyncWork, job: ReportJob, facts: Facts) -> int:
    rows, facts.rows = facts.rows, []
    with work.database.write() as session:
        return reports.store_rows(session, operations.profile_of(session, job), job.report, rows)


def _finish(work: SyncWork, job: ReportJob, counted: Counted) -> None:
    with work.database.write() as session:
        operations.finish_report(session, job, counted, now=utc_now())


def _fail_report(work: SyncWork, job: ReportJob, code: str, detail: str) -> None:
    with work.database.write() as session:
        operations.fail_report(session, job, code=code, detail=detail, now=utc_now())


def _fail_sync(work: SyncWork, tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    with work.database.write() as session:
        operations.fail_sync(session, tenant_id, sync_id, code=code, detail=detail, now=utc_now())


def _start_daily(work: SyncWork) -> int:
    """Start today's sync of every connected account that has none; how many were looked at."""
    accounts = [account for account in work.gateway.seller_accounts() if account.has_ads_connection]
    for account in accounts:
        with work.database.write() as session:
            request = AdsSyncCreate(seller_id=account.seller_id)
            operations.start_daily_sync(session, account.tenant_id, request, now=utc_now())
    return len(accounts)
