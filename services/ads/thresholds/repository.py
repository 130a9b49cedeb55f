"""The SQL of thresholds."""

from sqlmodel import select

from services.ads.models import AdsProfile, Thresholds
from shared.db import Session
from shared.thresholds import repository


class ThresholdRepository(repository.ThresholdRepository[Thresholds]):
    """Thresholds of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Thresholds)

    def knows_seller(self, seller_id: str) -> bool:
        """Whether the tenant has advertisers under this seller account."""
        query = select(AdsProfile.profile_key).where(
            AdsProfile.tenant_id == self._tenant_id, AdsProfile.seller_id == seller_id
        )
        return self._session.exec(query.limit(1)).first() is not None
