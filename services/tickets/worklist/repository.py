"""The SQL of the worklist."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    RowMapping,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from services.tickets.models import WorklistItem
from services.tickets.worklist.schemas import WorklistQuery
from shared.db import Database, Session
from shared.db.columns import table_of
from shared.db.hot import HotRead
from shared.db.upserts import insert_of
from shared.findings.rules import ASKING
from shared.pages import MAX_LIMIT
from shared.sorting import By, Place, Sorting, holds

_item = table_of(WorklistItem)
_KEY = ("tenant_id", "item_id")
_ORDER = (_item.c.severity_place, _item.c.due_place, _item.c.stake_place, _item.c.item_id)
_AFTER = ("after_severity", "after_due", "after_stake", "after_item")
Filters = Mapping[str, Sequence[str]]
"""Values by column, any of which will do; of none of them the column has to be null."""

_is_listed = _item.c.listed
_ASKING = sorted(ASKING)
SEARCH = "q"
"""In place of a column: that the text of an item holds a pattern."""

_SEARCHED = [_item.c[name] for name in ("subject_id", "subject_name", "title_en", "title_zh")]
SORTING = Sorting(
    {
        "due_at": By(_item.c.due_place),
        "money_at_stake": By(_item.c.stake_place, is_turned=True),
        "first_seen_at": By(_item.c.first_seen_at),
    },
    (_item.c.item_id,),
    _item.c.updated_at,
)
_OF_ALL = ("service", "seller_id", "marketplace_id")
"""What all findings of an item have in common."""

_SIZES = (1, 10, 50, MAX_LIMIT + 1)
"""Numbers of items whose findings are read at once; each is a statement of its own."""


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

    def cover(self, case_id: str, matter: str | None) -> Sequence[str]:
        """List the findings of a case just when the case itself is not listed; the bundles that this touches."""
        case = _item.alias()
        is_covered = select(case.c.listed).where(case.c.tenant_id == self._tenant_id, case.c.item_id == case_id)
        covered = self._session.execute(is_covered).scalar_one()
        its_findings = (*self._mine("finding"), _item.c.matter.in_([case_id, matter or case_id]))
        is_listed = False if covered else _item.c.status.in_(_ASKING)
        alone = update(_item).where(*its_findings, _item.c.bundle.is_(None))
        self._session.execute(alone.values(listed=is_listed))
        bundles = select(_item.c.bundle).where(*its_findings, _item.c.bundle.is_not(None)).distinct()
        return sorted(self._session.scalars(bundles))

    def gather(self, bundle: str) -> None:
        """List of the findings of a bundle that ask for somebody, and have no listed case, the most urgent only."""
        case = _item.alias()
        has_case = exists().where(
            case.c.tenant_id == self._tenant_id,
            case.c.kind == "case",
            case.c.listed,
            or_(case.c.item_id == _item.c.matter, case.c.matter == _item.c.matter),
        )
        mine = (*self._mine("finding"), _item.c.bundle == bundle)
        asking = select(_item.c.item_id).where(*mine, _item.c.status.in_(_ASKING), ~has_case)
        found = self._session.scalars(asking.order_by(*_ORDER).with_for_update()).all()
        listed = update(_item).where(*mine)
        self._session.execute(
            listed.where(_item.c.item_id.not_in(found), or_(_item.c.listed, _item.c.lead_id.is_not(None))).values(
                listed=False, lead_id=None
            )
        )
        if found:
            lead = found[0] if len(found) > 1 else None
            shown = {"listed": _item.c.item_id == found[0], "lead_id": lead}
            self._session.execute(listed.where(_item.c.item_id.in_(found)).values(shown))

    def _mine(self, kind: str) -> list[ColumnElement[bool]]:
        return [_item.c.tenant_id == self._tenant_id, _item.c.kind == kind]


def item_of(row: Sequence[Any]) -> dict[str, Any]:
    """A row of the table by its columns' names."""
    return dict(zip(_item.c.keys(), row, strict=True))


