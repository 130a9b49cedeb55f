"""What one can do with thresholds."""

from dataclasses import asdict
from datetime import datetime

from services.tickets.models import Thresholds
from services.tickets.thresholds.repository import ThresholdRepository
from services.tickets.thresholds.rules import DEFAULTS, TicketsThresholds
from services.tickets.thresholds.schemas import TicketsThresholdsRead, TicketsThresholdsUpdate
from shared.auth import Principal
from shared.db import Session
from shared.etags import check_match

_NAMES = tuple(asdict(DEFAULTS))


def thresholds_of(session: Session, tenant_id: str, seller_id: str) -> TicketsThresholds:
    """The bounds in force for a seller account."""
    stored = ThresholdRepository(session, tenant_id).find(seller_id)
    return DEFAULTS if stored is None else TicketsThresholds(**{name: getattr(stored, name) for name in _NAMES})


def get_tickets_thresholds(session: Session, principal: Principal, seller_id: str) -> TicketsThresholdsRead:
    """The bounds in force for a seller account of the tenant."""
    stored = ThresholdRepository(session, principal.tenant_id).find(seller_id)
    return _read(stored or _default(principal.tenant_id, seller_id))


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
    # Of those who change the defaults at once, one creates the row and the others wait for it.
    wanted = _default(principal.tenant_id, seller_id)
    wanted.updated_at = now
    repository.add_missing(wanted)
    stored = repository.find(seller_id, lock=True) or wanted
    check_match(if_match, stored.version)
    for name, value in data.model_dump(exclude_unset=True).items():
        setattr(stored, name, value)
    stored.version += 1
    stored.updated_at = now
    repository.save(stored)
    return _read(stored)


def _default(tenant_id: str, seller_id: str) -> Thresholds:
    return Thresholds(tenant_id=tenant_id, seller_id=seller_id, version=0, **asdict(DEFAULTS))


def _read(stored: Thresholds) -> TicketsThresholdsRead:
    return TicketsThresholdsRead(
        seller_id=stored.seller_id,
        **{name: getattr(stored, name) for name in _NAMES},
        is_default=stored.version == 0,
        version=stored.version,
        updated_at=getattr(stored, "updated_at", None),
    )
