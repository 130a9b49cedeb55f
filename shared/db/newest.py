"""Whether a database is at its newest migration: asked at each program's start, without Alembic, which is large."""

import importlib
import json
from pathlib import Path

from sqlalchemy import inspect, text

from shared.db.engine import Database

MOVED_FILE = "moved.json"
"""Lies beside SQLite files whose data was moved to PostgreSQL: where to (`to`), and when (`at`)."""


class SchemaVersionError(RuntimeError):
    """A database is not at the migration that this program was written for; the message says what to do."""


class MovedError(SchemaVersionError):
    """What this SQLite file held is in PostgreSQL since, and goes on there: `place`, at the moment `at`."""

    def __init__(self, file: Path, place: str, at: str) -> None:
        super().__init__(
            f"Not started, the data of {file.parent} was moved to {place} on {at[:16]}: set ZHULI_DATABASE_URL to"
            f" that. To go on here instead, as of that moment, delete {file}"
        )
        self.file, self.place, self.at = file, place, at


class OldSchemaError(SchemaVersionError):
    """The database is not at the newest migration; `make migrate` brings it there."""


class NewerSchemaError(SchemaVersionError):
    """A newer Zhuli has migrated the database; what this one would make of it nobody knows."""

    def __init__(self, name: str, present: str | int, newest: str | int) -> None:
        super().__init__(
            f"The database of {name} is newer than this Zhuli ({present}, and this one knows {newest}): start the"
            " newer Zhuli again, or restore a backup of before its upgrade"
        )


def folder_of(package: str) -> Path:
    """Where the history of a package such as `services.ads` lies."""
    return Path(str(importlib.import_module(package).__file__)).parent / "migrations"


def newest_of(package: str) -> str:
    """The newest migration of a package: they are counted (`0007_...`), so the last file is it."""
    return max(path.name.partition("_")[0] for path in (folder_of(package) / "versions").glob("[0-9]*.py"))


def is_empty(database: Database) -> bool:
    """Whether the database was never migrated; a missing SQLite file is not made by looking."""
    if database.is_sqlite and not Path(database.url.database or "").exists():
        return True
    with database.engine.connect() as connection:
        return not inspect(connection).has_table("alembic_version", schema=database.schema)


def require_newest(database: Database, package: str) -> None:
    """Raise OldSchemaError, NewerSchemaError or MovedError unless the database is in use, at the newest migration."""
    _refuse_moved(database)
    present, newest = _versions(database, package)
    if present is not None and present > newest:
        raise NewerSchemaError(package.rpartition(".")[2], present, newest)
    if present != newest:
        raise OldSchemaError(f"{package}: database at {present}, newest is {newest}; run `make migrate`")


def refuse_newer(database: Database, package: str) -> None:
    """Raise NewerSchemaError for a database that a newer Zhuli has migrated, MovedError for one that is left behind.

    One that is not there is not made.
    """
    _refuse_moved(database)
    if database.is_sqlite and not Path(database.url.database or "").exists():
        return
    present, newest = _versions(database, package)
    if present is not None and present > newest:
        raise NewerSchemaError(package.rpartition(".")[2], present, newest)


def _refuse_moved(database: Database) -> None:
    if not database.is_sqlite or not database.url.database:
        return
    file = Path(database.url.database).with_name(MOVED_FILE)
    if file.exists():
        content = json.loads(file.read_text())
        raise MovedError(file, content["to"], content["at"])


def _versions(database: Database, package: str) -> tuple[str | None, str]:
    """The migration of the database, None before the first, and the newest that this program has."""
    newest = newest_of(package)
    with database.engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version", schema=database.schema)
        version = text(f"SELECT version_num FROM {database.prefix}alembic_version")  # noqa: S608 - our own names
        return (connection.scalar(version) if known else None), newest
