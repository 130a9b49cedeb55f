"""What one can do with thresholds."""

from dataclasses import asdict
from datetime import datetime

from services.ads.thresholds.repository import ThresholdRepository
from services.ads.thresholds.rules import DEFAULTS, AdsThresholds
from services.ads.thresholds.schemas import AdsThresholdsRead, AdsThresholdsUpdate
from shared.auth import Principal
from shared.db import Session
from shared.problems import NotFoundError
from shared.thresholds import operations as shape


def thresholds_of(session: Session, tenant_id: str, seller_id: str, *, lock: bool = True) -> AdsThresholds:
    """The bounds in force for a seller account; with `lock` nobody changes them while they are judged by."""
    return shape.in_force(ThresholdRepository(session, tenant_id).find(seller_id, lock=lock), DEFAULTS)


def get_ads_thresholds(session: Session, principal: Principal, seller_id: str) -> AdsThresholdsRead:
    """The bounds in force. Raises NotFoundError for a seller account that has no advertiser."""
    repository = ThresholdRepository(session, principal.tenant_id)
    account = _account(repository, seller_id)
    stored = repository.find(seller_id) or repository.new(seller_id, **asdict(DEFAULTS))
    return shape.read(stored, DEFAULTS, AdsThresholdsRead, account=account)


def update_ads_thresholds(
    session: Session,
    principal: Principal,
    seller_id: str,
    data: AdsThresholdsUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> AdsThresholdsRead:
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
        AdsThresholdsRead,
        service="ads",
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
