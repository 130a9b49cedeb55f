"""The SQL of syncs."""

from services.inventory.models import ReportCount, ReportHeader, Sync, SyncPart
from shared.syncs.repository import PartedSyncRepository


class SyncRepository(PartedSyncRepository[Sync]):
    """Syncs of one tenant."""

    model, part_model = Sync, SyncPart
    header_model, count_model = ReportHeader, ReportCount
