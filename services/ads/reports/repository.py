"""The SQL of whole days of facts as they are delivered."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, insert, literal, or_, select

from services.ads.models import AdsModel, CampaignFact, CampaignFactVersion, SearchTermDay, SearchTermFact
from services.ads.performance.repository import (
    CAMPAIGN,
    DAY_KEY,
    METRICS,
    SUMMED,
    SearchTermSums,
    is_newest_version,
    level_of,
    owned,
    within,
)
from services.ads.performance.rules import Window
from services.ads.report_types.rules import ReportType
from shared.db import Session, UtcDateTime
from shared.db.columns import table_of

_campaign, _version = table_of(CampaignFact), table_of(CampaignFactVersion)
_term, _day = table_of(SearchTermFact), table_of(SearchTermDay)


class FactDayRepository:
    """Days of facts of one report of one tenant."""

    def __init__(self, session: Session, tenant_id: str, report: ReportType) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._report = report
        self._table = AdsModel.metadata.tables[report.facts]

    def delete(self, profile_key: int, days: Sequence[date]) -> None:
        """Remove days whose source is replaced."""
        mine = self._mine(profile_key)
        self._session.execute(delete(self._table).where(*mine, self._table.c.date_on.in_(days)))
        if self._report.level == "search_term":
            SearchTermSums(self._session, self._tenant_id).forget(profile_key)

    def keep_only(self, profile_key: int, day: date, keys: Collection[tuple[Any, ...]]) -> None:
        """Remove the rows of a day that have other keys; the keys are whole, their days ISO texts."""
        names = [column.name for column in self._table.primary_key if column.name != "date_on"]
        columns = [self._table.c[name] for name in names]
        mine = (*self._mine(profile_key), self._table.c.date_on == day)
        stored = {tuple(row) for row in self._session.execute(select(*columns).where(*mine))}
        stale = stored - {(*key[:1], *key[2:]) for key in keys}
        for one in stale:
            same = (column == value for column, value in zip(columns, one, strict=True))
            self._session.execute(delete(self._table).where(*mine, *same))
        if stale and self._report.level == "search_term":
            SearchTermSums(self._session, self._tenant_id).forget(profile_key)

    def delete_campaigns(self, profile_key: int, window: Window, campaigns: Collection[int]) -> None:
        """Remove the rows of some campaigns within some days."""
        mine = (*self._mine(profile_key), *within(self._table, window))
        self._session.execute(delete(self._table).where(*mine, self._table.c.campaign_key.in_(campaigns)))

    def delete_untargeted(self, profile_key: int, days: Sequence[date]) -> None:
        """Remove search terms that were told without their targets."""
        mine = (*self._mine(profile_key), _term.c.date_on.in_(days))
        self._session.execute(delete(_term).where(*mine, _term.c.targeting == ""))

    def roll_up(self, profile_key: int, window: Window) -> None:
        """Make the roll-up of the search terms anew for some days."""
        self._session.execute(delete(_day).where(*self._of_product(_day, profile_key), *within(_day, window)))
        keys = [_term.c[name] for name in ("profile_key", "date_on", *CAMPAIGN)]
        sums = [func.sum(_term.c[name]).label(name) for name in SUMMED]
        rolled = (
            select(*keys, *sums, func.max(_term.c.attribution_days))
            .where(*self._mine(profile_key), *within(_term, window))
            .group_by(*keys)
        )
        columns = ["profile_key", "date_on", *CAMPAIGN, *SUMMED, "attribution_days"]
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
        level = level_of(_version, ad_groups=self._report.level == "ad_group")
        zeros = (literal(0).label(name) for name in SUMMED)
        gone = select(*(_version.c[name] for name in DAY_KEY), *zeros, _version.c.attribution_days, moment).where(
            *self._of_product(_version, profile_key),
            *within(_version, window),
            level,
            some,
            kept,
            ~select(_campaign.c.date_on).where(*_same_day(_campaign, _version)).offset(0).exists(),
        )
        for rows in (reported, gone):
            self._session.execute(insert(_version).from_select((*DAY_KEY, *METRICS, "reported_at"), rows))

    def _mine(self, profile_key: int) -> list[ColumnElement[bool]]:
        conditions = self._of_product(self._table, profile_key)
        if self._report.level != "search_term":
            conditions.append(level_of(self._table, ad_groups=self._report.level == "ad_group"))
        return conditions

    def _of_product(self, table: Table, profile_key: int) -> list[ColumnElement[bool]]:
        return [owned(table, self._tenant_id, profile_key), table.c.ad_product == self._report.ad_product]


def _same_day(table: Table, other: Table) -> list[ColumnElement[bool]]:
    return [table.c[name] == other.c[name] for name in DAY_KEY]
