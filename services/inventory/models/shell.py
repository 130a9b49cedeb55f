"""Tables that every service has."""

from services.inventory.models.base import InventoryModel
from shared.idempotency import IdempotentRequestMixin
from shared.outbox import OutboxMixin


class Outbox(OutboxMixin, InventoryModel, table=True):
    """Events and job requests on their way out."""

    __tablename__ = "outbox"


class IdempotentRequest(IdempotentRequestMixin, InventoryModel, table=True):
    """Answers kept for repeated requests."""

    __tablename__ = "idempotent_request"
