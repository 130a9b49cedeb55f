"""What one can do with syncs: start one, and (the worker) carry it through."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from services.ads.campaigns.operations import flag_campaigns, products_of_campaigns
from services.ads.models import AdsProfile, Sync
from services.ads.performance.rules import Window, today_of
from services.ads.products import SP
from services.ads.profiles.operations import require_profile_key
from services.ads.report_types.rules import TYPES, ReportType, type_of, types_of
from services.ads.reports import rules as report_rules
from services.ads.syncs.repository import SyncRepository
from services.ads.syncs.rules import INCOMPLETE, ReportJob, Told
from services.ads.syncs.schemas import MOST_REASONS, AdsSyncCreate
from shared.auth import Principal
from shared.db import Session
from shared.syncs import operations as syncs
from shared.syncs.repository import Job

QUEUE, REPORT_QUEUE = "ads", "ads-reports"
"""Reports wait for hours, so they have a queue of their own, which is shared out to the accounts."""

START, FETCH = Job("ads.start_sync", QUEUE), Job("ads.fetch_report", REPORT_QUEUE, of_account=True)
DEFAULT_DAYS = "default"


def create_ads_sync(session: Session, principal: Principal, data: AdsSyncCreate, *, now: datetime) -> Sync:
    """Start a fetch, or give the one of today that is under way or done; what failed of it is fetched again.

    Of a test twin one that is done never stands for a new one: Amazon's clock may have been moved since.
    """
    return start_sync(session, principal.tenant_id, data, by=principal, now=now, is_test=not principal.livemode)


def start_daily_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Start today's sync once; again when it only lacked days that Amazon may fill, else people see why it failed."""
    repository = SyncRepository(session, tenant_id)
    newest = repository.newest(seller_id, _day_of(DEFAULT_DAYS, now))
    if newest is None or (newest.status == "failed" and repository.failure_codes(newest) == {INCOMPLETE}):
        start_sync(session, tenant_id, AdsSyncCreate(seller_id=seller_id), now=now)


def start_sync(
    session: Session,
    tenant_id: str,
    data: AdsSyncCreate,
    *,
    by: Principal | None = None,
    now: datetime,
    is_test: bool = False,
) -> Sync:
    """The same as `create_ads_sync`, for a tenant without a caller."""
    days = f"{data.from_on}/{data.to_on}" if data.from_on else DEFAULT_DAYS

    repository, day = SyncRepository(session, tenant_id), _day_of(days, now)
    return syncs.start_once(repository, data.seller_id, START, day, by=by, again=is_test, now=now)


def _day_of(days: str, now: datetime) -> dict[str, Any]:
    return {"days": days, "fetched_on": now.astimezone(UTC).date()}


def plan_reports(
    session: Session, tenant_id: str, sync_id: str, profile_keys: Sequence[int], *, now: datetime
) -> int:
    """Write down the reports of a sync and request their jobs, together; how many. Raises NotFoundError.

    An attempt after a failed one fetches the reports that failed, and all if none had been planned.
    """
    repository = SyncRepository(session, tenant_id)
    sync = syncs.require_sync(repository, sync_id, lock=True)
    planned = [
        (require_profile_key(session, tenant_id, row.profile_key), row.report, Window(row.from_on, row.to_on))
        for row in repository.failed_before(sync)
    ] or [
        (profile, report.name, piece)
        for profile in [require_profile_key(session, tenant_id, key) for key in profile_keys]
        for report in _reports_of(session, profile)
        for piece in report_rules.requests_of(_days(repository, sync, profile, report))
    ]
    jobs = [ReportJob(tenant_id, sync_id, profile.key, report, piece) for profile, report, piece in planned]
    keys = [job.key | {"to_on": job.window.to_on} for job in jobs]
    for profile, report, piece in planned if syncs.plan_parts(repository, sync, keys, now=now) else ():
        days = {"from_on": piece.from_on.isoformat(), "to_on": piece.to_on.isoformat()}
        name = (profile.profile_id or "", report, *days.values(), str(sync.fetched_on))
        given = {"profile_key": profile.profile_key, "report": report, **days}
        repository.request(sync, FETCH, "ads-report", *name, now=now, **given)
    return len(planned)


def start_report(session: Session, job: ReportJob) -> AdsProfile:
    """Show a report as under way; its profile. Raises NotFoundError."""
    syncs.set_part(SyncRepository(session, job.tenant_id), job.sync_id, job.key, status="running")
    return profile_of(session, job)


def finish_report(session: Session, job: ReportJob, told: Told, *, now: datetime) -> None:
    """Show how a report ended; with the last one of its product that is judged, if all of them are completed."""
    repository, profile = SyncRepository(session, job.tenant_id), profile_of(session, job)
    rejections = Counter(told.rejections).most_common(MOST_REASONS)
    sync = syncs.end_part(
        repository,
        job.sync_id,
        job.key,
        told.outcome,
        marketplace_id=profile.marketplace_id,
        now=now,
        goes_on=True,
        rows_duplicate=told.duplicate,
        rows_superseded=told.superseded,
        rejections=orjson.dumps(dict(rejections)).decode(),
        missing_on=orjson.dumps(told.missing).decode(),
        requested_at=told.requested_at,
    )
    product = type_of(job.report).ad_product
    names = [one.name for one in types_of(product)]
    if set(repository.count_by_status(sync, profile_key=[job.profile_key], report=names)) == {"completed"}:
        flag_campaigns(session, profile, product, now=now)
    syncs.settle(repository, sync, now=now)


def missing_before(session: Session, job: ReportJob) -> list[report_rules.MissingDays]:
    """The days that earlier reports of the profile lacked."""
    rows = SyncRepository(session, job.tenant_id).lacking(job.profile_key, job.report)
    return [
        report_rules.MissingDays(row.requested_at, {date.fromisoformat(day) for day in orjson.loads(row.missing_on)})
        for row in rows
    ]


def profile_of(session: Session, job: ReportJob) -> AdsProfile:
    """The profile of a report. Raises NotFoundError."""
    return require_profile_key(session, job.tenant_id, job.profile_key)


def _reports_of(session: Session, profile: AdsProfile) -> list[ReportType]:
    """The reports of Sponsored Products, and of the other products of which the profile has campaigns."""
    products = {SP, *products_of_campaigns(session, profile).values()}
    return [report for report in TYPES if report.ad_product in products]


def _days(repository: SyncRepository, sync: Sync, profile: AdsProfile, report: ReportType) -> Iterable[date]:
    today = today_of(profile.present(sync.created_at), profile.timezone)
    if sync.days != DEFAULT_DAYS:
        start, _, end = sync.days.partition("/")
        oldest = max(date.fromisoformat(start), today - timedelta(days=report.retained_days))
        return report_rules.days_of(Window(oldest, date.fromisoformat(end)))
    since = today - timedelta(days=report.fetched_days)
    delivered = repository.delivered_days(profile.key, report.name, since)
    return report_rules.wanted_days(today, delivered, report.fetched_days)
