"""The SQL of thresholds."""

from sqlmodel import select

from services.tickets.models import Thresholds
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing


class ThresholdRepository:
    """Thresholds of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def find(self, seller_id: str, *, lock: bool = False) -> Thresholds | None:
        """The stored thresholds of a seller account; None while it has the defaults."""
        query = select(Thresholds).where(Thresholds.tenant_id == self._tenant_id, Thresholds.seller_id == seller_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def add_missing(self, thresholds: Thresholds) -> None:
        """Store thresholds unless somebody else did meanwhile."""
        row = thresholds.model_dump() | {"tenant_id": self._tenant_id}
        add_missing(self._session, table_of(Thresholds), row)

    def save(self, thresholds: Thresholds) -> None:
        """Store changed thresholds."""
        self._session.add(thresholds)
        self._session.flush()
