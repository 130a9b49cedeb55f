"""The SQL of stops."""

from collections.abc import Collection

from sqlmodel import col, or_, select

from services.gateway.models import SellerAccount, Stop, Tenant
from services.gateway.webhook_deliveries.rules import INSTALLATION
from shared.db import Session
from shared.db.columns import table_of
from shared.db.positions import touch

EVERY_SELLER = ""
"""In place of a seller: the stop is the installation's."""


class StopRepository:
    """Stops of one tenant, or of the installation."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def has_account(self, seller_id: str) -> bool:
        """Whether the tenant has the account; it is locked, so that of two who stop one comes second."""
        query = select(SellerAccount).where(
            SellerAccount.tenant_id == self._tenant_id,
            SellerAccount.seller_id == seller_id,
            col(SellerAccount.deleted_at).is_(None),
        )
        return self._session.exec(query.with_for_update()).one_or_none() is not None

    def get(self, seller_id: str) -> Stop | None:
        """The stop of an account of the tenant."""
        query = select(Stop).where(Stop.tenant_id == self._tenant_id, Stop.seller_id == seller_id)
        return self._session.exec(query).one_or_none()

    def of(self, seller_ids: Collection[str]) -> list[Stop]:
        """All stops of these accounts of the tenant, that of the installation included."""
        mine = (col(Stop.tenant_id) == self._tenant_id) & col(Stop.seller_id).in_(seller_ids)
        return list(self._session.exec(select(Stop).where(or_(mine, col(Stop.tenant_id) == INSTALLATION))))

    def save(self, stop: Stop) -> None:
        """Store a new stop, or the changes of one."""
        self._session.add(stop)
        self._session.flush()
        self._touch(stop)

    def delete(self, stop: Stop) -> None:
        """Let go what was stopped."""
        self._session.delete(stop)
        self._session.flush()
        self._touch(stop)

    def _touch(self, stop: Stop) -> None:
        """The accounts are shown with it: of one, or of all tenants."""
        accounts = table_of(SellerAccount)
        one = (accounts.c.tenant_id == stop.tenant_id, accounts.c.seller_id == stop.seller_id)
        touch(self._session, accounts, *(() if stop.tenant_id == INSTALLATION else one))


def all_of(session: Session) -> list[Stop]:
    """The stops of all tenants."""
    return list(session.exec(select(Stop).order_by(col(Stop.tenant_id), col(Stop.seller_id))))


def tenant_ids(session: Session) -> list[str]:
    """All tenants, the installation included."""
    return list(session.exec(select(Tenant.tenant_id).order_by(col(Tenant.tenant_id))))
