"""The scan of the clocks: whose moment has come, is judged and told."""

from datetime import datetime, timedelta

from services.tickets.cases.operations.holding import held_of, save
from services.tickets.sla.repository import get_locked, lock_due, put_off
from shared.db import Session
from shared.jobs.each import each_alone

BATCH = 200
"""Cases of one transaction of the scan."""

_LOOK_AGAIN = timedelta(minutes=10)
"""For so long a case that cannot be judged is left out of the scan."""


def scan_clocks(session: Session, *, now: datetime) -> int:
    """Judge the next cases whose moment has come, of all tenants; how many. Fewer than a batch are all.

    A case that raises is passed over for a while: it keeps nobody else's clock from being told.
    """
    due = lock_due(session, now, BATCH)

    def judge(case_id: str) -> None:
        save(session, held_of(session, get_locked(session, case_id)), None, now=now)

    for case_id in each_alone("tickets.scan_clocks", due, judge, session=session).passed_over:
        put_off(session, case_id, now + _LOOK_AGAIN)
    return len(due)
