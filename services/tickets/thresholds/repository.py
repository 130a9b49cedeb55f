"""The SQL of thresholds."""

from services.tickets.models import Thresholds
from shared.db import Session
from shared.thresholds import repository


class ThresholdRepository(repository.ThresholdRepository[Thresholds]):
    """Thresholds of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Thresholds)
