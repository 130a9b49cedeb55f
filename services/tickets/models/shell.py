"""Tables that every service has."""

from services.tickets.models.base import TicketsModel
from shared.findings.columns import FindingMixin, finding_indexes
from shared.idempotency import IdempotentRequestMixin
from shared.outbox import OutboxMixin


class Outbox(OutboxMixin, TicketsModel, table=True):
    """Events and job requests on their way out."""

    __tablename__ = "outbox"


class IdempotentRequest(IdempotentRequestMixin, TicketsModel, table=True):
    """Answers kept for repeated requests."""

    __tablename__ = "idempotent_request"


class Finding(FindingMixin, TicketsModel, table=True):
    """Findings about clocks of cases and account metrics."""

    __tablename__ = "finding"
    __table_args__ = finding_indexes()
