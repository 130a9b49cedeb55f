"""Whether a database is at its newest migration: asked at each program's start, without Alembic, which is large."""

import importlib
from pathlib import Path

from sqlalchemy import inspect, text

from shared.db.engine import Database


class SchemaVersionError(RuntimeError):
    """A database is not at the migration that this program was written for; the message says what to do."""


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
    """Raise OldSchemaError or NewerSchemaError unless the database is at the newest migration of the package."""
    present, newest = _versions(database, package)
    if present is not None and present > newest:
        raise NewerSchemaError(package.rpartition(".")[2], present, newest)
    if present != newest:
        raise OldSchemaError(f"{package}: database at {present}, newest is {newest}; run `make migrate`")


def refuse_newer(database: Database, package: str) -> None:
    """Raise NewerSchemaError for a database that a newer Zhuli has migrated. One that is not there is not made."""
    if database.is_sqlite and not Path(database.url.database or "").exists():
        return
    present, newest = _versions(database, package)
    if present is not None and present > newest:
        raise NewerSchemaError(package.rpartition(".")[2], present, newest)


def _versions(database: Database, package: str) -> tuple[str | None, str]:
    """The migration of the database, None before the first, and the newest that this program has."""
    newest = newest_of(package)
    with database.engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version", schema=database.schema)
        version = text(f"SELECT version_num FROM {database.prefix}alembic_version")  # noqa: S608 - our own names
        return (connection.scalar(version) if known else None), newest
