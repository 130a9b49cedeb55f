"""The SQL of syncs."""

from collections.abc import Sequence
from typing import Any

from services.catalog.models import Sync, SyncPart
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert
from shared.syncs.repository import PartedSyncRepository


class SyncRepository(PartedSyncRepository[Sync]):
    """Syncs of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Sync, SyncPart)

    def store_parts(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert the parts of a sync of the tenant."""
        upsert(self._session, table_of(SyncPart), rows, key=("sync_id", "part", "marketplace_id"))
