"""Tables that every service has."""

from services.catalog.models.base import CatalogModel
from shared.findings.columns import FindingMixin, finding_indexes
from shared.idempotency import IdempotentRequestMixin
from shared.outbox import OutboxMixin
from shared.positions.columns import PositionRemovedMixin, PositionStateMixin


class Outbox(OutboxMixin, CatalogModel, table=True):
    """Events and job requests on their way out."""

    __tablename__ = "outbox"


class IdempotentRequest(IdempotentRequestMixin, CatalogModel, table=True):
    """Answers kept for repeated requests."""

    __tablename__ = "idempotent_request"


class Finding(FindingMixin, CatalogModel, table=True):
    """Findings about listings."""

    __tablename__ = "finding"
    __table_args__ = finding_indexes()


class PositionState(PositionStateMixin, CatalogModel, table=True):
    """How far positions have been counted."""

    __tablename__ = "position_state"


class PositionRemoved(PositionRemovedMixin, CatalogModel, table=True):
    """What was removed from lists for good."""

    __tablename__ = "position_removed"
