"""What one can do with thresholds."""

from dataclasses import asdict
from datetime import datetime

from services.inventory.thresholds.repository import ThresholdRepository
from services.inventory.thresholds.rules import DEFAULTS, InventoryThresholds
from services.inventory.thresholds.schemas import InventoryThresholdsRead, InventoryThresholdsUpdate
from shared.auth import Principal
from shared.db import Session
from shared.problems import NotFoundError
from shared.thresholds import operations as shape


def thresholds_of(session: Session, tenant_id: str, seller_id: str) -> InventoryThresholds:
    """The bounds in force for a seller account."""
    return shape.in_force(ThresholdRepository(session, tenant_id).find(seller_id, lock=True), DEFAULTS)


def get_inventory_thresholds(session: Session, principal: Principal, seller_id: str) -> InventoryThresholdsRead:
    """The bounds in force. Raises NotFoundError for a seller account whose stock was never read."""
    repository = ThresholdRepository(session, principal.tenant_id)
    account = _account(repository, seller_id)
    stored = repository.find(seller_id) or repository.new(seller_id, **asdict(DEFAULTS))
    return shape.read(stored, DEFAULTS, InventoryThresholdsRead, account=account)


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
    account = _account(repository, seller_id)
    return shape.change(
        session,
        principal,
        repository,
        seller_id,
        data,
        DEFAULTS,
        InventoryThresholdsRead,
        service="inventory",
        account=account,
        if_match=if_match,
        now=now,
    )


def _account(repository: ThresholdRepository, seller_id: str) -> shape.Account:
    """What is known of the account. Raises NotFoundError for one that is not known."""
    account = repository.account_of(seller_id)
    if account is None:
        raise NotFoundError
    return account
