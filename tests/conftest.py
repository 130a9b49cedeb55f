"""Fixtures for every test: databases on SQLite and PostgreSQL.

A test that names `service_database` runs on both backends. One that needs a single backend says so:
`@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)`.

A test that reads the present says so, with `pytest.mark.present`.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.db import Database
from shared.testing.databases import PostgresTemplates, SqliteTemplates, Templates
from shared.testing.postgres import PostgresServer
from tests.moments.watch import readers
from tests.serving import Apps

DatabaseOf = Callable[[str], Database]
PROGRAMS = {"cli", "docs", "faults", "journeys", "storm"}
"""Folders whose tests live in the present, with the programs that they start."""


@pytest.fixture(autouse=True)
def _present(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that reads the present without a word: the calendar may turn it red one day."""
    folder = request.path.relative_to(Path(__file__).parent).parts[0]
    if folder in PROGRAMS or request.node.get_closest_marker("present"):
        yield
        return
    with readers() as found:
        yield
    assert not found, "reads the present: pass it a time, or mark it `present` to have it run at other moments too"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for each process of the test run."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_templates(postgres_server: PostgresServer) -> PostgresTemplates:
    return PostgresTemplates(postgres_server)


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Apps:
    """The services' apps; see Apps."""
    return Apps(tmp_path_factory.mktemp("apps"))


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database the test runs on."""
    return request.param


@pytest.fixture
def templates(backend: str, request: pytest.FixtureRequest) -> Templates:
    """Where this test's databases come from."""
    return request.getfixturevalue(f"{backend}_templates")


@pytest.fixture
def database_of(templates: Templates) -> Iterator[DatabaseOf]:
    """`database_of("services.ads")`: a database of one's own, migrated, without rows."""
    with ExitStack() as stack:
        yield lambda package: stack.enter_context(templates.migrated(package))


@pytest.fixture
def service_database(database_of: DatabaseOf) -> DatabaseOf:
    """`service_database("ads")`: the same for a service."""
    return lambda service: database_of(f"services.{service}")
