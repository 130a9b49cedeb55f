"""The SQL of cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from services.tickets.cases.schemas import CaseQuery
from services.tickets.models import Case
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing


class CaseRepository:
    """Cases of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, case: Case) -> bool:
        """Store a new case unless one of its source key was stored meanwhile; whether it was new."""
        row = case.model_dump() | {"tenant_id": self._tenant_id}
        return add_missing(self._session, table_of(Case), row)

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

    def page(self, query: CaseQuery, after: Sequence[Any] | None, now: datetime) -> list[Case]:
        """Up to `limit + 1` cases by (updated_at, case_id)."""
        statement = select(Case).where(Case.tenant_id == self._tenant_id)
        for name in ("seller_id", "marketplace_id", "category", "status", "assignee"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(Case, name) == value)
        if query.due_before is not None:
            statement = statement.where(col(Case.due_at) < query.due_before)
        if query.overdue:
            statement = statement.where(col(Case.due_at) <= now)
        if query.updated_after is not None:
            statement = statement.where(col(Case.updated_at) > query.updated_after)
        order = (col(Case.updated_at), col(Case.case_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
