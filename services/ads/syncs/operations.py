"""What one can do with syncs: start one, follow it, and (the worker) carry it through."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import orjson

from services.ads.campaigns.operations import flag_campaigns, products_of_campaigns
from services.ads.models import AdsProfile, Sync
from services.ads.performance.rules import Window, today_of
from services.ads.products import SP
from services.ads.profiles.repository import ProfileRepository
from services.ads.report_types.rules import TYPES, ReportType, type_of, types_of
from services.ads.reports import rules as report_rules
from services.ads.syncs.repository import SyncRepository
from services.ads.syncs.rules import INCOMPLETE, Counted, ReportJob
from services.ads.syncs.schemas import AdsRowRejection, AdsSyncCreate, AdsSyncRead, AdsSyncReport
from shared.auth import Principal
from shared.db import Session
from shared.jobs.outcomes import ROWS_REJECTED
from shared.outbox import request_job
from shared.problems import NotFoundError
from shared.syncs import operations as syncs
from shared.syncs.columns import UNDER_WAY

QUEUE, REPORT_QUEUE = "ads", "ads-reports"
"""Reports wait for hours, so they have a queue of their own, which is shared out to the accounts."""

START, FETCH = "ads.start_sync", "ads.fetch_report"
DEFAULT_DAYS = "default"


def create_ads_sync(session: Session, principal: Principal, data: AdsSyncCreate, *, now: datetime) -> AdsSyncRead:
    """Start a fetch, or give the one of today that is under way or done; what failed of it is fetched again.

    Of a test twin one that is done never stands for a new one: Amazon's clock may have been moved since.
    """
    return start_sync(session, principal.tenant_id, data, now=now, is_test=not principal.livemode)


def start_daily_sync(session: Session, tenant_id: str, data: AdsSyncCreate, *, now: datetime) -> None:
    """Start today's sync once; again when it only lacked days that Amazon may fill, else people see why it failed."""
    repository = SyncRepository(session, tenant_id)
    newest = repository.newest(data.seller_id, DEFAULT_DAYS, now.astimezone(UTC).date())
    if newest is None or (newest.status == "failed" and repository.failure_codes(newest) == {INCOMPLETE}):
        start_sync(session, tenant_id, data, now=now)


def start_sync(
    session: Session, tenant_id: str, data: AdsSyncCreate, *, now: datetime, is_test: bool = False
) -> AdsSyncRead:
    """The same as `create_ads_sync`, for a tenant without a caller."""
    repository = SyncRepository(session, tenant_id)
    days = f"{data.from_on}/{data.to_on}" if data.from_on else DEFAULT_DAYS
    fetched_on = now.astimezone(UTC).date()

    def new(before: Sync | None) -> Sync:
        of_day = {"days": days, "fetched_on": fetched_on, "attempt": before.attempt + 1 if before else 1}
        return syncs.new_sync(Sync, tenant_id, data.seller_id, now=now, **of_day)

    sync = syncs.start_once(
        repository,
        find=lambda: repository.newest(data.seller_id, days, fetched_on),
        is_same=lambda before: before.status in UNDER_WAY or (before.status == "completed" and not is_test),
        new=new,
        request=partial(_request_start, session, now=now),
        now=now,
    )
    return shown(repository, [sync])[0]


def _request_start(session: Session, sync: Sync, *, now: datetime) -> None:
    name = f"{sync.tenant_id}:{sync.seller_id}:{sync.days}:{sync.fetched_on}:{sync.attempt}"
    request_job(
        session,
        workflow=START,
        workflow_id=f"ads-sync:{name}",
        queue=QUEUE,
        tenant_id=sync.tenant_id,
        arguments={"tenant_id": sync.tenant_id, "sync_id": sync.sync_id},
        now=now,
    )


def plan_reports(session: Session, sync: Sync, profiles: Sequence[AdsProfile], *, now: datetime) -> int:
    """Write down the reports of a sync and request their jobs, together; how many.

    An attempt after a failed one fetches the reports that failed, and all if none had been planned.
    """
    repository = SyncRepository(session, sync.tenant_id)
    planned = [
        (require_profile_key(session, sync.tenant_id, row.profile_key), row.report, Window(row.from_on, row.to_on))
        for row in repository.failed_before(sync)
    ] or [
        (profile, report.name, piece)
        for profile in profiles
        for report in _reports_of(session, profile)
        for piece in report_rules.requests_of(_days(repository, sync, profile, report))
    ]
    same = {"sync_id": sync.sync_id, "status": "waiting", "rows_received": 0, "rows_changed": 0, "rows_rejected": 0}
    repository.store_reports(
        [
            {
                **same,
                "profile_key": profile.profile_key,
                "report": report,
                "from_on": piece.from_on,
                "to_on": piece.to_on,
            }
            for profile, report, piece in planned
        ]
    )
    for profile, report, piece in planned:
        _request_report(session, sync, profile, report, piece, now=now)
    syncs.change(repository, sync, status="running" if planned else "completed", now=now)
    return len(planned)


def start_report(session: Session, job: ReportJob) -> AdsProfile:
    """Show a report as under way; its profile. Raises NotFoundError."""
    sync = require_sync(session, job.tenant_id, job.sync_id)
    _set(session, sync, job, status="running")
    return profile_of(session, job)


def note_wait(session: Session, job: ReportJob, code: str, detail: str) -> None:
    """Show what a report waits for."""
    _set(session, require_sync(session, job.tenant_id, job.sync_id), job, **syncs.failure(code, detail))


