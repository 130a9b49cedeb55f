"""The SQL of syncs."""

from datetime import date

from sqlmodel import col, select

from services.inventory.models import Sync, SyncPart
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.syncs.repository import PartedSyncRepository


class SyncRepository(PartedSyncRepository[Sync]):
    """Syncs of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Sync, SyncPart)

    def newest(self, seller_id: str, started_on: date) -> Sync | None:
        """The last sync of an account that was started on a day."""
        query = select(Sync).where(
            Sync.tenant_id == self._tenant_id, Sync.seller_id == seller_id, Sync.started_on == started_on
        )
        return self._session.exec(query.order_by(col(Sync.attempt).desc()).limit(1)).one_or_none()

    def add_part(self, sync: Sync, part: str, marketplace_id: str) -> None:
        """Plan a part of a sync that was read from this repository, unless it is planned."""
        row = SyncPart(sync_id=sync.sync_id, part=part, marketplace_id=marketplace_id, status="waiting")
        add_missing(self._session, table_of(SyncPart), row.model_dump())
