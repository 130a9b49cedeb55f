"""Tables that every service has."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlmodel import Field

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
    """Findings about stock; of what a pool sells `shares` is JSON: what each of its shops has sold."""

    __tablename__ = "finding"
    __table_args__ = finding_indexes()

    pool_id: str | None = Field(default=None, max_length=36)
    shares: str | None = None

    @property
    def pool_shown(self) -> Mapping[str, Any] | None:
        """The pool and its shops."""
        if self.pool_id is None or self.shares is None:
            return None
        return {"pool_id": self.pool_id, "marketplaces": orjson.loads(self.shares)}


class PositionState(PositionStateMixin, InventoryModel, table=True):
    """How far positions have been counted."""

    __tablename__ = "position_state"


class PositionRemoved(PositionRemovedMixin, InventoryModel, table=True):
    """What was removed from lists for good."""

    __tablename__ = "position_removed"
