"""Tables that every service has."""

from services.gateway.models.base import GatewayModel
from shared.idempotency import IdempotentRequestMixin
from shared.outbox import OutboxMixin
from shared.positions.columns import PositionRemovedMixin, PositionStateMixin


class Outbox(OutboxMixin, GatewayModel, table=True):
    """The gateway's own events on their way into the table of all events."""

    __tablename__ = "outbox"


class IdempotentRequest(IdempotentRequestMixin, GatewayModel, table=True):
    """Answers kept for repeated requests."""

    __tablename__ = "idempotent_request"


class PositionState(PositionStateMixin, GatewayModel, table=True):
    """How far positions have been counted."""

    __tablename__ = "position_state"


class PositionRemoved(PositionRemovedMixin, GatewayModel, table=True):
    """What was removed from lists for good."""

    __tablename__ = "position_removed"
