"""Syncs that are under way in a database that was restored: what they wait for at Amazon is done, or long gone."""

from collections.abc import Callable
from datetime import datetime

from shared.db import Session
from shared.outbox.rows import withdraw_jobs
from shared.syncs.operations import change, failure
from shared.syncs.repository import PartedSyncRepository, S, SyncRepository, all_under_way

CODE, DETAIL = "sync-abandoned", "the installation was restored; it is asked for again"


def begin_anew(
    session: Session, syncs: type[SyncRepository[S]], start: Callable[[S], object], *, now: datetime
) -> list[str]:
    """End every tenant's syncs that are under way as failed, and `start` another for each; the ids of the old ones.

    Job requests of theirs that wait in the outbox are taken back; those that are jobs already are the caller's.
    """
    ended = []
    for sync in all_under_way(session, syncs.model):
        repository = syncs(session, sync.tenant_id)
        if isinstance(repository, PartedSyncRepository):
            repository.fail_parts(sync, **failure(CODE, DETAIL))
        change(repository, sync, status="failed", **failure(CODE, DETAIL), now=now)
        withdraw_jobs(session, sync.sync_id)
        start(sync)
        ended.append(sync.sync_id)
    return ended
