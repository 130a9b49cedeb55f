"""The SQL of syncs."""

from services.tickets.models import ReportCount, Sync
from shared.syncs import repository


class SyncRepository(repository.SyncRepository[Sync]):
    """Syncs of one tenant."""

    model, count_model = Sync, ReportCount