async def read_page(
    database: Database, tenant_id: str, filters: Filters, after: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` listed items in the order of their rank: the hot path."""
    read = _page_of(_shape_of(filters), is_first=after is None)
    rows = await read.rows(database, _given(tenant_id, filters, after) | {"limit": limit})
    return [item_of(row) for row in rows]


async def read_sorted(
    database: Database, tenant_id: str, filters: Filters, query: WorklistQuery, place: Place
) -> list[tuple[Any, ...]]:
    """The same in the order of a place, with what makes the cursor as the last columns."""
    read = _sorted_of(_shape_of(filters), place.kind)
    return await read.rows(database, _given(tenant_id, filters, None) | SORTING.given(place, query))


async def count_until(
    database: Database, tenant_id: str, filters: Filters, query: WorklistQuery, place: Place
) -> int:
    """How many listed items come up to a place."""
    if place.after is None:
        return 0
    given = _given(tenant_id, filters, None) | SORTING.given(place, query)
    given.pop("limit")
    return int((await _count_until(_shape_of(filters), place.sort).rows(database, given))[0][0])


async def read_reasons(database: Database, tenant_id: str, lead_ids: Sequence[str]) -> list[dict[str, Any]]:
    """All findings of bundled items, the most urgent first: the hot path."""
    if not lead_ids:
        return []
    count = next(size for size in _SIZES if len(lead_ids) <= size)
    padded = [*lead_ids, *[""] * (count - len(lead_ids))]
    named = {f"lead_{number}": value for number, value in enumerate(padded)}
    rows = await _reasons_of(count).rows(database, {"tenant_id": tenant_id} | named)
    return [item_of(row) for row in rows]


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


@cache
def _reasons_of(count: int) -> HotRead:
    leads: list[ColumnElement[str]] = [bindparam(f"lead_{number}") for number in range(count)]
    statement = select(_item).where(_item.c.tenant_id == bindparam("tenant_id"), _item.c.lead_id.in_(leads))
    return HotRead(statement.order_by(*_ORDER))


@lru_cache(maxsize=500)
def _sorted_of(shape: _Shape, kind: tuple[str, bool, bool]) -> HotRead:
    return HotRead(SORTING.conditioned(select(_item).where(*_conditions(shape)), kind))


@lru_cache(maxsize=500)
def _count_until(shape: _Shape, sort: str) -> HotRead:
    return HotRead(select(func.count()).select_from(_item).where(*_conditions(shape), SORTING.until(sort)))


@lru_cache(maxsize=500)
def _count_of(shape: _Shape) -> HotRead:
    return HotRead(select(func.count()).select_from(_item).where(*_conditions(shape), tuple_(*_ORDER) <= _after()))


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    """Of a bundled item any of its findings will do, for what they may differ in."""
    same = [_any_of(_item, *each) for each in shape if each[0] in _OF_ALL]
    if (SEARCH, 1) in shape:
        same.append(holds(_SEARCHED, bindparam(f"{SEARCH}_0")))
    own = [each for each in shape if each[0] not in (*_OF_ALL, SEARCH)]
    if own:
        finding = _item.alias()
        is_one = and_(*(_any_of(finding, *each) for each in own))
        of_item = (finding.c.tenant_id == _item.c.tenant_id, finding.c.lead_id == _item.c.item_id)
        is_other = and_(_item.c.lead_id.is_not(None), exists().where(*of_item, is_one))
        same.append(or_(and_(*(_any_of(_item, *each) for each in own)), is_other))
    return [_item.c.tenant_id == bindparam("tenant_id"), _is_listed, *same]


def _any_of(table: FromClause, name: str, count: int) -> ColumnElement[bool]:
    column = table.c[name]
    return column.in_([bindparam(f"{name}_{number}") for number in range(count)]) if count else column.is_(None)


def _after() -> Any:
    return tuple_(*(bindparam(name) for name in _AFTER))
