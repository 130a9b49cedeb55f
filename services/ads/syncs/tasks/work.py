"""What the jobs of a sync work with."""

from dataclasses import dataclass

from services.ads.clients import AdsConnection
from services.ads.syncs.repository import SyncRepository
from shared.jobs.locks import Locks
from shared.syncs import tasks


@dataclass(frozen=True)
class SyncWork(tasks.SyncWork[AdsConnection]):
    """What the jobs work with; `locks` are those of all workers."""

    repository, purpose = SyncRepository, "ads"

    locks: Locks
