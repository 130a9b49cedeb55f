"""The tables of the tickets service, in a registry of their own."""

from services.tickets.models.base import TicketsModel
from services.tickets.models.shell import IdempotentRequest, Outbox

__all__ = ["IdempotentRequest", "Outbox", "TicketsModel"]
