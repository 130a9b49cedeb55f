"""An installation that is moved, and its rows on either side as the programs read them."""

import os
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import MetaData, select
from sqlmodel import SQLModel

from services.cli.installation import ALL_SERVICES, databases
from services.cli.moves.moving import move
from tests.cli.backups.kept import Kept

STATE = "position_state"


@dataclass
class Moved:
    """`said` is what the move has said, sentence by sentence."""

    kept: Kept
    url: str
    said: list[str] = field(default_factory=list)

    def move(self) -> None:
        self.said.clear()
        move(self.kept.installation, self.url, self._say)

    def use_postgres(self) -> None:
        """Let this process, and those that it starts, work with what was moved."""
        for name in list(os.environ):
            if name.endswith(("_DATABASE_URL", "_DATABASE_DIRECT_URL")) or name in (
                "ZHULI_JOBS_URL",
                "ZHULI_THROTTLE_URL",
                "ZHULI_QUOTAS_URL",
            ):
                del os.environ[name]
        os.environ["ZHULI_DATABASE_URL"] = self.url
        self.kept.installation.enter()

    def file(self, service: str) -> Path:
        return self.kept.installation.data / f"{service}.sqlite3"

    def run(self, service: str, statement: str, *values: Any) -> None:
        """One statement on a file, past everything that checks it."""
        with closing(sqlite3.connect(self.file(service), isolation_level=None)) as file:
            file.execute("PRAGMA foreign_keys = OFF")
            file.execute(statement, values)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """What PostgreSQL answers, if anything."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def _say(self, en: str, _zh: str, **values: Any) -> None:
        self.said.append(en.format(**values))


def metadata_of(service: str) -> MetaData:
    """The tables of a service."""
    models = vars(import_module(f"services.{service}.models")).values()
    found = (each.metadata for each in models if isinstance(each, type) and issubclass(each, SQLModel))
    return next(each for each in found if each.tables)


def rows_of(service: str) -> dict[str, Counter[str]]:
    """All rows of a service but those that say which generation of positions it is in, as SQLAlchemy reads them."""
    found, database = {}, databases()[service]
    try:
        with database.read() as session:
            for name, table in metadata_of(service).tables.items():
                if name != STATE:
                    found[name] = Counter(repr(tuple(row)) for row in session.execute(select(table)))
    finally:
        database.dispose()
    return found


def everything() -> dict[str, dict[str, Counter[str]]]:
    """The same of all services."""
    return {service: rows_of(service) for service in ALL_SERVICES}
