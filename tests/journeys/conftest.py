"""An installation for each journey, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.cli.installation import Installation
from tests.journeys.installed import Installed, at_work, environment_of, free_ports


@pytest.fixture
def environment(backend: str, request: pytest.FixtureRequest) -> Iterator[None]:
    with environment_of(backend, lambda: request.getfixturevalue("postgres_server")):
        yield


@pytest.fixture
def installation(environment: None, tmp_path: Path) -> Installation:
    """Migrated, and named by this process's environment."""
    found = Installation(tmp_path / "data", *free_ports())
    found.enter()
    found.migrate()
    return found


@pytest.fixture
def installed(installation: Installation) -> Iterator[Installed]:
    """The same at work."""
    with at_work(installation) as found:
        yield found
