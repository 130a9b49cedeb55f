"""An installation on SQLite that has something to lose, and an empty PostgreSQL database."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from services.cli.installation import Installation
from tests.cli.backups.kept import Kept, filled
from tests.cli.moves.moved import Moved
from tests.journeys.installed import environment_of, free_ports


def _none() -> None:
    raise AssertionError


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A tenant with keys, a sync that waits for a report, jobs and events, on SQLite; each test has a copy."""
    folder = tmp_path_factory.mktemp("example")
    with environment_of("sqlite", _none):
        found = Installation(folder / "data", *free_ports())
        found.enter()
        found.migrate()
        return filled(found, folder)


@pytest.fixture
def kept(example: Kept, tmp_path: Path) -> Iterator[Kept]:
    """The same for a test of its own."""
    with environment_of("sqlite", _none):
        shutil.copytree(example.installation.data, tmp_path / "data")
        found = Installation(tmp_path / "data", *example.installation.ports)
        found.enter()
        yield Kept(found, example.api_key, tmp_path / "backup", tmp_path / "secrets")


@pytest.fixture
def moved(kept: Kept, postgres_server) -> Moved:
    """The same, and where it may be moved to; not moved yet."""
    database = f"moved_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    return Moved(kept, postgres_server.url(database))
