"""The two tables that positions need, in every service."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class PositionStateMixin(SQLModel):
    """Columns of `position_state`, which has one row.

    `number` counts the transactions that write (SQLite). `generation` rises when numbers begin anew; `origin` is the
    PostgreSQL that they are of: system identifier, timeline and database. `serial_table` is a table whose `sequence`
    is its position, "" if there is none.
    """

    state_id: int = Field(primary_key=True)
    generation: int = Field(sa_type=BigInteger)
    number: int = Field(sa_type=BigInteger)
    origin: str = Field(max_length=100)
    serial_table: str = Field(max_length=63)


class PositionRemovedMixin(SQLModel):
    """Columns of `position_removed`: the newest position of rows that were removed from a tenant's list for good."""

    list_name: str = Field(primary_key=True, max_length=63)
    tenant_id: str = Field(primary_key=True, max_length=36)
    removed_pos: int = Field(sa_type=BigInteger)
