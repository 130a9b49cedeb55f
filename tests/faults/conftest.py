"""The house and its two tenants for the rows of the fault matrix; the gateway alone for those that meet only it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.db import Database
from tests.faults.house import House, Tenant, open_house
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
