"""What the table `sync` of every service has."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, column
from sqlmodel import Field, SQLModel

from shared.db.columns import UtcDateTime
from shared.db.positions import position_field

UNDER_WAY = ("waiting", "running")


class SyncMixin(SQLModel):
    """Whose sync it is and how it goes: waiting, running, completed, or failed and why.

    `requested_by` is the actor who asked for it, null where it was time for it.
    """

    service: ClassVar[str]

    sync_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    status: str = Field(max_length=10)
    requested_by: str | None = Field(default=None, max_length=36)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()


POSITION_INDEX = ("tenant_id", "pos", "sync_id", "updated_at")
"""The order of the list of syncs."""


def one_at_a_time() -> tuple[Any, ...]:
    """`__table_args__` of a table in which an account has one sync under way, and of the order of its list."""
    under_way = column("status").in_(UNDER_WAY)
    return (
        Index(
            "uq_sync_under_way",
            *("tenant_id", "seller_id"),
            unique=True,
            sqlite_where=under_way,
            postgresql_where=under_way,
        ),
        Index("ix_sync_position", *POSITION_INDEX),
    )


class ReportHeaderMixin(SQLModel):
    """The names of the columns of a report's last file, as written, by their normalised form: a JSON object."""

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    report: str = Field(primary_key=True, max_length=100)
    columns: str
    changed_at: datetime = Field(sa_type=UtcDateTime)
