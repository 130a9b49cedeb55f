"""The SQL of messages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from services.tickets.clocks.repository import REPLY
from services.tickets.models import CaseMessage
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.pages import PageQuery

NOTE = "note"


class MessageRepository:
    """Messages in cases of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, message: CaseMessage) -> bool:
        """Store a new message unless the case has one of its source key; whether it was stored."""
        row = message.model_dump() | {"tenant_id": self._tenant_id}
        return add_missing(self._session, table_of(CaseMessage), row)

    def add(self, message: CaseMessage) -> bool:
        """Store a new message; False when its external id was taken meanwhile, in another case."""
        try:
            with self._session.begin_nested():
                self._session.add(message)
                self._session.flush()
        except IntegrityError:
            return False
        return True

    def get(self, case_id: str, message_id: str) -> CaseMessage | None:
        """One message of a case."""
        query = select(CaseMessage).where(
            CaseMessage.tenant_id == self._tenant_id,
            CaseMessage.case_id == case_id,
            CaseMessage.message_id == message_id,
        )
        return self._session.exec(query).one_or_none()

    def by_external_id(self, seller_id: str, external_id: str) -> CaseMessage | None:
        """The message that an account's system calls so."""
        query = select(CaseMessage).where(
            CaseMessage.tenant_id == self._tenant_id,
            CaseMessage.seller_id == seller_id,
            CaseMessage.external_id == external_id,
        )
        return self._session.exec(query).one_or_none()

    def has_any_by_people(self, case_id: str) -> bool:
        """Whether a person of ours has written in the case."""
        query = select(CaseMessage.message_id).where(
            CaseMessage.tenant_id == self._tenant_id,
            CaseMessage.case_id == case_id,
            col(CaseMessage.kind).in_((REPLY, NOTE)),
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
