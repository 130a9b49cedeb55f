"""The SQL of departures."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from services.gateway.models import Authorization, Departure, SellerAccount, Stop
from shared.db import Session


class DepartureRepository:
    """Departures of one tenant's accounts."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, account: SellerAccount, services: tuple[str, ...], *, now: datetime) -> None:
        """Mark the account as deleted, without what only a connected one has; each service has its part to end."""
        for table in (Authorization, Stop):
            mine = (col(table.tenant_id) == self._tenant_id, col(table.seller_id) == account.seller_id)
            self._session.execute(delete(table).where(*mine))
        place = {"tenant_id": self._tenant_id, "seller_id": account.seller_id}
        self._session.add_all(Departure(**place, service=each, deleted_at=now) for each in services)
        self._session.add(account)
        self._session.flush()

    def end(self, seller_id: str, service: str) -> None:
        """A service has ended its part."""
        mine = (col(Departure.tenant_id) == self._tenant_id, col(Departure.seller_id) == seller_id)
        self._session.execute(delete(Departure).where(*mine, col(Departure.service) == service))


def of_service(session: Session, service: str, *, before: datetime) -> list[Departure]:
    """What a service has to end of any tenant's accounts that were deleted before a moment."""
    query = select(Departure).where(Departure.service == service, col(Departure.deleted_at) <= before)
    return list(session.exec(query.order_by(col(Departure.tenant_id), col(Departure.seller_id))))
