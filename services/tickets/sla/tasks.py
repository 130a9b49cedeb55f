"""The scan of the clocks, every minute."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dbos import ScheduleInput

from services.tickets.sla import operations
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.steps import step

QUEUE = "tickets"


def register(database: Database) -> Sequence[ScheduleInput]:
    """Declare the scan to DBOS, and its schedule."""

    @task("tickets.scan_clocks")
    def scan_clocks(scheduled_at: datetime, context: Any) -> None:
        while step("scan", _scan, database) == operations.BATCH:
            pass

    return [
        {
            "schedule_name": "tickets.scan_clocks",
            "workflow_fn": scan_clocks,
            "schedule": "* * * * *",
            "queue_name": QUEUE,
        }
    ]


def _scan(database: Database) -> int:
    """One batch in one transaction: a scan that is killed has told all of a batch, or nothing of it."""
    with database.write() as session:
        return operations.scan_clocks(session, now=utc_now())
