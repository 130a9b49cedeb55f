"""What happens to syncs in every service; where they begin and what they bring in is its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.auth import Principal
from shared.ids import uuid7
from shared.jobs.outcomes import Counted, Outcome
from shared.problems import NotFoundError
from shared.syncs.columns import UNDER_WAY, SyncMixin
from shared.syncs.repository import Job, Key, PartedSyncRepository, S, SyncRepository
from shared.syncs.schemas import SyncRead

ABANDONED_AFTER = timedelta(hours=24)
"""A sync that is under way for longer has lost its jobs, and holds back no other any more."""

R = TypeVar("R", bound=SyncRead)
REPORT_SUSPECT = "report.suspect"
EVENTS = {"completed": "sync.completed", "failed": "sync.failed"}
"""What is told outside when a sync ends, by its status."""


def start_once(
    repository: SyncRepository[S],
    seller_id: str,
    job: Job,
    day: Key | None = None,
    *,
    by: Principal | None,
    again: bool = True,
    now: datetime,
) -> S:
    """The account's sync that is under way, else a new one with its job requested, `by` a caller or None.

    With a `day` (the columns that say it) each day has its own, whose attempts are counted; `again` is whether one
    that has completed is followed by another.
    """
    model = repository.model
    while True:
        before = repository.under_way(seller_id) if day is None else repository.newest(seller_id, day)
        if before is not None and (_is_under_way(before, now) or (before.status == "completed" and not again)):
            return before
        if before is not None and before.status in UNDER_WAY:
            change(repository, before, status="failed", **failure("sync-abandoned", "its jobs are lost"), now=now)
        attempt = {} if day is None else {**day, "attempt": getattr(before, "attempt", 0) + 1}
        whose: dict[str, Any] = {"sync_id": uuid7(), "tenant_id": repository.tenant_id, "seller_id": seller_id}
        whose["requested_by"] = None if by is None else by.actor_id
        sync = model(**whose, **attempt, status="waiting", created_at=now, updated_at=now)
        if repository.add_missing(sync):
            repository.request(sync, job, f"{model.service}-sync", now=now)
            if by is not None:
                repository.note_start(sync, by, now=now)
            return sync


def _is_under_way(sync: SyncMixin, now: datetime) -> bool:
    return sync.status in UNDER_WAY and now - sync.updated_at < ABANDONED_AFTER


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
    names = ("sync_id", "seller_id", "status", *reason, "requested_by", "created_at", "updated_at")
    return {"service": sync.service, **{name: getattr(sync, name) for name in names}}


def failure(code: str, detail: str) -> dict[str, str]:
    """Why a sync or a part of it has failed, as their columns hold it."""
    return {"failure_code": code[:100], "failure_detail": detail[:500]}


NO_FAILURE: dict[str, str | None] = {"failure_code": None, "failure_detail": None}
"""What says what has ended well, whatever it waited for."""


def reason_of(outcome: Outcome) -> dict[str, str]:
    """Why what was read is not to be relied on, as the columns hold it."""
    return {} if outcome.is_whole else failure(outcome.code, outcome.detail)


def counts_of(counted: Counted) -> dict[str, int]:
    """The rows of what was read, as the columns hold them."""
    return {
        "rows_received": counted.received,
        "rows_changed": counted.changed,
        "rows_rejected": counted.rejected,
    }


def fail_sync(repository: SyncRepository[S], sync_id: str, code: str, detail: str, *, now: datetime) -> None:
    """Show a sync as failed as a whole. Raises NotFoundError."""
    sync = require_sync(repository, sync_id, lock=True)
    change(repository, sync, status="failed", **failure(code, detail), now=now)


def plan_parts(repository: PartedSyncRepository[S], sync: S, keys: Sequence[Key], *, now: datetime) -> bool:
    """Write down the parts of a sync, and show it as under way, or as completed without any.

    Whether that was done: a step that runs twice finds it done, and perhaps ended.
    """
    if sync.status != "waiting":
        return False
    repository.add_parts(sync, keys)
    change(repository, sync, status="running" if keys else "completed", now=now)
    return True


def set_part(repository: PartedSyncRepository[S], sync_id: str, key: Key, **values: Any) -> S:
    """Show how a part is doing; its sync. Raises NotFoundError."""
    sync = require_sync(repository, sync_id, lock=True)
    repository.set_part(sync, key, **values)
    return sync


def end_part(
    repository: PartedSyncRepository[S],
    sync_id: str,
    key: Key,
    outcome: Outcome,
    *,
    now: datetime,
    goes_on: bool = False,
    marketplace_id: str = "",
    **values: Any,
) -> S:
    """Show how a part ended, with the reason if it is not to be relied on; its sync. Raises NotFoundError.

    With the last part the sync ends, unless it `goes_on` until `settle`. `marketplace_id` is the part's, where it has
    one that its key does not name.
    """
    status = "completed" if outcome.is_whole else outcome.ending
    why = reason_of(outcome)
    sync = set_part(
        repository, sync_id, key, status=status, **(why or NO_FAILURE), **counts_of(outcome.counted), **values
    )
    if status == "suspect":
        place = key.get("marketplace_id", marketplace_id)
        tell_suspect(repository, sync, key.get("part") or key["report"], place, outcome, now=now)
    change(repository, sync, **why, now=now)
    if not goes_on:
        settle(repository, sync, now=now)
    return sync


def settle(repository: PartedSyncRepository[S], sync: S, *, now: datetime) -> None:
    """End a sync if none of its parts is under way: it fails with any that cannot be relied on."""
    counts = repository.count_by_status(sync)
    if not any(counts.get(status) for status in UNDER_WAY):
        change(repository, sync, status="completed" if set(counts) <= {"completed"} else "failed", now=now)


def tell_suspect(
    repository: SyncRepository[S], sync: S, part: str, marketplace_id: str, outcome: Outcome, *, now: datetime
) -> None:
    """Tell the outside of a report of a marketplace that has come and is not believed."""
    subject = f"report:{sync.seller_id}:{marketplace_id}:{part}"
    repository.tell(REPORT_SUSPECT, subject, _suspect(sync, part, marketplace_id, outcome), now=now)


def _suspect(sync: SyncMixin, part: str, marketplace_id: str, outcome: Outcome) -> dict[str, Any]:
    """A report that has come and is not believed, as an event tells it; nothing of it is taken for the truth."""
    return {
        "seller_id": sync.seller_id,
        "marketplace_id": marketplace_id or None,
        "part": part,
        "sync_id": sync.sync_id,
        "rows_received": outcome.counted.received,
        "code": outcome.code,
        "detail": outcome.detail,
    }


def shown(repository: SyncRepository[S], found: Sequence[S], read: type[R]) -> list[R]:
    """Syncs on the wire, in the same order, each with its parts."""
    parts: dict[str, list[dict[str, Any]]] = {sync.sync_id: [] for sync in found}
    for row in repository.parts(found):
        parts[row.sync_id].append(dict(row._mapping))
    member = repository.parts_member
    return [read.model_validate(sync.model_dump() | {member: parts[sync.sync_id]}) for sync in found]
