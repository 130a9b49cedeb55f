"""The tables of the tickets service, in a registry of their own."""

from services.tickets.models.base import TicketsModel
from services.tickets.models.shell import IdempotentRequest, Outbox
from services.tickets.models.worklist import ReceivedEvent, WorklistItem

__all__ = ["IdempotentRequest", "Outbox", "ReceivedEvent", "TicketsModel", "WorklistItem"]
