"""The SQL of seller accounts on their marketplaces."""

from sqlalchemy import Select, select
from sqlmodel import select as select_model

from services.inventory.models import SellerMarketplace
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing

_marketplace = table_of(SellerMarketplace)


class MarketplaceRepository:
    """Seller accounts of one tenant on their marketplaces."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, marketplace: SellerMarketplace) -> None:
        """Store one unless somebody else did meanwhile."""
        row = marketplace.model_dump(exclude={"marketplace_key"})
        add_missing(self._session, _marketplace, row | {"tenant_id": self._tenant_id})

    def save(self, marketplace: SellerMarketplace) -> None:
        """Store the changes of one."""
        self._session.add(marketplace)
        self._session.flush()

    def lock(self, marketplace_key: int) -> None:
        """Let no other transaction that locks it judge the marketplace until this one ends."""
        query = select_model(SellerMarketplace.marketplace_key).where(
            SellerMarketplace.tenant_id == self._tenant_id, SellerMarketplace.marketplace_key == marketplace_key
        )
        self._session.exec(query.with_for_update()).one_or_none()

    def get(self, marketplace_key: int) -> SellerMarketplace | None:
        """The tenant's marketplace of a key."""
        query = select_model(SellerMarketplace).where(
            SellerMarketplace.tenant_id == self._tenant_id, SellerMarketplace.marketplace_key == marketplace_key
        )
        return self._session.exec(query).one_or_none()

    def find(self, seller_id: str, marketplace_id: str) -> SellerMarketplace | None:
        """A seller account on a marketplace."""
        query = select_model(SellerMarketplace).where(
            SellerMarketplace.tenant_id == self._tenant_id,
            SellerMarketplace.seller_id == seller_id,
            SellerMarketplace.marketplace_id == marketplace_id,
        )
        return self._session.exec(query).one_or_none()

    def keys_by_pair(self) -> dict[tuple[str, str], int]:
        """The keys of all of the tenant's, by seller and marketplace."""
        query = select(_marketplace.c.seller_id, _marketplace.c.marketplace_id, _marketplace.c.marketplace_key).where(
            _marketplace.c.tenant_id == self._tenant_id
        )
        return {(row[0], row[1]): row[2] for row in self._session.execute(query)}


def owned_key(tenant_id: str, marketplace_key: int) -> Select[tuple[int]]:
    """The key, and only if it is the tenant's: every query of rows by key goes through it."""
    return select(_marketplace.c.marketplace_key).where(
        _marketplace.c.marketplace_key == marketplace_key, _marketplace.c.tenant_id == tenant_id
    )
