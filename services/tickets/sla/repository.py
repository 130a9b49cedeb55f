"""The SQL of clocks, over the cases of all tenants: the scan is nobody's request."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from services.tickets.models import Case
from shared.db import Session


def lock_due(session: Session, now: datetime, limit: int) -> Sequence[str]:
    """Ids of cases whose clocks are to be looked at by now, locked; what another scan holds is left to it.

    Read by an index of the running clocks only, so its cost does not grow with the cases that are done.
    """
    query = select(Case.case_id).where(col(Case.next_check_at) <= now).order_by(col(Case.next_check_at)).limit(limit)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def get_locked(session: Session, case_id: str) -> Case:
    """A case that `lock_due` has named."""
    return session.exec(select(Case).where(Case.case_id == case_id)).one()


def put_off(session: Session, case_id: str, until: datetime) -> None:
    """Look at a case again later, whatever its row holds."""
    session.execute(update(Case).where(col(Case.case_id) == case_id).values(next_check_at=until))
