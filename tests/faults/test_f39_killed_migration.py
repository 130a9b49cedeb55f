"""F39: `zhuli migrate` is killed in the middle of an upgrade from 0.1.0, at several statements.

Pass: the same command, run again, succeeds, and leaves what an upgrade leaves that nobody killed: the same tables,
and the same rows in them. The other half of F39, the older programs on the newer schema, is a judge of `make judges`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import MetaData, insert, inspect, select

from services.cli.installation import ALL_SERVICES, Installation, databases
from services.gateway.settings import GatewaySettings
from shared.db import Database
from shared.db.migrations import config_of
from shared.testing.databases import Templates
from tests.faults.dying_migration import counting
from tests.faults.house import open_house
from tests.journeys.installed import environment_of, free_ports

ROOT = Path(__file__).parents[2]
OF_0_1_0 = {"gateway": "0002", "catalog": "0002", "inventory": "0004", "ads": "0005", "tickets": "0004"}
POINTS = (0.4, 0.95)
"""Parts of the statements; the last ones are those of the job queue."""

OF_INSTALLATION = "'installation'"
"""Whose rows are made by the command itself, at its moment: the address of our own subscriber."""


@pytest.fixture
def empty(templates: Templates) -> Iterator[Callable[[str], Database]]:
    """`empty("services.ads")`: a database with nothing in it."""
    with ExitStack() as stack:
        yield lambda package: stack.enter_context(templates.empty(package))


def test_a_killed_upgrade_goes_on_when_it_is_run_again(service_database, empty, backend, tmp_path, request):
    old = as_of_0_1_0(service_database, empty, tmp_path)
    server = request.getfixturevalue("postgres_server") if backend == "postgres" else None
    copy = Copies(old, tmp_path, server.url if server else None)
    with environment_of("sqlite", lambda: None), counting() as statements:
        copy.enter("control")
        installation(tmp_path, "control").migrate()
        everything, expected = statements[0], state()
    for number, part in enumerate(POINTS):
        with environment_of("sqlite", lambda: None):
            copy.enter(f"killed_{number}")
            assert killed(tmp_path / f"killed_{number}", at=int(part * everything)) == -9
            installation(tmp_path, f"killed_{number}").migrate()
            found = state()
            assert found.keys() == expected.keys()
            assert [name for name in found if found[name] != expected[name]] == []
    copy.drop()


def as_of_0_1_0(
    service_database: Callable[[str], Database], empty: Callable[[str], Database], folder: Path
) -> dict[str, Database]:
    """Databases with the release's schema, and in it what a furnished house has of its columns."""
    with open_house(service_database, folder, reads_per_minute=10**6, writes_per_minute=10**6) as house:
        house.furnish(house.new_tenant("First"), "A1FIRSTSELLER")
    found = {}
    for service, revision in OF_0_1_0.items():
        database = found[service] = empty(f"services.{service}")
        database.create_schema()
        command.upgrade(config_of(f"services.{service}", database), revision)
        copy_rows(house.databases[service], database)
        database.dispose()
    return found


_BEFORE = {str: "", datetime: datetime(2026, 11, 1, tzinfo=UTC), bytes: b""}
"""What columns held that are gone now."""


def copy_rows(newer: Database, older: Database) -> None:
    """All rows of the tables that both have, with the columns that both have."""
    source, target = MetaData(schema=newer.schema), MetaData(schema=older.schema)
    source.reflect(newer.engine)
    target.reflect(older.engine)
    with newer.read() as session, older.write() as other:
        for table in target.sorted_tables:
            known = source.tables.get(table.key)
            if known is None or table.name == "alembic_version":
                continue
            shared = [column.name for column in table.columns if column.name in known.c]
            rows = [row._asdict() for row in session.execute(select(*(known.c[name] for name in shared)))]
            gone = {
                column.name: _BEFORE.get(column.type.python_type, 0)
                for column in table.columns
                if column.name not in known.c and not column.nullable
            }
            # Values of longer words came later, in rows that nothing refers to.
            sizes = {name: getattr(table.c[name].type, "length", None) or sys.maxsize for name in shared}
            fitting = [row | gone for row in rows if all(len(str(row[name])) <= sizes[name] for name in shared)]
            if fitting:
                other.execute(insert(table), fitting)


def installation(folder: Path, name: str) -> Installation:
    found = Installation(folder / name, *free_ports())
    found.enter()
    return found


def killed(data: Path, *, at: int) -> int:
    """How `zhuli migrate` ended that was to be killed at a statement."""
    command = [sys.executable, "-m", "tests.faults.dying_migration", str(at), "--data", str(data)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode


class Copies:
    """Copies of databases under names of their own, as this process's environment names them."""

    def __init__(self, of: dict[str, Database], folder: Path, url_of: Callable[[str], str] | None) -> None:
        self._of, self._folder, self._url_of = of, folder, url_of
        self._made: list[str] = []

    def enter(self, name: str) -> None:
        """Copy them all, and let the environment name the copies."""
        data = self._folder / name
        data.mkdir(mode=0o700)
        shutil.copytree(self._folder / "keys", data / "keys")
        for service, database in self._of.items():
            os.environ[f"{service.upper()}_DATABASE_URL"] = self._copied(database, service, name)
        if self._url_of:
            os.environ["ZHULI_JOBS_URL"] = self._created(f"jobs_{name}")

    def drop(self) -> None:
        """Delete the copies on the server."""
        for name in self._made:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _copied(self, database: Database, service: str, name: str) -> str:
        if database.is_sqlite:
            file = self._folder / name / f"{service}.sqlite3"
            shutil.copyfile(str(database.url.database), file)
            return f"sqlite:///{file}"
        return self._created(f"{service}_{name}", f"TEMPLATE {database.url.database}")

    def _created(self, name: str, options: str = "") -> str:
        unique = f"f39_{name}"
        self._administer(f"CREATE DATABASE {unique} {options}")
        self._made.append(unique)
        return self._url_of(unique)

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def state() -> dict[str, list[str]]:
    """Every table's columns, and the rows of our services."""
    found = {}
    opened = databases() | {"jobs": Database(GatewaySettings().jobs_url)}
    for name, database in opened.items():
        schema = "dbos" if name == "jobs" and not database.is_sqlite else database.schema
        for table in inspect(database.engine).get_table_names(schema=schema):
            columns = inspect(database.engine).get_columns(table, schema=schema)
            found[f"{name} {table} columns"] = [
                f"{each['name']} {each['type']} {each['nullable']}" for each in columns
            ]
        if name in ALL_SERVICES:
            metadata = MetaData(schema=schema)
            metadata.reflect(database.engine)
            with database.read() as session:
                for kept in metadata.tables.values():
                    if kept.name == "position_state":
                        continue  # on SQLite it counts transactions, and a killed command has some more
                    rows = sorted(map(repr, session.execute(select(kept))))
                    found[f"{name} {kept.name}"] = [row for row in rows if OF_INSTALLATION not in row]
        database.dispose()
    return found
