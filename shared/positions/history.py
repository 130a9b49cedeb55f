"""Positions in the migrations of services: the two tables, and a column for rows that are there already."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shared.positions.generations import restart_serial

FIRST = 1
"""The rows of before are of generation 0: their numbers have nothing to do with those of transactions."""


def create_tables(*, serial_table: str = "") -> None:
    """Make `position_state`, in its first generation, and `position_removed`."""
    op.create_table(
        "position_state",
        sa.Column("state_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(100), nullable=False),
        sa.Column("serial_table", sa.String(63), nullable=False),
        sa.PrimaryKeyConstraint("state_id", name=op.f("pk_position_state")),
    )
    if serial_table:
        restart_serial(op.get_bind(), serial_table, FIRST)
    names = "state_id, generation, number, origin, serial_table"
    op.execute(f"INSERT INTO position_state ({names}) VALUES (1, {FIRST}, 0, '', '{serial_table}')")  # noqa: S608
    op.create_table(
        "position_removed",
        sa.Column("list_name", sa.String(63), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("removed_pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("list_name", "tenant_id", name=op.f("pk_position_removed")),
    )


def drop_tables() -> None:
    """The way back."""
    op.drop_table("position_removed")
    op.drop_table("position_state")


def add_position(table: str, key: Sequence[str], index: Sequence[str], *, moment: str = "updated_at") -> None:
    """Number a table's rows in the order of their last change, and index them as the list reads them.

    `key` is the primary key, `index` the columns of `ix_<table>_position`.
    """
    op.add_column(table, sa.Column("pos", sa.BigInteger(), nullable=False, server_default="0"))
    names = ", ".join(key)
    same = " AND ".join(f"{table}.{name} = numbered.{name}" for name in key)
    order = f"row_number() OVER (ORDER BY {moment}, {names})"
    numbered = f"SELECT {names}, {order} AS number FROM {table}"  # noqa: S608 - our own names
    op.execute(f"UPDATE {table} SET pos = numbered.number FROM ({numbered}) AS numbered WHERE {same}")  # noqa: S608
    if op.get_context().dialect.name == "postgresql":
        op.alter_column(table, "pos", server_default=None)
    op.create_index(f"ix_{table}_position", table, list(index))


def drop_position(table: str) -> None:
    """The way back."""
    op.drop_index(f"ix_{table}_position", table_name=table)
    op.drop_column(table, "pos")
