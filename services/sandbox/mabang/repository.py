"""All SQL about the stand-in for Mabang."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from services.sandbox.mabang.rules.traps import Trap
from services.sandbox.models import MabangCall, MabangMove, MabangSwitch
from shared.db import Session


class MabangRepository:
    """Traps, calls and moved rows of one account of the ERP, by seed and size."""

    def __init__(self, session: Session, seed: int, size: int) -> None:
        self._session = session
        self._seed, self._size = seed, size

    def switches(self) -> dict[Trap, MabangSwitch]:
        """Traps that are not as they are by default."""
        query = select(MabangSwitch).where(MabangSwitch.seed == self._seed, MabangSwitch.size == self._size)
        return {Trap(each.trap): each for each in self._session.exec(query)}

    def switch(self, trap: Trap, *, is_on: bool, times: int | None, pause_seconds: float) -> None:
        """Switch a trap on or off."""
        switch = MabangSwitch(
            seed=self._seed, size=self._size, trap=trap, is_on=is_on, times=times, pause_seconds=pause_seconds
        )
        self._session.merge(switch)
        self._session.flush()

    def reset(self) -> None:
        """Let all traps be as they are by default, and rows lie where they lay."""
        for table in (MabangSwitch, MabangMove):
            mine = (col(table.seed) == self._seed, col(table.size) == self._size)
            self._session.execute(delete(table).where(*mine))

    def add_call(self, api: str, asked: str, trap: Trap | None, called_at: datetime) -> None:
        """Note a call."""
        call = MabangCall(seed=self._seed, size=self._size, api=api, asked=asked, trap=trap, called_at=called_at)
        self._session.add(call)
        self._session.flush()

    def calls(self) -> Sequence[MabangCall]:
        """Calls that are still known, oldest first."""
        query = select(MabangCall).where(MabangCall.seed == self._seed, MabangCall.size == self._size)
        return self._session.exec(query.order_by(col(MabangCall.call_id))).all()

    def traps_met(self, api: str, asked: str) -> list[Trap]:
        """What this very call met since it last got its answer."""
        query = select(MabangCall.trap).where(MabangCall.seed == self._seed, MabangCall.size == self._size)
        query = query.where(MabangCall.api == api, MabangCall.asked == asked)
        newest = self._session.exec(query.order_by(col(MabangCall.call_id).desc()).limit(len(Trap))).all()
        return [Trap(each) for each in newest[: newest.index(None) if None in newest else None] if each]

    def forget_calls(self, before: datetime) -> None:
        """Delete calls that are older."""
        mine = (col(MabangCall.seed) == self._seed, col(MabangCall.size) == self._size)
        self._session.execute(delete(MabangCall).where(*mine, col(MabangCall.called_at) < before))

    def moves(self) -> Sequence[MabangMove]:
        """Rows that moved, the newest first."""
        query = select(MabangMove).where(MabangMove.seed == self._seed, MabangMove.size == self._size)
        return self._session.exec(query.order_by(col(MabangMove.moved_at).desc(), col(MabangMove.place))).all()

    def move(self, place: int, moved_at: datetime) -> None:
        """Note that a row was changed."""
        self._session.merge(MabangMove(seed=self._seed, size=self._size, place=place, moved_at=moved_at))
        self._session.flush()
