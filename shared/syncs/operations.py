"""What happens to syncs in every service; where they begin and what they bring in is its own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared import pages
from shared.ids import uuid7
from shared.jobs.outcomes import Outcome
from shared.problems import NotFoundError
from shared.syncs.columns import UNDER_WAY, SyncMixin
from shared.syncs.repository import S, SyncRepository
from shared.syncs.schemas import SyncQuery

EVENTS = {"completed": "sync.completed", "failed": "sync.failed"}
"""What is told outside when a sync ends, by its status."""


def start_once(
    repository: SyncRepository[S],
    *,
    find: Callable[[], S | None],
    is_same: Callable[[S], bool],
    new: Callable[[S | None], S],
    request: Callable[[S], None],
    now: datetime,
) -> S:
    """The sync that `find` gives if it `is_same` as one started now, else a new one with its job requested.

    One that is under way and not the same has lost its jobs: it ends as failed.
    """
    while True:
        before = find()
        if before is not None and is_same(before):
            return before
        if before is not None and before.status in UNDER_WAY:
            change(repository, before, status="failed", **failure("sync-abandoned", "its jobs are lost"), now=now)
        sync = new(before)
        if repository.add_missing(sync):
            request(sync)
            return sync


def new_sync(model: type[S], tenant_id: str, seller_id: str, *, now: datetime, **values: Any) -> S:
    """A sync that waits to begin."""
    return model(
        sync_id=uuid7(),
        tenant_id=tenant_id,
        seller_id=seller_id,
        status="waiting",
        created_at=now,
        updated_at=now,
        **values,
    )


def page_of(repository: SyncRepository[S], tenant_id: str, query: SyncQuery) -> tuple[Sequence[S], str | None, bool]:
    """A page of the tenant's syncs, oldest change first, with the cursor of the next. Raises the cursor's errors."""
    return pages.by_change(tenant_id, query, lambda after: repository.page(query, after), "sync_id")


def require_sync(repository: SyncRepository[S], sync_id: str, *, lock: bool = False) -> S:
    """The sync. Raises NotFoundError."""
    sync = repository.get(sync_id, lock=lock)
    if sync is None:
        raise NotFoundError
    return sync


def change(repository: SyncRepository[S], sync: S, *, now: datetime, **values: Any) -> None:
    """Store a sync with other values; that it has ended is told outside, with the reason if it failed."""
    before = sync.status
    for name, value in values.items():
        setattr(sync, name, value)
    sync.updated_at = now
    repository.save(sync)
    if sync.status != before and sync.status in EVENTS:
        subject = f"sync:{sync.service}:{sync.seller_id}"
        repository.tell(EVENTS[sync.status], subject, _told(sync), now=now)


def _told(sync: SyncMixin) -> dict[str, Any]:
    """A sync as an event tells it."""
    reason = ("failure_code", "failure_detail") if sync.status == "failed" else ()
    names = ("sync_id", "seller_id", "status", *reason, "created_at", "updated_at")
    return {"service": sync.service, **{name: getattr(sync, name) for name in names}}


def failure(code: str, detail: str) -> dict[str, str]:
    """Why a sync or a part of it has failed, as their columns hold it."""
    return {"failure_code": code[:100], "failure_detail": detail[:500]}


def end_of(sync: SyncMixin, counts: Mapping[str, int]) -> str:
    """The status of a sync by the number of its parts of each status: it ends with the last, and fails with any."""
    if any(counts.get(status) for status in UNDER_WAY):
        return sync.status
    return "completed" if set(counts) <= {"completed"} else "failed"


NO_FAILURE: dict[str, str | None] = {"failure_code": None, "failure_detail": None}
"""What a part says that has ended well, whatever it waited for."""


def reason_of(outcome: Outcome) -> dict[str, str]:
    """Why what was read is not to be relied on, as the columns hold it."""
    return {} if outcome.is_whole else failure(outcome.code, outcome.detail)


def part_values(outcome: Outcome) -> dict[str, Any]:
    """The columns of a part that has ended: how, its rows, and why it is not to be relied on."""
    counted = outcome.counted
    return (reason_of(outcome) or NO_FAILURE) | {
        "status": "completed" if outcome.is_whole else outcome.ending,
        "rows_received": counted.received,
        "rows_changed": counted.changed,
        "rows_rejected": counted.rejected,
    }
