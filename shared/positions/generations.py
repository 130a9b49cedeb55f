"""When numbers begin anew: a database was restored or moved, and positions of before say nothing of those that come.

It rises by `zhuli restored` (tables copied back into the same database cannot be told from inside), and at a start
that finds another PostgreSQL than the last one did, or a stored number that no transaction has had yet.
"""

from sqlalchemy import TextClause, text
from sqlalchemy.engine import Connection
from sqlmodel import Session

from shared.db import Database
from shared.db.pools import prefix_of
from shared.db.positions import GENERATION, POSITION

_RAISE = "UPDATE {}position_state SET generation = generation + 1, number = 0 RETURNING generation, serial_table"
_ORIGIN = text(
    "SELECT concat_ws(':', system_identifier, timeline_id, oid)"
    " FROM pg_control_system(), pg_control_checkpoint(), pg_database WHERE datname = current_database()"
)
_NUMBERED = text(
    "SELECT table_name, bool_or(column_name = 'tenant_id') FROM information_schema.columns"
    " WHERE table_schema = :schema GROUP BY table_name HAVING bool_or(column_name = :name)"
)
_NEWEST = "SELECT max(pos) FROM {table}"
_NEWEST_BY_TENANT = (
    "WITH RECURSIVE tenant(id) AS (SELECT min(tenant_id) FROM {table} UNION ALL"
    " SELECT (SELECT min(tenant_id) FROM {table} WHERE tenant_id > id) FROM tenant WHERE id IS NOT NULL)"
    " SELECT max((SELECT max(pos) FROM {table} WHERE tenant_id = id)) FROM tenant"
)
"""From tenant to tenant: the index begins with it, and a plain maximum would read the whole table at each start."""


def raise_generation(session: Session) -> int:
    """Begin a new generation, with no other program at work; its number. Cursors of before say `restored` once."""
    connection = session.connection()
    generation, serial_table = connection.execute(text(_RAISE.format(prefix_of(connection)))).one()
    if serial_table:
        restart_serial(connection, serial_table, generation)
    return int(generation)


def note_start(database: Database) -> bool:
    """Look at a start whether numbers have begun anew, and raise the generation if so; whether it was raised.

    An SQLite file cannot tell.
    """
    if database.is_sqlite:
        return False
    with database.write() as session:
        origin, state = session.execute(_ORIGIN).scalar_one(), f"{database.prefix}position_state"
        stood = text(f"SELECT origin, generation FROM {state} FOR UPDATE")  # noqa: S608 - our own names
        known, generation = session.execute(stood).one()
        session.execute(text(f"UPDATE {state} SET origin = :origin"), {"origin": origin})  # noqa: S608 - the same
        if (not known or known == origin) and not _is_ahead(session, database, generation):
            return False
        raise_generation(session)
    return True


def _is_ahead(session: Session, database: Database, generation: int) -> bool:
    """Whether a row has a number of this generation that no transaction has had yet."""
    tables = session.execute(_NUMBERED, {"schema": database.schema, "name": POSITION}).all()
    queries = [newest_of(f"{database.prefix}{table}", by_tenant=by_tenant) for table, by_tenant in tables]
    stored = [session.execute(query).scalar_one() or 0 for query in queries]
    # Last: others may be at work, and what they commit meanwhile would seem to lie ahead of an earlier end.
    most: int = session.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")).scalar_one()
    return max(stored, default=0) >= generation * GENERATION + most


def newest_of(table: str, *, by_tenant: bool) -> TextClause:
    """The query of a table's newest position, out of its index, which begins with the tenant if it has one."""
    return text((_NEWEST_BY_TENANT if by_tenant else _NEWEST).format(table=table))


def restart_serial(connection: Connection, table: str, generation: int) -> None:
    """Let a table's own numbers (`sequence`) go on from the beginning of a generation, or behind its newest row."""
    place = f"{prefix_of(connection)}{table}"
    newest = connection.execute(text(f"SELECT max(sequence) FROM {place}")).scalar_one() or 0  # noqa: S608
    first = max(generation * GENERATION, newest + 1)
    if connection.dialect.name == "postgresql":
        name = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'sequence')"), {"table": place})
        connection.execute(text(f"ALTER SEQUENCE {name.scalar_one()} START WITH {first} RESTART"))
        return
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
    connection.execute(
        text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), {"table": table, "last": first - 1}
    )
