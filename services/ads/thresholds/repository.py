"""The SQL of thresholds."""

from sqlmodel import col, select

from services.ads.models import AdsProfile, Thresholds
from shared.db import Session
from shared.thresholds import repository


class ThresholdRepository(repository.ThresholdRepository[Thresholds]):
    """Thresholds of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Thresholds)

    def currency_of(self, seller_id: str) -> str | None:
        """That of the account's first marketplace; None unless the tenant has advertisers there."""
        query = select(AdsProfile.currency).where(
            AdsProfile.tenant_id == self._tenant_id, AdsProfile.seller_id == seller_id
        )
        return self._session.exec(query.order_by(col(AdsProfile.profile_key)).limit(1)).first()
