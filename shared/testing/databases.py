"""Migrated databases for tests: a package is migrated once per session, then copied for each test.

Measured: copying an SQLite file takes 0.15 ms, `CREATE DATABASE .. TEMPLATE` 35 ms.
"""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from shared.db import Database
from shared.db.migrations import upgrade
from shared.testing.postgres import PostgresServer


class Templates(Protocol):
    """Where databases for tests come from, on one backend. `package` is one with migrations: `services.ads`."""

    def empty(self, package: str) -> AbstractContextManager[Database]:
        """A database with nothing in it, dropped at the end."""

    def migrated(self, package: str) -> AbstractContextManager[Database]:
        """A database at the newest migration with no rows of ours, dropped at the end."""


class SqliteTemplates:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._templates: dict[str, Path] = {}

    @contextmanager
    def empty(self, package: str) -> Iterator[Database]:
        """See Templates."""
        with self._at(self._folder / f"{next(self._numbers)}.db", package) as database:
            yield database

    @contextmanager
    def migrated(self, package: str) -> Iterator[Database]:
        """See Templates."""
        copy = self._folder / f"{next(self._numbers)}.db"
        shutil.copyfile(self._template(package), copy)
        with self._at(copy, package) as database:
            yield database

    @contextmanager
    def _at(self, path: Path, package: str) -> Iterator[Database]:
        database = _open(f"sqlite:///{path}", package)
        try:
            yield database
        finally:
            database.dispose()
            path.unlink(missing_ok=True)

    def _template(self, package: str) -> Path:
        if package not in self._templates:
            path = self._folder / f"{package}.db"
            database = _open(f"sqlite:///{path}", package)
            upgrade(database, package)
            database.dispose()  # the last connection moves the write-ahead log into the file
            self._templates[package] = path
        return self._templates[package]


class PostgresTemplates:
    """Databases of one server; the service's tables lie in a schema of its name, as in production."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._templates: dict[str, str] = {}

    @contextmanager
    def empty(self, package: str) -> Iterator[Database]:
        """See Templates."""
        with self._created(package, template="template1") as database:
            yield database

    @contextmanager
    def migrated(self, package: str) -> Iterator[Database]:
        """See Templates."""
        with self._created(package, template=self._template(package)) as database:
            yield database

    @contextmanager
    def _created(self, package: str, *, template: str) -> Iterator[Database]:
        name = f"copy_{next(self._numbers)}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        database = _open(self._server.url(name), package)
        try:
            yield database
        finally:
            database.dispose()
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _template(self, package: str) -> str:
        if package not in self._templates:
            name = f"template_{package.replace('.', '_')}"
            self._administer(f"CREATE DATABASE {name} TEMPLATE template1")
            database = _open(self._server.url(name), package)
            upgrade(database, package)
            database.dispose()
            self._templates[package] = name
        return self._templates[package]

    def _administer(self, statement: str) -> None:
        url = self._server.url("postgres").replace("postgresql:", "postgresql+psycopg:", 1)
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))


def _open(url: str, package: str) -> Database:
    return Database(url, schema=package.rpartition(".")[2])
