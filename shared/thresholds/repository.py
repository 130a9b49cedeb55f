"""The SQL of thresholds, for the table of any service, bound to one tenant."""

from typing import Any, Generic, TypeVar

from sqlmodel import Session, select

from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.thresholds.columns import ThresholdsMixin

T = TypeVar("T", bound=ThresholdsMixin)


class ThresholdRepository(Generic[T]):
    """Thresholds of one tenant in `model`'s table."""

    def __init__(self, session: Session, tenant_id: str, model: type[T]) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._model = model

    def find(self, seller_id: str, *, lock: bool = False) -> T | None:
        """The stored thresholds of a seller account; None while it has the defaults."""
        model = self._model
        query = select(model).where(model.tenant_id == self._tenant_id, model.seller_id == seller_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def new(self, seller_id: str, **bounds: Any) -> T:
        """Thresholds that nobody has stored or changed yet."""
        return self._model(tenant_id=self._tenant_id, seller_id=seller_id, version=0, **bounds)

    def add_missing(self, thresholds: T) -> None:
        """Store thresholds unless somebody else did meanwhile."""
        add_missing(self._session, table_of(self._model), thresholds.model_dump())

    def save(self, thresholds: T) -> None:
        """Store changed thresholds."""
        self._session.add(thresholds)
        self._session.flush()
