"""The SQL of syncs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select

from services.ads.models import AdsProfile, Delivery, Sync, SyncReport
from shared.db.columns import table_of
from shared.syncs.repository import PartedSyncRepository

_sync, _report = table_of(Sync), table_of(SyncReport)
_profile, _delivery = table_of(AdsProfile), table_of(Delivery)
_LACKING = 100
"""Reports looked at for days that were missing before; some days of hourly repetitions."""


class SyncRepository(PartedSyncRepository[Sync]):
    """Syncs of one tenant."""

    model, part_model, parts_member = Sync, SyncReport, "reports"

    def delivered_days(self, profile_key: int, report: str, since: date) -> set[date]:
        """The days of a report that the Ads API has delivered."""
        query = select(_delivery.c.date_on).where(
            _delivery.c.profile_key.in_(self._mine(profile_key)),
            _delivery.c.report == report,
            _delivery.c.source == "api",
            _delivery.c.date_on >= since,
        )
        return set(self._session.execute(query).scalars())

    def failed_before(self, sync: Sync) -> list[Row[Any]]:
        """The reports of the attempt before this one that failed, or were not believed."""
        before = select(_sync.c.sync_id).where(
            _sync.c.tenant_id == self.tenant_id,
            _sync.c.attempt == sync.attempt - 1,
            *(_sync.c[name] == getattr(sync, name) for name in ("seller_id", "days", "fetched_on")),
        )
        query = select(_report).where(_report.c.sync_id.in_(before), _report.c.status.in_(("failed", "suspect")))
        return list(self._session.execute(query.order_by(*_report.primary_key)))

    def failure_codes(self, sync: Sync) -> set[str]:
        """Why reports of a sync that was read from this repository failed."""
        query = select(_report.c.failure_code).where(_report.c.sync_id == sync.sync_id, _report.c.status == "failed")
        return set(self._session.execute(query).scalars())

    def lacking(self, profile_key: int, report: str) -> list[Row[Any]]:
        """The newest reports that lacked days: when they were requested, and which days."""
        query = select(_report.c.requested_at, _report.c.missing_on).where(
            _report.c.profile_key.in_(self._mine(profile_key)),
            _report.c.report == report,
            _report.c.missing_on != "[]",
        )
        return list(self._session.execute(query.order_by(_report.c.requested_at.desc()).limit(_LACKING)))

    def parts(self, syncs: Sequence[Sync]) -> list[Row[Any]]:
        """The reports of some syncs read from this repository, with their marketplace."""
        statement = (
            select(_report, _profile.c.marketplace_id)
            .join(_profile, _profile.c.profile_key == _report.c.profile_key)
            .where(_profile.c.tenant_id == self.tenant_id, _report.c.sync_id.in_([sync.sync_id for sync in syncs]))
            .order_by(_profile.c.marketplace_id, _report.c.report, _report.c.from_on)
        )
        return list(self._session.execute(statement))

    def _mine(self, profile_key: int) -> Select[tuple[int]]:
        return select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self.tenant_id
        )
