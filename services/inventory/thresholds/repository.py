"""The SQL of thresholds."""

from sqlmodel import col, select

from services.inventory.models import SellerMarketplace, Thresholds
from shared.db import Session
from shared.thresholds import repository
from shared.thresholds.operations import Account, account_of


class ThresholdRepository(repository.ThresholdRepository[Thresholds]):
    """Thresholds of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Thresholds)

    def account_of(self, seller_id: str) -> Account | None:
        """What is known of a seller account; None unless the tenant knows of stock there."""
        query = select(SellerMarketplace.currency, SellerMarketplace.judged_at).where(
            SellerMarketplace.tenant_id == self._tenant_id, SellerMarketplace.seller_id == seller_id
        )
        return account_of(self._session.exec(query.order_by(col(SellerMarketplace.marketplace_key))).all())
