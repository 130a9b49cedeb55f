"""What the jobs of a sync work with."""

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock

from services.inventory.syncs.repository import SyncRepository
from shared.amazon.sp_api import Connection
from shared.syncs import tasks


@dataclass(frozen=True)
class SyncWork(tasks.SyncWork[Connection]):
    """What the jobs work with."""

    repository = SyncRepository

    _downloads: dict[tuple[str, str], Lock] = field(default_factory=lambda: defaultdict(Lock))

    def downloading(self, tenant_id: str, seller_id: str) -> Lock:
        """Held while a document of the account is downloaded: one by one, so that the first is stored early."""
        return self._downloads[tenant_id, seller_id]
