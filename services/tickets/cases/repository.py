"""The SQL of cases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, case, func, literal
from sqlmodel import col, select

from services.tickets.cases.schemas import CaseQuery
from services.tickets.models import Case, CaseMessage
from shared.assignees import is_of
from shared.db import Session, UtcDateTime
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.findings.rules import SEVERITY_ORDER
from shared.http.filters import pattern_of
from shared.positions import Order, Part, Polled, poll
from shared.sorting import By, Sorting, holds, page_of

_ORDER = Order(table_of(Case), ("case_id",))

_case = table_of(Case)
_SEARCHED = [_case.c[name] for name in ("subject", "sku", "asin", "amazon_order_id", "external_id")]
_GRAVITY = case({name: -place for place, name in enumerate(SEVERITY_ORDER)}, value=_case.c.severity, else_=-9)
_NEVER = literal(datetime(9999, 1, 1, tzinfo=UTC), UtcDateTime)
_SORTING = Sorting(
    {
        "received_at": By(_case.c.received_at),
        "due_at": By(func.coalesce(_case.c.due_at, _NEVER)),
        "severity": By(_GRAVITY),
    },
    (_case.c.case_id,),
    _case.c.updated_at,
)
"""A case of which no clock runs is due last."""

_FILTERS = ("seller_id", "amazon_order_id", "asin", "sku", "campaign_id", "external_id")
_SEVERAL = ("marketplace_id", "category", "severity", "status")


class CaseRepository:
    """Cases of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, case: Case) -> bool:
        """Store a new case unless there is one of its source key or external id; whether it was new."""
        row = case.model_dump() | {"tenant_id": self._tenant_id}
        return add_missing(self._session, table_of(Case), row)

    def add_opening(self, message: CaseMessage) -> None:
        """Store the message that opened a new case."""
        self._session.add(message)
        self._session.flush()

    def save(self, case: Case) -> None:
        """Store a changed case."""
        self._session.add(case)
        self._session.flush()

    def get(self, case_id: str, *, lock: bool = False) -> Case | None:
        """One case; locked until the end of the transaction if it is to be changed."""
        query = select(Case).where(Case.tenant_id == self._tenant_id, Case.case_id == case_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def by_source_key(self, source_key: str) -> Case | None:
        """The case that an event or notice opened, locked."""
        query = select(Case).where(Case.tenant_id == self._tenant_id, Case.source_key == source_key)
        return self._session.exec(query.with_for_update()).one_or_none()

    def by_external_id(self, seller_id: str, external_id: str) -> Case | None:
        """The case that an account's system calls so, locked."""
        query = select(Case).where(
            Case.tenant_id == self._tenant_id, Case.seller_id == seller_id, Case.external_id == external_id
        )
        return self._session.exec(query.with_for_update()).one_or_none()

    def poll(self, query: CaseQuery, now: datetime) -> Polled[Case]:
        """A page of the tenant's cases. Raises the errors of cursors."""
        statement = self._chosen(query, now)
        if query.sort is not None:
            return page_of(self._session, self._tenant_id, query, query.sort, _SORTING, statement)

        def read(part: Part) -> list[Case]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def _chosen(self, query: CaseQuery, now: datetime) -> Select[Any]:
        statement: Select[Any] = select(Case).where(Case.tenant_id == self._tenant_id)
        for name in _FILTERS:
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(Case, name) == value)
        for name in _SEVERAL:
            if values := getattr(query, name):
                statement = statement.where(getattr(Case, name).in_(values))
        if query.assignee is not None:
            statement = statement.where(is_of(col(Case.assignee), query.assignee))
        if query.q is not None:
            statement = statement.where(holds(_SEARCHED, pattern_of(query.q)))
        if query.due_before is not None:
            statement = statement.where(col(Case.due_at) < query.due_before)
        return statement.where(col(Case.due_at) <= now) if query.overdue else statement
