"""An installation without programs that has something to lose, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.cli.installation import Installation
from tests.cli.backups.kept import Kept, filled
from tests.journeys.installed import environment_of, free_ports


@pytest.fixture
def environment(backend: str, request: pytest.FixtureRequest) -> Iterator[None]:
    def server():
        found = request.getfixturevalue("postgres_server")
        os.environ["PATH"] = f"{found.programs}{os.pathsep}{os.environ['PATH']}"
        return found

    with environment_of(backend, server):
        yield


@pytest.fixture
def installation(environment: None, tmp_path: Path) -> Installation:
    found = Installation(tmp_path / "data", *free_ports())
    found.enter()
    found.migrate()
    return found


@pytest.fixture
def kept(installation: Installation, tmp_path: Path) -> Kept:
    """The same with tenants, keys, a sync that waits for a report, a job and an event; not backed up yet."""
    return filled(installation, tmp_path)
