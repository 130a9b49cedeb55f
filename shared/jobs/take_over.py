"""Workflows of workers that died, taken over by one that lives."""

from collections import defaultdict

from dbos import DBOS, WorkflowStatus

from shared import log
from shared.jobs.locks import Locks, holding


def take_over(locks: Locks, own_slot: str) -> int:
    """Resume the workflows of workers whose slot lock is free; how many.

    Without a control plane DBOS resumes a dead executor's workflows only under the same executor id.
    """
    slots = {workflow.executor_id for workflow in _running()} - {own_slot}
    return sum(_resume(locks, slot) for slot in sorted(slot for slot in slots if slot))


def _resume(locks: Locks, slot: str) -> int:
    by_queue: dict[str | None, list[str]] = defaultdict(list)
    with holding(locks, slot) as dead:
        # Looked up under the lock: what another worker has resumed since is that worker's now.
        for workflow in _running(slot) if dead else ():
            by_queue[workflow.queue_name].append(workflow.workflow_id)
        for queue, identities in by_queue.items():
            DBOS.resume_workflows(identities, queue_name=queue)
    resumed = sum(len(identities) for identities in by_queue.values())
    if resumed:
        log.get(__name__).info("took over", slot=slot, workflows=resumed)
    return resumed


def _running(slot: str | None = None) -> list[WorkflowStatus]:
    return DBOS.list_workflows(status="PENDING", executor_id=slot, load_input=False, load_output=False)
