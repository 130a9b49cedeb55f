"""The SQL of messages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from services.tickets.models import CaseMessage
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.pages import PageQuery


class MessageRepository:
    """Messages in cases of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, message: CaseMessage) -> bool:
        """Store a new message unless the case has one of its source key; whether it was stored."""
        row = message.model_dump() | {"tenant_id": self._tenant_id}
        return add_missing(self._session, table_of(CaseMessage), row)

    def has_any_by_people(self, case_id: str) -> bool:
        """Whether a person has written in the case."""
        query = select(CaseMessage.message_id).where(
            CaseMessage.tenant_id == self._tenant_id,
            CaseMessage.case_id == case_id,
            col(CaseMessage.automatic).is_(False),
        )
        return self._session.exec(query.limit(1)).first() is not None

    def page(self, case_id: str, query: PageQuery, after: Sequence[Any] | None) -> list[CaseMessage]:
        """Up to `limit + 1` messages of a case by (created_at, message_id)."""
        statement = select(CaseMessage).where(
            CaseMessage.tenant_id == self._tenant_id, CaseMessage.case_id == case_id
        )
        order = (col(CaseMessage.created_at), col(CaseMessage.message_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
