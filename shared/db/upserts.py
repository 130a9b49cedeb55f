"""`INSERT .. ON CONFLICT`, which SQLAlchemy spells per dialect."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import FromClause, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from shared.db.positions import POSITION

INSERTS: Mapping[str, Callable[[Any], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""Each dialect's own `insert(table)`, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""


def insert_of(session: Session, table: FromClause) -> Any:
    """That of the session's dialect."""
    return INSERTS[session.get_bind().dialect.name](table)


def add_missing(session: Session, table: FromClause, row: Mapping[str, Any]) -> bool:
    """Insert the row unless its key is there; True when it was inserted.

    On PostgreSQL a racing insert of the same key waits for the other transaction to end.
    """
    statement = insert_of(session, table).values(_given(row)).on_conflict_do_nothing()
    # What comes back tells, not `rowcount`: psycopg's is -1 here (measured).
    inserted = session.connection().execute(statement.returning(literal_column("1"))).first()
    return inserted is not None


def add_all_missing(
    session: Session, table: FromClause, rows: Sequence[Mapping[str, Any]], *returned: str
) -> list[tuple[Any, ...]]:
    """Insert the rows whose keys are not there, in one statement; these columns of those that were inserted.

    Rows in one order keep two who insert the same from waiting for each other.
    """
    if not rows:
        return []
    statement = insert_of(session, table).on_conflict_do_nothing().returning(*(table.c[name] for name in returned))
    return [tuple(row) for row in session.connection().execute(statement, [_given(row) for row in rows])]


def upsert(session: Session, table: FromClause, rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]) -> None:
    """Insert rows, or update those whose `key` columns exist; for some hundreds of rows (see `shared.db.bulk`)."""
    if not rows:
        return
    statement = insert_of(session, table)
    given = [_given(row) for row in rows]
    changed = {name: statement.excluded[name] for name in given[0] if name not in key}
    if POSITION in table.c:
        changed[POSITION] = statement.excluded[POSITION]
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed), given)


def _given(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without a position that it would only keep: each statement gives its own."""
    return {name: value for name, value in row.items() if name != POSITION}
