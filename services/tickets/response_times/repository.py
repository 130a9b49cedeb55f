"""The SQL of response times."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.tickets.clocks.operations import ENDED
from services.tickets.models import Case, CaseMessage
from services.tickets.response_times.rules import Asked
from services.tickets.response_times.schemas import ResponseTimesQuery
from shared.db import Session

_ZONES = timedelta(hours=14)
"""A day begins somewhere on earth up to so much before it does in UTC, and ends so much after."""


class ResponseTimeRepository:
    """What came in in cases of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def asked(self, query: ResponseTimesQuery) -> Iterator[Asked]:
        """What came in in these days, or some hours beside them."""
        reply = aliased(CaseMessage)
        received_at = col(CaseMessage.received_at)
        begin, end = (datetime.combine(day, time(), UTC) for day in (query.from_on, query.to_on))
        statement = (
            select(
                col(Case.seller_id),
                col(Case.marketplace_id),
                col(Case.category),
                func.coalesce(col(reply.author), col(Case.assignee)),
                received_at,
                col(CaseMessage.answered_at),
                case((col(Case.status).in_(ENDED), col(Case.resolved_at))),
            )
            .join(Case, col(Case.case_id) == col(CaseMessage.case_id))
            .outerjoin(reply, col(reply.message_id) == col(CaseMessage.answer_id))
            .where(
                col(CaseMessage.tenant_id) == self._tenant_id,
                received_at >= begin - _ZONES,
                received_at < end + _ZONES,
            )
            .order_by(received_at, col(CaseMessage.message_id))
        )
        for name in ("seller_id", "marketplace_id", "category"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(Case, name) == value)
        for row in self._session.execute(statement):
            yield Asked(*row)
