"""Tables that every service has."""

from services.inventory.models.base import InventoryModel
from shared.findings.columns import FindingMixin, finding_indexes
from shared.idempotency import IdempotentRequestMixin
from shared.outbox import OutboxMixin
from shared.positions.columns import PositionRemovedMixin, PositionStateMixin


class Outbox(OutboxMixin, InventoryModel, table=True):
    """Events and job requests on their way out."""

    __tablename__ = "outbox"


class IdempotentRequest(IdempotentRequestMixin, InventoryModel, table=True):
    """Answers kept for repeated requests."""

    __tablename__ = "idempotent_request"


class Finding(FindingMixin, InventoryModel, table=True):
    """Findings about stock."""

    __tablename__ = "finding"
    __table_args__ = finding_indexes()


class PositionState(PositionStateMixin, InventoryModel, table=True):
    """How far positions have been counted."""

    __tablename__ = "position_state"


class PositionRemoved(PositionRemovedMixin, InventoryModel, table=True):
    """What was removed from lists for good."""

    __tablename__ = "position_removed"
