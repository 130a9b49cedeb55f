"""Jobs that no worker takes: DBOS says nothing of them, and they wait for ever.

Those of an older application version are begun anew by the first worker of the present one; the others are counted,
for whoever runs the servers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, TextClause, bindparam, text

from shared import log
from shared.db.engine import Database
from shared.jobs.locks import Locks, holding
from shared.jobs.system import APPLICATION_VERSION

OLDER, NO_QUEUE, NO_KEY = "older-version", "no-such-queue", "no-partition-key"
REASONS = (OLDER, NO_QUEUE, NO_KEY)
_OF_DBOS = "_dbos_"
"""How DBOS's own queue is named, which every worker listens to."""

_OPEN = (
    "SELECT job.workflow_uuid, job.status, job.executor_id, job.application_version, job.queue_name,"
    " job.queue_partition_key, job.created_at, queue.name AS known,"
    " queue.partition_worker_concurrency IS NOT NULL AS parted, job.parent_workflow_id"
    " FROM {schema}workflow_status AS job LEFT JOIN {schema}queues AS queue ON queue.name = job.queue_name"
    " WHERE job.status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
)
_FORGET = "DELETE FROM {schema}{table} WHERE workflow_uuid IN :identities"
_CHILDREN = "SELECT workflow_uuid FROM {schema}workflow_status WHERE parent_workflow_id IN :identities"
_RESTART = (
    "UPDATE {schema}workflow_status SET status = 'ENQUEUED', application_version = :version, executor_id = NULL,"
    " owner_xid = NULL, started_at_epoch_ms = NULL, recovery_attempts = 0, updated_at = :moment"
    " WHERE workflow_uuid IN :identities AND status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
    " AND application_version <> :version"
)


def untaken_jobs(system: Database, queues: Iterable[str]) -> dict[str, list[datetime]]:
    """When the jobs that nobody takes were made, by reason; every reason always. Workers listen to `queues`."""
    listened, found = {*queues}, {reason: list[datetime]() for reason in REASONS}
    with system.read() as session:
        for job in session.execute(_text(system, _OPEN)):
            if (reason := _reason_of(job, listened)) is not None:
                found[reason].append(datetime.fromtimestamp(job.created_at / 1000, UTC))
    return found


def restart_older(system: Database, locks: Locks, own_slot: str, *, now: datetime) -> int:
    """Begin jobs of older application versions anew under ours; how many.

    Their steps may be others now, so nothing of their checkpoints is kept: steps write what they would write again. A
    job that a living worker of the older version has in hand (its slot's lock is held) is left to it.
    """
    by_slot: dict[str, list[str]] = defaultdict(list)
    with system.read() as session:
        for job in session.execute(_text(system, _OPEN)):
            if _is_older(job.application_version) and job.parent_workflow_id is None:
                by_slot[job.executor_id or "" if job.status == "PENDING" else ""].append(job.workflow_uuid)
    restarted = 0
    for slot, identities in sorted(by_slot.items()):
        if slot in ("", own_slot):
            restarted += _restart(system, identities, now=now)
            continue
        with holding(locks, slot) as dead:
            restarted += _restart(system, identities, now=now) if dead else 0
    if restarted:
        log.get(__name__).info("jobs of an older version begun anew", jobs=restarted)
    return restarted


def _restart(system: Database, identities: Sequence[str], *, now: datetime) -> int:
    """In one transaction: what a job had started beside goes with its checkpoints, or it would be met again."""
    with system.write() as session:
        begun = {"identities": list(identities)}
        children = list(session.execute(_text(system, _CHILDREN), begun).scalars())
        for table in ("workflow_input", "workflow_output", "operation_outputs", "workflow_status"):
            if children:
                session.execute(_text(system, _FORGET, table=table), {"identities": children})
        session.execute(_text(system, _FORGET, table="operation_outputs"), begun)
        given = begun | {"version": APPLICATION_VERSION, "moment": int(now.timestamp() * 1000)}
        changed: int = session.execute(_text(system, _RESTART), given).rowcount  # type: ignore[attr-defined]
        return changed


def _reason_of(job: Row[Any], queues: set[str]) -> str | None:
    if _is_older(job.application_version):
        return OLDER
    if job.status == "PENDING" or job.queue_name is None or job.queue_name.startswith(_OF_DBOS):
        return None
    if job.known is None or job.queue_name not in queues:
        return NO_QUEUE
    return NO_KEY if job.parted and job.queue_partition_key is None else None


def _is_older(version: str | None) -> bool:
    return version is not None and version.isdigit() and int(version) < int(APPLICATION_VERSION)


def _text(system: Database, statement: str, **names: str) -> TextClause:
    made = text(statement.format(schema="" if system.is_sqlite else "dbos.", **names))
    return made.bindparams(bindparam("identities", expanding=True)) if ":identities" in statement else made
