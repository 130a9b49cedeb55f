"""What one can do with thresholds."""

from dataclasses import asdict
from datetime import datetime

from services.tickets.thresholds.repository import ThresholdRepository
from services.tickets.thresholds.rules import DEFAULTS, TicketsThresholds
from services.tickets.thresholds.schemas import TicketsThresholdsRead, TicketsThresholdsUpdate
from shared.auth import Principal
from shared.db import Session
from shared.thresholds import operations as shape


def thresholds_of(session: Session, tenant_id: str, seller_id: str) -> TicketsThresholds:
    """The bounds in force for a seller account."""
    return shape.in_force(ThresholdRepository(session, tenant_id).find(seller_id), DEFAULTS)


def get_tickets_thresholds(session: Session, principal: Principal, seller_id: str) -> TicketsThresholdsRead:
    """The bounds in force for a seller account of the tenant."""
    repository = ThresholdRepository(session, principal.tenant_id)
    stored = repository.find(seller_id) or repository.new(seller_id, **asdict(DEFAULTS))
    return shape.read(stored, DEFAULTS, TicketsThresholdsRead)


def update_tickets_thresholds(
    session: Session,
    principal: Principal,
    seller_id: str,
    data: TicketsThresholdsUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> TicketsThresholdsRead:
    """Change some bounds. Raises PreconditionFailedError."""
    repository = ThresholdRepository(session, principal.tenant_id)
    return shape.change(
        session,
        principal,
        repository,
        seller_id,
        data,
        DEFAULTS,
        TicketsThresholdsRead,
        service="tickets",
        if_match=if_match,
        now=now,
    )
