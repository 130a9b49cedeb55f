"""Where the faults meet us: all services as one program, the gateway alone, or an installation of real processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.cli.installation import Installation
from shared.db import Database
from tests.faults.house import House, Tenant, open_house
from tests.faults.programs import migrated
from tests.faults.shops import Sites
from tests.gateway.conftest import (
    client,
    customer,
    database,
    hooks,
    issue,
    keys_dir,
    new_customer,
    settings,
    stranger,
)
from tests.journeys.installed import Installed, environment_of

__all__ = [
    "client",
    "customer",
    "database",
    "hooks",
    "issue",
    "keys_dir",
    "new_customer",
    "settings",
    "stranger",
]


@pytest.fixture
def house(service_database: Callable[[str], Database], tmp_path: Path) -> Iterator[House]:
    """With quotas that no test reaches."""
    with open_house(service_database, tmp_path, reads_per_minute=10**6, writes_per_minute=10**6) as found:
        yield found


@pytest.fixture
def owner(house: House) -> Tenant:
    return house.furnish(house.new_tenant("First"), "A1FIRSTSELLER")


@pytest.fixture
def outsider(house: House) -> Tenant:
    return house.furnish(house.new_tenant("Second"), "A1OTHERSELLER")


@pytest.fixture
def environment(backend: str, request: pytest.FixtureRequest) -> Iterator[None]:
    with environment_of(backend, lambda: request.getfixturevalue("postgres_server")):
        yield


@pytest.fixture
def installation(environment: None, tmp_path: Path) -> Installation:
    """Migrated, and named by this process's environment."""
    return migrated(tmp_path / "data")


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Sites]:
    found = Sites(tmp_path_factory.mktemp("faults"), lambda: request.getfixturevalue("postgres_server"))
    yield found
    found.close()


@pytest.fixture
def installed(sites: Sites, backend: str) -> Iterator[Installed]:
    """An installation at work with little patience; each test has seller accounts of its own."""
    with sites.at(backend) as found:
        yield found
