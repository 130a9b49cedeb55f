"""The tables of the tickets service, in a registry of their own."""

from services.tickets.models.base import TicketsModel
from services.tickets.models.cases import Case, CaseMessage, Macro, Thresholds
from services.tickets.models.health import AccountMetric, ReportCount, Sync
from services.tickets.models.shell import Finding, IdempotentRequest, Outbox, PositionRemoved, PositionState
from services.tickets.models.worklist import ReceivedEvent, WorklistItem

__all__ = [
    "AccountMetric",
    "Case",
    "CaseMessage",
    "Finding",
    "IdempotentRequest",
    "Macro",
    "Outbox",
    "PositionRemoved",
    "PositionState",
    "ReceivedEvent",
    "ReportCount",
    "Sync",
    "Thresholds",
    "TicketsModel",
    "WorklistItem",
]
