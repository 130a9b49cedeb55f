"""The tables of the inventory service, in a registry of their own."""

from services.inventory.models.base import InventoryModel
from services.inventory.models.shell import IdempotentRequest, Outbox

__all__ = ["IdempotentRequest", "InventoryModel", "Outbox"]
