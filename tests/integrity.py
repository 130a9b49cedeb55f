"""Whether an SQLite file is whole."""

from sqlalchemy import Connection

_ALL = 1_000_000_000
_FALSE = "NULL value in "
"""SQLite 3.40 says so of each row of a WITHOUT ROWID table whose key columns stand last; it refuses real ones."""


def damage_of(connection: Connection) -> list[str]:
    """What `PRAGMA integrity_check` complains of; nothing for a sound file, and on PostgreSQL."""
    if connection.dialect.name != "sqlite":
        return []
    said = connection.exec_driver_sql(f"PRAGMA integrity_check({_ALL})").scalars()
    return [line for line in said if line != "ok" and not line.startswith(_FALSE)]
