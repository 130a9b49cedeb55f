"""What one can do with thresholds."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from services.inventory.models import Thresholds
from services.inventory.thresholds.repository import ThresholdRepository
from services.inventory.thresholds.rules import DEFAULTS, InventoryThresholds
from services.inventory.thresholds.schemas import InventoryThresholdsRead, InventoryThresholdsUpdate
from shared.auth import Principal
from shared.db import Session
from shared.etags import check_match
from shared.problems import NotFoundError

_NAMES = tuple(asdict(DEFAULTS))


def thresholds_of(session: Session, tenant_id: str, seller_id: str) -> InventoryThresholds:
    """The bounds in force for a seller account."""
    stored = ThresholdRepository(session, tenant_id).find(seller_id)
    return DEFAULTS if stored is None else InventoryThresholds(**{name: getattr(stored, name) for name in _NAMES})


def get_inventory_thresholds(session: Session, principal: Principal, seller_id: str) -> InventoryThresholdsRead:
    """The bounds in force. Raises NotFoundError for a seller account whose stock was never read."""
    repository = ThresholdRepository(session, principal.tenant_id)
    return _read(_require(repository, principal.tenant_id, seller_id))


def update_inventory_thresholds(
    session: Session,
    principal: Principal,
    seller_id: str,
    data: InventoryThresholdsUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> InventoryThresholdsRead:
    """Change some bounds. Raises NotFoundError and PreconditionFailedError."""
    repository = ThresholdRepository(session, principal.tenant_id)
    stored = _stored(repository, principal.tenant_id, seller_id, now=now)
    check_match(if_match, stored.version)
    for name, value in data.model_dump(exclude_unset=True).items():
        setattr(stored, name, Decimal(str(round(value, 6))) if isinstance(value, float) else value)
    stored.version += 1
    stored.updated_at = now
    repository.save(stored)
    return _read(stored)


def _stored(repository: ThresholdRepository, tenant_id: str, seller_id: str, *, now: datetime) -> Thresholds:
    """The row to change, locked; of those who change the defaults at once, one creates it."""
    wanted = _require(repository, tenant_id, seller_id)
    wanted.updated_at = now
    repository.add_missing(wanted)
    return repository.find(seller_id) or wanted


def _require(repository: ThresholdRepository, tenant_id: str, seller_id: str) -> Thresholds:
    stored = repository.find(seller_id)
    if stored is None and not repository.knows_seller(seller_id):
        raise NotFoundError
    return stored or Thresholds(tenant_id=tenant_id, seller_id=seller_id, version=0, **asdict(DEFAULTS))


def _read(stored: Thresholds) -> InventoryThresholdsRead:
    values = {name: getattr(stored, name) for name in _NAMES}
    return InventoryThresholdsRead(
        seller_id=stored.seller_id,
        **{name: float(value) if isinstance(value, Decimal) else value for name, value in values.items()},
        is_default=stored.version == 0,
        version=stored.version,
        updated_at=getattr(stored, "updated_at", None),
    )