def finish_report(session: Session, job: ReportJob, counted: Counted, *, now: datetime) -> None:
    """Show a report as completed, as suspect if most of its rows were rejected, or as failed if it lacks days.

    With the last one of its product that is judged, if all of them are completed.
    """
    sync = require_sync(session, job.tenant_id, job.sync_id)
    is_suspect = counted.rejected * 2 > counted.received
    why = syncs.failure(ROWS_REJECTED, counted.damage) if is_suspect else {}
    _set(
        session,
        sync,
        job,
        status="suspect" if is_suspect else "completed",
        **(why or syncs.NO_FAILURE),
        rows_received=counted.received,
        rows_changed=counted.changed,
        rows_rejected=counted.rejected,
        rows_duplicate=counted.duplicate,
        rows_superseded=counted.superseded,
        rejections=orjson.dumps(counted.rejections).decode(),
        missing_on=orjson.dumps(counted.missing).decode(),
        requested_at=counted.requested_at,
    )
    if counted.missing:
        fail_report(session, job, code=INCOMPLETE, detail=counted.lack, now=now)
        return
    product = type_of(job.report).ad_product
    names = [one.name for one in types_of(product)]
    counts = SyncRepository(session, job.tenant_id).count_by_status(sync, job.profile_key, names)
    if set(counts) == {"completed"}:
        flag_campaigns(session, profile_of(session, job), product, now=now)
    _settle(session, sync, now=now, **why)


def fail_report(session: Session, job: ReportJob, *, code: str, detail: str, now: datetime) -> None:
    """Show a report as failed, with the reason."""
    sync = require_sync(session, job.tenant_id, job.sync_id)
    why = syncs.failure(code, detail)
    _set(session, sync, job, status="failed", **why)
    _settle(session, sync, now=now, **why)


def missing_before(session: Session, job: ReportJob) -> list[report_rules.MissingDays]:
    """The days that earlier reports of the profile lacked."""
    rows = SyncRepository(session, job.tenant_id).lacking(job.profile_key, job.report)
    return [
        report_rules.MissingDays(row.requested_at, {date.fromisoformat(day) for day in orjson.loads(row.missing_on)})
        for row in rows
    ]


def fail_sync(session: Session, tenant_id: str, sync_id: str, *, code: str, detail: str, now: datetime) -> None:
    """Show a sync as failed before it had reports."""
    sync = require_sync(session, tenant_id, sync_id)
    why = syncs.failure(code, detail)
    syncs.change(SyncRepository(session, tenant_id), sync, status="failed", **why, now=now)


def require_sync(session: Session, tenant_id: str, sync_id: str) -> Sync:
    """The sync, locked for change. Raises NotFoundError."""
    return syncs.require_sync(SyncRepository(session, tenant_id), sync_id, lock=True)


def profile_of(session: Session, job: ReportJob) -> AdsProfile:
    """The profile of a report. Raises NotFoundError."""
    return require_profile_key(session, job.tenant_id, job.profile_key)


def require_profile_key(session: Session, tenant_id: str, profile_key: int) -> AdsProfile:
    """The tenant's profile of a key. Raises NotFoundError."""
    profile = ProfileRepository(session, tenant_id).get(profile_key)
    if profile is None:
        raise NotFoundError
    return profile


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


def _request_report(
    session: Session, sync: Sync, profile: AdsProfile, report: str, piece: Window, *, now: datetime
) -> None:
    name = f"{sync.tenant_id}:{profile.profile_id}:{report}:{piece.from_on}:{piece.to_on}"
    request_job(
        session,
        workflow=FETCH,
        workflow_id=f"ads-report:{name}:{sync.fetched_on}:{sync.sync_id}",
        queue=REPORT_QUEUE,
        account=f"{sync.tenant_id}:{sync.seller_id}",
        tenant_id=sync.tenant_id,
        arguments={
            "tenant_id": sync.tenant_id,
            "sync_id": sync.sync_id,
            "profile_key": profile.profile_key,
            "report": report,
            "from_on": piece.from_on.isoformat(),
            "to_on": piece.to_on.isoformat(),
        },
        now=now,
    )


def _set(session: Session, sync: Sync, job: ReportJob, **values: Any) -> None:
    repository = SyncRepository(session, job.tenant_id)
    repository.set_report(sync, job.profile_key, job.report, job.window.from_on, **values)


def _settle(session: Session, sync: Sync, *, now: datetime, **values: Any) -> None:
    repository = SyncRepository(session, sync.tenant_id)
    status = syncs.end_of(sync, repository.count_by_status(sync))
    syncs.change(repository, sync, status=status, **values, now=now)


def shown(repository: SyncRepository, found: Sequence[Sync]) -> list[AdsSyncRead]:
    """Syncs with their reports, in the same order."""
    reports: dict[str, list[AdsSyncReport]] = {sync.sync_id: [] for sync in found}
    for row in repository.reports(found):
        reports[row.sync_id].append(_report_read(row))
    hidden = {"tenant_id", "days", "fetched_on"}
    return [AdsSyncRead(**sync.model_dump(exclude=hidden), reports=reports[sync.sync_id]) for sync in found]


def _report_read(row: Any) -> AdsSyncReport:
    reported = {"rejections", "missing_on"}
    rejections = sorted(orjson.loads(row.rejections).items(), key=lambda item: (-item[1], item[0]))
    return AdsSyncReport(
        **{name: getattr(row, name) for name in AdsSyncReport.model_fields.keys() - reported},
        rejections=[AdsRowRejection(reason=reason, rows=rows) for reason, rows in rejections],
        missing_on=orjson.loads(row.missing_on),
    )
