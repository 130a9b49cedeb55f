"""What happens to syncs in every service; where they begin and what they bring in is its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.problems import NotFoundError
from shared.syncs.columns import UNDER_WAY, SyncMixin
from shared.syncs.repository import S, SyncRepository


def require_sync(repository: SyncRepository[S], sync_id: str, *, lock: bool = False) -> S:
    """The sync. Raises NotFoundError."""
    sync = repository.get(sync_id, lock=lock)
    if sync is None:
        raise NotFoundError
    return sync


def change(repository: SyncRepository[S], sync: S, *, now: datetime, **values: Any) -> None:
    """Store a sync with other values."""
    for name, value in values.items():
        setattr(sync, name, value)
    sync.updated_at = now
    repository.save(sync)


def failure(code: str, detail: str) -> dict[str, str]:
    """Why a sync or a part of it has failed, as their columns hold it."""
    return {"failure_code": code[:100], "failure_detail": detail[:500]}


def end_of(sync: SyncMixin, counts: Mapping[str, int]) -> str:
    """The status of a sync by the number of its parts of each status: it ends with the last, and fails with any."""
    if any(counts.get(status) for status in UNDER_WAY):
        return sync.status
    return "failed" if counts.get("failed") else "completed"
