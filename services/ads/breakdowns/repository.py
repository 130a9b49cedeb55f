"""The SQL of breakdowns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, delete, func, select, tuple_, update

from services.ads.breakdowns.rules import KEY_COLUMNS, SUBJECT, BreakdownSums, Promoted
from services.ads.breakdowns.schemas import BreakdownPeriodQuery, BreakdownQuery
from services.ads.models import AdsProfile, BreakdownFact, BreakdownPeriod
from services.ads.models.keys import key_of_id
from services.ads.performance.repository import SUMMED, owned
from services.ads.performance.rules import Totals
from services.ads.products import code_of
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.db.upserts import upsert
from shared.positions import Order, Part, Polled, poll

_fact, _period, _profile = table_of(BreakdownFact), table_of(BreakdownPeriod), table_of(AdsProfile)
_ATTRIBUTES = ("target_type", "target_state", "bid_micros")
_PROMOTED = ("promoted_orders", "promoted_units", "promoted_sales_micros")
FACTS = BulkUpsert(_fact, (*KEY_COLUMNS, *SUBJECT, *_ATTRIBUTES, *SUMMED, *_PROMOTED))
_GROUPS = ("ad_product", "campaign_key", "ad_group_key", "subject_key")
_ORDER = Order(_period, ("period_id",))
A_DAY = ""
"""The `period_id` of what is not over a period."""


@dataclass(frozen=True, slots=True)
class BreakdownGroup:
    """One row of a list: what it is grouped by and what is known of it, and its sums."""

    key: dict[str, Any]
    sums: BreakdownSums


class BreakdownRepository:
    """Breakdowns of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Upsert rows of the tenant's own profiles in the order of `FACTS.columns`."""
        FACTS.run(self._session, rows)

    def changed(self, profile_key: int, kind: str, new: str, old: str) -> int:
        """How many rows under the period `new` are not the same under `old`."""
        other = _fact.alias()
        names = ("kind", "from_on", "to_on", *_GROUPS)
        values = (*SUBJECT, *_ATTRIBUTES, *SUMMED, *_PROMOTED)
        same = [other.c[name] == _fact.c[name] for name in ("profile_key", *names)]
        equal = [other.c[name].is_not_distinct_from(_fact.c[name]) for name in values]
        twin = select(other.c.kind).where(other.c.period_id == old, *same, *equal)
        query = select(func.count()).where(*self._of(profile_key, kind, new), ~twin.exists())
        changed: int = self._session.execute(query).scalar_one()
        return changed

    def replace_days(self, profile_key: int, kind: str, staged: str, ad_product: str | None) -> None:
        """Let the staged rows be those of their days; what was stored of these days (and this product) goes."""
        of_product = [] if ad_product is None else [_fact.c.ad_product == ad_product]
        days = select(_fact.c.from_on).where(*self._of(profile_key, kind, staged)).distinct()
        self._session.execute(
            delete(_fact).where(
                *self._of(profile_key, kind, A_DAY), *of_product, _fact.c.from_on.in_(days.subquery().select())
            )
        )
        self._move(profile_key, kind, staged, A_DAY)

    def period_of(
        self, profile_key: int, kind: str, from_on: date, to_on: date, ad_product: str | None
    ) -> str | None:
        """The period of exactly these days; of a product one that has no rows of others."""
        query = select(_period.c.period_id).where(
            owned(_period, self._tenant_id, profile_key),
            _period.c.kind == kind,
            _period.c.from_on == from_on,
            _period.c.to_on == to_on,
        )
        if ad_product is not None:
            others = select(_fact.c.kind).where(
                *self._of(profile_key, kind, _period.c.period_id), _fact.c.ad_product != ad_product
            )
            query = query.where(~others.exists())
        newest = query.order_by(_period.c.updated_at.desc(), _period.c.period_id).limit(1)
        return self._session.execute(newest).scalar_one_or_none()

    def replace_period(self, profile_key: int, kind: str, staged: str, period_id: str) -> None:
        """Let the staged rows be those of a period."""
        if staged != period_id:
            self._session.execute(delete(_fact).where(*self._of(profile_key, kind, period_id)))
            self._move(profile_key, kind, staged, period_id)

    def store_period(self, row: dict[str, Any]) -> None:
        """Upsert a period of the tenant's own profile."""
        upsert(self._session, _period, [row], key=("period_id",))

    def drop(self, profile_key: int, staged: str) -> None:
        """Forget staged rows."""
        self._session.execute(
            delete(_fact).where(owned(_fact, self._tenant_id, profile_key), _fact.c.period_id == staged)
        )

    def groups(self, profile_key: int, query: BreakdownQuery, after: Sequence[Any] | None) -> list[BreakdownGroup]:
        """Up to `limit + 1` groups in the order of their keys."""
        names = group_names(query)
        keys = [_fact.c[name] for name in names]
        told = [func.max(_fact.c[name]).label(name) for name in SUBJECT]
        steady = [_steady(name) for name in (*_ATTRIBUTES, "from_on", "to_on") if name not in names]
        statement = select(*keys, *told, *steady, *_sums()).where(*self._asked(profile_key, query)).group_by(*keys)
        if after is not None:
            statement = statement.where(tuple_(*keys) > tuple(after))
        rows = self._session.execute(statement.order_by(*keys).limit(query.limit + 1))
        return [BreakdownGroup(dict(row._mapping), _sums_of(row)) for row in rows]

    def totals(self, profile_key: int, query: BreakdownQuery) -> dict[str, BreakdownSums]:
        """Sums over all groups by ad product."""
        product = _fact.c.ad_product
        rows = self._session.execute(
            select(product, *_sums()).where(*self._asked(profile_key, query)).group_by(product).order_by(product)
        )
        return {row.ad_product: _sums_of(row) for row in rows}

    def period(self, profile_key: int, kind: str, period_id: str) -> Row[Any] | None:
        """One period of a profile."""
        query = select(_period).where(
            owned(_period, self._tenant_id, profile_key), _period.c.kind == kind, _period.c.period_id == period_id
        )
        return self._session.execute(query).one_or_none()

    def poll_periods(self, query: BreakdownPeriodQuery) -> Polled[Row[Any]]:
        """A page of the tenant's periods with their profile's columns. Raises the errors of cursors."""
        of_profile = (_profile.c.seller_id, _profile.c.marketplace_id, _profile.c.currency)
        statement = (
            select(_period, *of_profile)
            .join(_profile, _profile.c.profile_key == _period.c.profile_key)
            .where(_profile.c.tenant_id == self._tenant_id)
        )
        for name, column in _FILTERS.items():
            if (given := getattr(query, name)) is not None:
                statement = statement.where(column == given)

        def read(part: Part) -> list[Row[Any]]:
            return list(self._session.execute(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def totals_of_periods(self, periods: Sequence[Row[Any]]) -> dict[tuple[str, str], BreakdownSums]:
        """Sums by (period, ad product) of some periods read from this repository."""
        keys = (_fact.c.period_id, _fact.c.ad_product)
        mine = [(period.profile_key, period.kind, period.period_id) for period in periods]
        rows = self._session.execute(
            select(*keys, *_sums())
            .where(tuple_(_fact.c.profile_key, _fact.c.kind, _fact.c.period_id).in_(mine))
            .group_by(*keys)
            .order_by(*keys)
        )
        return {(row.period_id, row.ad_product): _sums_of(row) for row in rows}

    def _of(self, profile_key: int, kind: str, period_id: str | ColumnElement[str]) -> list[ColumnElement[bool]]:
        return [
            owned(_fact, self._tenant_id, profile_key),
            _fact.c.kind == kind,
            _fact.c.period_id == period_id,
        ]

    def _asked(self, profile_key: int, query: BreakdownQuery) -> list[ColumnElement[bool]]:
        conditions = self._of(profile_key, query.kind, query.period_id or A_DAY)
        if query.period_id is None:
            conditions += [_fact.c.from_on >= query.from_on, _fact.c.from_on < query.to_on]
        if query.ad_product is not None:
            conditions.append(_fact.c.ad_product == code_of(query.ad_product))
        if query.campaign_id is not None:
            conditions.append(_fact.c.campaign_key == (key_of_id(query.campaign_id) or 0))
        return conditions

    def _move(self, profile_key: int, kind: str, staged: str, period_id: str) -> None:
        self._session.execute(update(_fact).where(*self._of(profile_key, kind, staged)).values(period_id=period_id))


_FILTERS: dict[str, ColumnElement[Any]] = {
    "seller_id": _profile.c.seller_id,
    "marketplace_id": _profile.c.marketplace_id,
    "kind": _period.c.kind,
}


def group_names(query: BreakdownQuery) -> tuple[str, ...]:
    """What the rows of a list are grouped by; a row of a period stands for its own days."""
    return (*_GROUPS, "from_on", "to_on") if query.period_id or query.time_unit == "DAILY" else _GROUPS


def _steady(name: str) -> ColumnElement[Any]:
    """A value where it is the same in all rows of a group."""
    column = _fact.c[name]
    return case((func.min(column) == func.max(column), func.max(column))).label(name)


def _sums() -> list[ColumnElement[Any]]:
    whole = [func.coalesce(func.sum(_fact.c[name]), 0).label(name) for name in SUMMED]
    return whole + [
        case((func.count(_fact.c[name]) == func.count(), func.sum(_fact.c[name]))).label(name) for name in _PROMOTED
    ]


def _sums_of(row: Row[Any]) -> BreakdownSums:
    # PostgreSQL sums bigint as numeric.
    values = row._mapping
    promoted = [None if values[name] is None else int(values[name]) for name in _PROMOTED]
    return BreakdownSums(Totals(*(int(values[name]) for name in SUMMED)), Promoted(*promoted))
