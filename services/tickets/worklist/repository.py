"""The SQL of the worklist."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, func, or_, select, tuple_, update

from services.tickets.models import WorklistItem
from shared.db import Database, Session
from shared.db.columns import table_of
from shared.db.hot import HotRead
from shared.db.upserts import insert_of

_item = table_of(WorklistItem)
_KEY = ("tenant_id", "item_id")
_ORDER = (_item.c.severity_place, _item.c.due_place, _item.c.stake_place, _item.c.item_id)
_AFTER = ("after_severity", "after_due", "after_stake", "after_item")
Filters = Mapping[str, Sequence[str]]
"""Values by column, any of which will do; of none of them the column has to be null."""

_is_listed = _item.c.listed


class WorklistRepository:
    """The worklist of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def put(self, row: Mapping[str, Any]) -> None:
        """Store an item unless the same or a newer version of it is there."""
        statement = insert_of(self._session, _item).values({**row, "tenant_id": self._tenant_id})
        changed = {name: statement.excluded[name] for name in row if name not in _KEY}
        newer = _item.c.version < statement.excluded.version
        self._session.connection().execute(
            statement.on_conflict_do_update(index_elements=list(_KEY), set_=changed, where=newer)
        )

    def unresolved_finding(self, finding_id: str) -> RowMapping | None:
        """The row of a finding, unless it has resolved."""
        is_it = (_item.c.item_id == finding_id, _item.c.status != "resolved")
        query = select(_item).where(*self._mine("finding"), *is_it)
        return self._session.execute(query).mappings().first()

    def lock_case(self, matter: str) -> RowMapping | None:
        """The case that a matter is, or that a finding opened; locked, so that it does not come or go meanwhile."""
        query = select(_item).where(*self._mine("case"), or_(_item.c.item_id == matter, _item.c.matter == matter))
        return self._session.execute(query.with_for_update()).mappings().first()

    def cover(self, case_id: str, matter: str | None, asking: Collection[str]) -> None:
        """List the findings of a case, those of an `asking` status, just when the case itself is not listed."""
        case = _item.alias()
        is_covered = select(case.c.listed).where(case.c.tenant_id == self._tenant_id, case.c.item_id == case_id)
        covered = self._session.execute(is_covered).scalar_one()
        findings = update(_item).where(*self._mine("finding"), _item.c.matter.in_([case_id, matter or case_id]))
        is_listed = False if covered else _item.c.status.in_(list(asking))
        self._session.execute(findings.values(listed=is_listed))

    def _mine(self, kind: str) -> list[ColumnElement[bool]]:
        return [_item.c.tenant_id == self._tenant_id, _item.c.kind == kind]

    def leave_others(self, service: str, kept: Sequence[str], *, told_before: datetime, now: datetime) -> int:
        """Take findings of a service from the list that are not among `kept`; how many.

        Those told since `told_before` stay: they are newer than what is known of the others.
        """
        others = (
            update(_item)
            .where(
                _item.c.tenant_id == self._tenant_id,
                _item.c.service == service,
                _item.c.kind == "finding",
                _item.c.updated_at < told_before,
                _is_listed,
                _item.c.item_id.not_in(kept),
            )
            .values(listed=False, status="resolved", updated_at=now)
        )
        return len(self._session.execute(others.returning(_item.c.item_id)).all())


async def read_page(
    database: Database, tenant_id: str, filters: Filters, after: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` listed items in the order of their rank: the hot path."""
    read = _page_of(_shape_of(filters), is_first=after is None)
    rows = await read.rows(database, _given(tenant_id, filters, after) | {"limit": limit})
    return [dict(zip(_item.c.keys(), row, strict=True)) for row in rows]


async def count_before(database: Database, tenant_id: str, filters: Filters, after: Sequence[Any]) -> int:
    """How many listed items come up to this place, itself included."""
    rows = await _count_of(_shape_of(filters)).rows(database, _given(tenant_id, filters, after))
    return int(rows[0][0])


_Shape = tuple[tuple[str, int], ...]
"""Which columns are filtered, by how many values."""


def _shape_of(filters: Filters) -> _Shape:
    return tuple(sorted((name, len(values)) for name, values in filters.items()))


def _given(tenant_id: str, filters: Filters, after: Sequence[Any] | None) -> dict[str, Any]:
    named = {f"{name}_{number}": value for name, each in filters.items() for number, value in enumerate(each)}
    return {"tenant_id": tenant_id} | named | dict(zip(_AFTER, after or (), strict=False))


@lru_cache(maxsize=500)
def _page_of(shape: _Shape, *, is_first: bool) -> HotRead:
    """The statement for the filters that are given; compiled once each."""
    statement = select(_item).where(*_conditions(shape))
    if not is_first:
        statement = statement.where(tuple_(*_ORDER) > _after())
    return HotRead(statement.order_by(*_ORDER).limit(bindparam("limit")))


@lru_cache(maxsize=500)
def _count_of(shape: _Shape) -> HotRead:
    return HotRead(select(func.count()).select_from(_item).where(*_conditions(shape), tuple_(*_ORDER) <= _after()))


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    return [_item.c.tenant_id == bindparam("tenant_id"), _is_listed, *(_any_of(*each) for each in shape)]


def _any_of(name: str, count: int) -> ColumnElement[bool]:
    column = _item.c[name]
    return column.in_([bindparam(f"{name}_{number}") for number in range(count)]) if count else column.is_(None)


def _after() -> Any:
    return tuple_(*(bindparam(name) for name in _AFTER))
