"""The SQL of syncs."""

from services.tickets.models import Sync
from shared.db import Session
from shared.syncs import repository


class SyncRepository(repository.SyncRepository[Sync]):
    """Syncs of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Sync)
