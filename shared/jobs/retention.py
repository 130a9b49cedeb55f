"""Jobs that ended long ago are forgotten: DBOS itself keeps every workflow, and a clock alone makes 1,440 a day."""

from datetime import datetime

from dbos import DBOS

BATCH = 200
"""Jobs of one transaction: short enough that nobody waits for it."""

_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


def forget_ended(*, before: datetime) -> int:
    """Delete a batch of the jobs that ended before a moment, with their steps; how many.

    The id of a job that is gone could run again: whoever keeps jobs for days must ask for none of their ids later.
    """
    found = DBOS.list_workflows(
        status=_ENDED, completed_before=before.isoformat(), limit=BATCH, load_input=False, load_output=False
    )
    if found:
        DBOS.delete_workflows([workflow.workflow_id for workflow in found])
    return len(found)
