"""The SQL of findings, for the table of any service, bound to one tenant."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_
from sqlmodel import Session, col, select

from shared.assignees import is_of
from shared.db.columns import table_of
from shared.findings.columns import FindingMixin
from shared.findings.schemas import FindingQuery
from shared.positions import Order, Part, Polled, poll
from shared.sorting import By, Sorting, page_of

F = TypeVar("F", bound=FindingMixin)
_MANY = 500


class FindingRepository(Generic[F]):
    """Findings of one tenant in `model`'s table."""

    def __init__(self, session: Session, tenant_id: str, model: type[F]) -> None:
        self._session = session
        self.tenant_id = tenant_id
        self.model = model

    def add(self, findings: Iterable[F]) -> None:
        """Take new findings, which `save` writes all at once."""
        self._session.add_all(findings)

    def save(self) -> None:
        """Write new findings, and the changes made to others of this repository."""
        self._session.flush()

    def get(self, finding_id: str, *, lock: bool = False) -> F | None:
        """One finding, or None when the tenant has none of this id; locked if it is to be changed."""
        model = self.model
        query = select(model).where(model.tenant_id == self.tenant_id, model.finding_id == finding_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def alike(self, finding: F, codes: Collection[str]) -> list[str]:
        """The ids of the other unresolved findings of these codes about its subject."""
        model = self.model
        query = select(model.finding_id).where(
            model.tenant_id == self.tenant_id,
            model.seller_id == finding.seller_id,
            model.marketplace_id == finding.marketplace_id,
            col(model.code).in_(codes),
            model.subject_type == finding.subject_type,
            model.subject_id == finding.subject_id,
            model.finding_id != finding.finding_id,
            col(model.resolved_at).is_(None),
        )
        return sorted(self._session.exec(query))

    def those(self, finding_ids: Collection[str], *, lock: bool = False) -> dict[str, F]:
        """Some findings by their ids, on request locked, in one order by all who lock several."""
        model, wanted = self.model, sorted(finding_ids)
        found: dict[str, F] = {}
        for start in range(0, len(wanted), _MANY):
            chosen = col(model.finding_id).in_(wanted[start : start + _MANY])
            query = select(model).where(model.tenant_id == self.tenant_id, chosen)
            if lock:
                ordered = query.order_by(col(model.finding_id)).with_for_update()
                query = ordered.execution_options(populate_existing=True)
            found |= {finding.finding_id: finding for finding in self._session.exec(query)}
        return found

    def unresolved(self, seller_id: str, marketplace_id: str, codes: Sequence[str]) -> Sequence[Row[Any]]:
        """The findings that a judgement of these codes over one marketplace of one account may change, locked.

        They are plain rows: most are seen again as they were, and a row costs a tenth of an object that can change.
        """
        table = table_of(self.model)
        query = table.select().where(*self._judged(seller_id, marketplace_id, codes))
        return self._session.execute(query.order_by(table.c.finding_id).with_for_update()).all()

    def note_seen(self, seller_id: str, marketplace_id: str, codes: Sequence[str], *, now: datetime) -> None:
        """Note of all that are unresolved still that they were seen. That alone does not tell a row anew."""
        table = table_of(self.model)
        conditions = (*self._judged(seller_id, marketplace_id, codes), table.c.last_seen_at < now)
        self._session.execute(table.update().where(*conditions).values(last_seen_at=now, pos=table.c.pos))

    def _judged(self, seller_id: str, marketplace_id: str, codes: Sequence[str]) -> Sequence[ColumnElement[bool]]:
        columns = table_of(self.model).c
        return (
            columns.tenant_id == self.tenant_id,
            columns.seller_id == seller_id,
            columns.marketplace_id == marketplace_id,
            columns.code.in_(codes),
            columns.resolved_at.is_(None),
        )

    def unresolved_of(self, seller_id: str, limit: int) -> list[F]:
        """Up to so many unresolved findings of one account, locked."""
        model = self.model
        mine = (model.tenant_id == self.tenant_id, model.seller_id == seller_id, col(model.resolved_at).is_(None))
        query = select(model).where(*mine).order_by(col(model.finding_id)).limit(limit)
        return list(self._session.exec(query.with_for_update()))

    def _own_conditions(self, query: FindingQuery) -> Sequence[ColumnElement[bool]]:
        """Of filters that only this service's lists have."""
        return ()

    def _concerning(self, marketplace_ids: Sequence[str]) -> ColumnElement[bool]:
        """Which findings these marketplaces have to know of."""
        return col(self.model.marketplace_id).in_(marketplace_ids)

    def poll(self, query: FindingQuery) -> Polled[F]:
        """A page of the tenant's findings. Raises the errors of cursors."""
        if query.sort is not None:
            statement = self._chosen(query)
            return page_of(self._session, self.tenant_id, query, query.sort, self._sorting(), statement)
        order = Order(table_of(self.model), ("finding_id",))
        return poll(self._session, self.tenant_id, query, order, lambda part: self._rows(query, order, part))

    def _sorting(self) -> Sorting:
        """Grave is more than slight, as a dollar is more than none."""
        columns = table_of(self.model).c
        turned = {"severity": columns.severity_place, "money_at_stake": columns.stake_place}
        by = {name: By(column, is_turned=True) for name, column in turned.items()}
        return Sorting(by | {"first_seen_at": By(columns.first_seen_at)}, (columns.finding_id,), columns.updated_at)

    def _rows(self, query: FindingQuery, order: Order, part: Part) -> list[F]:
        return list(self._session.scalars(order.apply(self._chosen(query), part)))

    def _chosen(self, query: FindingQuery) -> Select[Any]:
        model = self.model
        statement: Select[Any] = select(model).where(model.tenant_id == self.tenant_id)
        for name in ("seller_id", "subject_id"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(model, name) == value)
        for name in ("code", "severity", "status"):
            if values := getattr(query, name):
                statement = statement.where(getattr(model, name).in_(values))
        if query.marketplace_id:
            statement = statement.where(self._concerning(query.marketplace_id))
        if query.assignee is not None:
            statement = statement.where(is_of(col(model.assignee), query.assignee))
        return statement.where(*self._own_conditions(query))


def has_ended_snoozes(session: Session, model: type[F], *, now: datetime) -> bool:
    """Whether a finding of any tenant is snoozed until a moment that has come."""
    return session.exec(select(model.finding_id).where(*_ended(model, now)).limit(1)).first() is not None


def ended_snoozes(
    session: Session, model: type[F], limit: int, *, now: datetime, after: tuple[datetime, str] | None = None
) -> list[F]:
    """Up to `limit` of them, the longest ended first, locked; without those that somebody else holds just now.

    `after` is the end and the id of the last one of a batch before.
    """
    order = col(model.snoozed_until), col(model.finding_id)
    query = select(model).where(*_ended(model, now)).order_by(*order).limit(limit)
    if after is not None:
        kinds = table_of(model).c
        places = literal(after[0], kinds.snoozed_until.type), literal(after[1], kinds.finding_id.type)
        query = query.where(tuple_(*order) > tuple_(*places))
    return list(session.exec(query.with_for_update(skip_locked=True)))


def _ended(model: type[F], now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(model.snoozed_until) <= now, col(model.status) == "snoozed"
