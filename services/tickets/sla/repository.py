"""The SQL of clocks, over the cases of all tenants: the scan is nobody's request."""

from datetime import datetime

from sqlmodel import col, select

from services.tickets.models import Case
from shared.db import Session


def lock_due(session: Session, now: datetime, limit: int) -> list[Case]:
    """Cases whose clocks are to be looked at by now, locked; what another scan holds is left to it.

    Read by an index of the running clocks only, so its cost does not grow with the cases that are done.
    """
    query = select(Case).where(col(Case.next_check_at) <= now).order_by(col(Case.next_check_at)).limit(limit)
    return list(session.exec(query.with_for_update(skip_locked=True)))
