"""The position of a change: `generation * 2**48 + number`, the same for all rows of a transaction.

On SQLite the number counts the transactions that write, of which there is one at a time; on PostgreSQL it is the
transaction's id. A column that `position_field` makes takes it with every INSERT and UPDATE of SQLAlchemy; what goes
past that (`BulkUpsert`, `ON CONFLICT DO UPDATE`) sets it itself, or the row would keep its old one.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, update
from sqlalchemy.engine import Connection
from sqlmodel import Field, Session

from shared.db.pools import prefix_of

POSITION = "pos"
GENERATION = 2**48
_TAKE = {
    "sqlite": "UPDATE {}position_state SET number = number + 1 RETURNING (generation << 48) + number",
    "postgresql": "SELECT (generation << 48) + pg_current_xact_id()::text::bigint FROM {}position_state",
}
_KEPT = "position"


def position_field() -> Any:
    """The column `pos` of a table whose rows are polled."""
    taken = {"default": _of_statement, "onupdate": _of_statement}
    return Field(default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=taken)


def position_of(connection: Connection) -> int:
    """The position of what this connection's transaction writes.

    A savepoint on SQLite has a number of its own: rolled back, it takes the counter back with it.
    """
    if connection.get_transaction() is None:
        connection.exec_driver_sql("SELECT 1")  # as the first statement would, it begins a transaction
    held = (connection.get_transaction(), connection.get_nested_transaction())
    kept: tuple[Any, int] | None = connection.info.get(_KEPT)
    if kept is None or kept[0] != held:
        # On the driver: a statement of SQLAlchemy's would take as long as a whole insert.
        driver: Any = connection.connection.driver_connection
        take = _TAKE[connection.dialect.name].format(prefix_of(connection))
        kept = held, int(driver.execute(take).fetchone()[0])
        connection.info[_KEPT] = kept
    return kept[1]


def touch(session: Session, table: Table, *conditions: ColumnElement[bool]) -> None:
    """Let these rows be told anew: what is shown with them, from another table, changes in this transaction."""
    position = position_of(session.connection())
    session.execute(update(table).where(*conditions).values({POSITION: position}))


def _of_statement(context: Any) -> int:
    return position_of(context.connection)
