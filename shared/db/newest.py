"""Whether a database is at its newest migration: asked at each program's start, without Alembic, which is large."""

import importlib
from pathlib import Path

from sqlalchemy import inspect, text

from shared.db.engine import Database


class OldSchemaError(RuntimeError):
    """The database is not at the newest migration; `make migrate` brings it there."""


def folder_of(package: str) -> Path:
    """Where the history of a package such as `services.ads` lies."""
    return Path(str(importlib.import_module(package).__file__)).parent / "migrations"


def is_empty(database: Database) -> bool:
    """Whether the database was never migrated; a missing SQLite file is not made by looking."""
    if database.is_sqlite and not Path(database.url.database or "").exists():
        return True
    with database.engine.connect() as connection:
        return not inspect(connection).has_table("alembic_version", schema=database.schema)


def require_newest(database: Database, package: str) -> None:
    """Raise OldSchemaError unless the database is at the newest migration of the package.

    Migrations are counted (`0007_...`), so the last file is the newest one.
    """
    newest = max(path.name.partition("_")[0] for path in (folder_of(package) / "versions").glob("[0-9]*.py"))
    with database.engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        present = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    if present != newest:
        raise OldSchemaError(f"{package}: database at {present}, newest is {newest}; run `make migrate`")
