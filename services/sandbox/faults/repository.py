"""All SQL about faults and calls."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import col, select

from services.sandbox.faults.rules import Simulated
from services.sandbox.models import Call, Fault
from shared.db import Session


class FaultRepository:
    """Faults and calls of one advertiser."""

    def __init__(self, session: Session, advertiser: Simulated) -> None:
        self._session = session
        self._seed = advertiser.seed
        self._size = advertiser.size

    def add(self, row: Fault | Call) -> None:
        """Keep a fault or a call."""
        self._session.add(row)
        self._session.flush()

    def faults(self) -> Sequence[Fault]:
        """Those that are switched on or were, in the order of their making."""
        query = select(Fault).where(Fault.seed == self._seed, Fault.size == self._size)
        return self._session.exec(query.order_by(Fault.fault_id)).all()

    def next(self, operations: Sequence[str], now: datetime) -> Fault | None:
        """The first that a call which goes by these names meets now, locked for change."""
        query = select(Fault).where(Fault.seed == self._seed, Fault.size == self._size)
        query = query.where(col(Fault.operation).in_(operations))
        living = or_(col(Fault.ends_at).is_(None), col(Fault.ends_at) > now)
        query = query.where(living, or_(col(Fault.times).is_(None), col(Fault.times) > 0))
        return self._session.exec(query.order_by(Fault.fault_id).limit(1).with_for_update()).first()

    def delete(self) -> None:
        """Switch all of them off."""
        mine = (col(Fault.seed) == self._seed, col(Fault.size) == self._size)
        self._session.execute(delete(Fault).where(*mine))

    def calls(self) -> Sequence[Call]:
        """Calls that are still known, oldest first."""
        query = select(Call).where(Call.seed == self._seed, Call.size == self._size)
        return self._session.exec(query.order_by(col(Call.called_at), col(Call.call_id))).all()

    def forget_calls(self, before: datetime) -> None:
        """Delete calls that are older."""
        mine = (col(Call.seed) == self._seed, col(Call.size) == self._size)
        self._session.execute(delete(Call).where(*mine, col(Call.called_at) < before))
