"""What the jobs of a sync work with."""

from services.catalog.syncs.repository import SyncRepository
from shared.amazon.sp_api import Connection
from shared.syncs import tasks


class SyncWork(tasks.SyncWork[Connection]):
    """What the jobs work with."""

    repository = SyncRepository
