"""The SQL of deliveries, and of whole days of facts as they are delivered."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, delete, func, insert, literal, or_, select, tuple_, update

from services.ads.models import (
    AdsProfile,
    CampaignFact,
    CampaignFactVersion,
    Delivery,
    SearchTermDay,
    SearchTermFact,
)
from services.ads.performance.repository import (
    DAY_KEY,
    METRICS,
    SUMMED,
    PerformanceRepository,
    is_newest_version,
    level_of,
    owned,
    within,
)
from services.ads.performance.rules import Window
from services.ads.reports import rules
from services.ads.reports.rules import StoredDay
from services.ads.reports.schemas import DeliveryQuery
from shared.db import Session, UtcDateTime
from shared.db.columns import table_of
from shared.db.upserts import upsert

_delivery, _profile = table_of(Delivery), table_of(AdsProfile)
_campaign, _version = table_of(CampaignFact), table_of(CampaignFactVersion)
_term, _day = table_of(SearchTermFact), table_of(SearchTermDay)
_ORDER = (
    _delivery.c.last_delivered_at,
    _delivery.c.profile_key,
    _delivery.c.report,
    _delivery.c.date_on,
)

_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "seller_id": lambda given: _profile.c.seller_id == given,
    "marketplace_id": lambda given: _profile.c.marketplace_id == given,
    "report": lambda given: _delivery.c.report == given,
    "from_on": lambda given: _delivery.c.date_on >= given,
    "to_on": lambda given: _delivery.c.date_on < given,
    "updated_after": lambda given: _delivery.c.last_delivered_at > given,
}


class DeliveryRepository:
    """Deliveries of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def stored_days(self, profile_key: int, report: str, days: Sequence[date]) -> dict[date, StoredDay]:
        """Those of the days that were delivered before."""
        names = ("source", "first_delivered_at", "row_count", "requested_at", "digest")
        query = select(_delivery.c.date_on, *(_delivery.c[name] for name in names)).where(
            _delivery.c.profile_key.in_(self._mine(profile_key)),
            _delivery.c.report == report,
            _delivery.c.date_on.in_(days),
        )
        return {row[0]: StoredDay(*row[1:]) for row in self._session.execute(query)}

    def forget_digests(self, profile_key: int, report: str, days: Sequence[date]) -> None:
        """From now on nobody may rely on what is stored of these days."""
        statement = update(_delivery).where(
            _delivery.c.profile_key.in_(self._mine(profile_key)),
            _delivery.c.report == report,
            _delivery.c.date_on.in_(days),
        )
        self._session.execute(statement.values(digest=None))

    def store(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert deliveries of the tenant's own profiles."""
        upsert(self._session, _delivery, rows, key=("profile_key", "report", "date_on"))

    def page(self, query: DeliveryQuery, after: Sequence[Any] | None) -> list[Row[Any]]:
        """Up to `limit + 1` deliveries by (last_delivered_at, profile, report, day), with their profile's columns."""
        profile = (
            _profile.c.seller_id,
            _profile.c.marketplace_id,
            _profile.c.timezone,
            _profile.c.created_at.label("known_at"),
        )
        statement = (
            select(_delivery, *profile)
            .join(_profile, _profile.c.profile_key == _delivery.c.profile_key)
            .where(_profile.c.tenant_id == self._tenant_id)
        )
        for name, condition in _CONDITIONS.items():
            if (given := getattr(query, name)) is not None:
                statement = statement.where(condition(given))
        if after is not None:
            statement = statement.where(tuple_(*_ORDER) > tuple(after))
        return list(self._session.execute(statement.order_by(*_ORDER).limit(query.limit + 1)))

    def _mine(self, profile_key: int) -> Select[tuple[int]]:
        return select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self._tenant_id
        )


class FactDayRepository:
    """Days of facts of one report of one tenant."""

    def __init__(self, session: Session, tenant_id: str, report: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._report = report
        self._table = _term if report == rules.SEARCH_TERMS else _campaign

    def delete(self, profile_key: int, days: Sequence[date]) -> None:
        """Remove days whose source is replaced."""
        mine = self._mine(profile_key)
        self._session.execute(delete(self._table).where(*mine, self._table.c.date_on.in_(days)))
        if self._report == rules.SEARCH_TERMS:
            PerformanceRepository(self._session, self._tenant_id).forget_orderless_terms(profile_key)

    def roll_up(self, profile_key: int, window: Window) -> None:
        """Make the roll-up of the search terms anew for some days."""
        own = owned(_day, self._tenant_id, profile_key)
        self._session.execute(delete(_day).where(own, *within(_day, window)))
        keys = [_term.c[name] for name in ("profile_key", "date_on", "campaign_key")]
        sums = [func.sum(_term.c[name]).label(name) for name in SUMMED]
        rolled = (
            select(*keys, *sums, func.max(_term.c.attribution_days))
            .where(*self._mine(profile_key), *within(_term, window))
            .group_by(*keys)
        )
        columns = ["profile_key", "date_on", "campaign_key", *SUMMED, "attribution_days"]
        self._session.execute(insert(_day).from_select(columns, rolled))

    def keep_versions(self, profile_key: int, window: Window, *, now: datetime) -> None:
        """Keep what the days of campaigns or ad groups say now, where it is not what was kept last."""
        # By the key of each row, not by a join of both tables: SQLite makes that a loop in a loop, and so does
        # PostgreSQL while it has no statistics of the rows. It leaves a subquery with an offset as it is.
        moment = literal(now, UtcDateTime)
        kept = is_newest_version(_version)
        known = select(_version.c.date_on).where(
            *_same_day(_version, _campaign), *(_version.c[name] == _campaign.c[name] for name in METRICS), kept
        )
        reported = select(*(_campaign.c[name] for name in (*DAY_KEY, *METRICS)), moment)
        reported = reported.where(*self._mine(profile_key), *within(_campaign, window), ~known.offset(0).exists())
        some = or_(*(_version.c[name] != 0 for name in SUMMED))
        level = level_of(_version, ad_groups=self._report == rules.AD_GROUPS)
        zeros = (literal(0).label(name) for name in SUMMED)
        gone = select(*(_version.c[name] for name in DAY_KEY), *zeros, _version.c.attribution_days, moment).where(
            owned(_version, self._tenant_id, profile_key),
            *within(_version, window),
            level,
            some,
            kept,
            ~select(_campaign.c.date_on).where(*_same_day(_campaign, _version)).offset(0).exists(),
        )
        for rows in (reported, gone):
            self._session.execute(insert(_version).from_select((*DAY_KEY, *METRICS, "reported_at"), rows))

    def _mine(self, profile_key: int) -> list[ColumnElement[bool]]:
        conditions = [owned(self._table, self._tenant_id, profile_key)]
        if self._report != rules.SEARCH_TERMS:
            conditions.append(level_of(self._table, ad_groups=self._report == rules.AD_GROUPS))
        return conditions


def _same_day(table: Table, other: Table) -> list[ColumnElement[bool]]:
    return [table.c[name] == other.c[name] for name in DAY_KEY]
