"""The SQL of clocks: what came in in a case, and the replies that answer it."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from services.tickets.models import CaseMessage
from shared.db import Session

INBOUND, REPLY = "inbound", "reply"


class ClockRepository:
    """What the clocks of one tenant's cases run for, and what stops them."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def inbound(self, case_id: str) -> list[CaseMessage]:
        """What came in in a case, in the order in which it did."""
        order = (col(CaseMessage.received_at), col(CaseMessage.message_id))
        return list(self._session.exec(self._of(case_id, INBOUND).order_by(*order)))

    def first_reply(self, case_id: str, since: datetime) -> CaseMessage | None:
        """The first reply of a person that was sent at or after a moment, whenever we were told of it."""
        replies = self._of(case_id, REPLY).where(
            col(CaseMessage.automatic).is_(False), col(CaseMessage.sent_at) >= since
        )
        order = (col(CaseMessage.sent_at), col(CaseMessage.message_id))
        return self._session.exec(replies.order_by(*order).limit(1)).first()

    def _of(self, case_id: str, kind: str) -> SelectOfScalar[CaseMessage]:
        return select(CaseMessage).where(
            CaseMessage.tenant_id == self._tenant_id, CaseMessage.case_id == case_id, CaseMessage.kind == kind
        )
