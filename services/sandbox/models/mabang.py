"""What is kept of the stand-in for Mabang: its traps as they were switched, the calls, and the rows that moved."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, Text
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime

_COUNTED = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only an INTEGER key.


class MabangSwitch(SandboxModel, table=True):
    """A trap of one account that is not as it is by default; `times` counts down, None is without end."""

    __tablename__ = "mabang_switch"

    seed: int = Field(primary_key=True, sa_type=BigInteger)
    size: int = Field(primary_key=True)
    trap: str = Field(primary_key=True, max_length=20)
    is_on: bool
    times: int | None = None
    pause_seconds: float


class MabangCall(SandboxModel, table=True):
    """A call of one account: what was `asked` (the request's `data` as JSON), and the trap that it met once."""

    __tablename__ = "mabang_call"
    __table_args__ = (Index("ix_mabang_call_account", "seed", "size", "call_id"),)

    call_id: int | None = Field(default=None, primary_key=True, sa_type=_COUNTED)
    seed: int = Field(sa_type=BigInteger)
    size: int
    api: str = Field(max_length=80)
    asked: str = Field(sa_type=Text)
    trap: str | None = Field(default=None, max_length=20)
    called_at: datetime = Field(sa_type=UtcDateTime)


class MabangMove(SandboxModel, table=True):
    """A row that was changed while a list was read: the good's place, and when."""

    __tablename__ = "mabang_move"

    seed: int = Field(primary_key=True, sa_type=BigInteger)
    size: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    moved_at: datetime = Field(sa_type=UtcDateTime)
