"""Tables that every service has."""

from services.gateway.models.base import GatewayModel
from shared.idempotency import IdempotentRequestMixin
from shared.outbox import OutboxMixin


class Outbox(OutboxMixin, GatewayModel, table=True):
    """The gateway's own events on their way into the table of all events."""

    __tablename__ = "outbox"


class IdempotentRequest(IdempotentRequestMixin, GatewayModel, table=True):
    """Answers kept for repeated requests."""

    __tablename__ = "idempotent_request"
