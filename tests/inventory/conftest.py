"""The inventory service in this process, called under principals that the gateway's key has signed.

The gateway itself is not here: `Accounts` answers what the endpoints ask it. The journeys run both.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from services.inventory import main
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.models import SellerMarketplace
from services.inventory.settings import InventorySettings
from shared import secrets
from shared.auth import keys
from shared.db import Database
from shared.egress.client import Egress
from shared.seller_accounts import SellerAccount
from tests.inventory.rows import DE, FIRST, NOW, OTHER, SELLER, UK
from tests.serving import Accounts, Apps, Headers, caller_of


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inventory-keys")
    keys.create_missing(folder, ("gateway", "inventory"))
    secrets.create_missing_ring(folder / secrets.RING_FILE)
    return folder


def _build(settings: InventorySettings) -> FastAPI:
    """The app, which may call an ERP on this machine."""
    app = main.build(settings)
    app.state.erp_egress = Egress((), loopback_for_tests=True)
    return app


@pytest.fixture
def database(service_database: Callable[[str], Database]) -> Database:
    return service_database("inventory")


@pytest.fixture
def accounts() -> Accounts:
    return Accounts(SellerAccount(FIRST, SELLER, (UK, DE), (), False, True))


@pytest.fixture
def client(apps: Apps, database: Database, keys_dir: Path, accounts: Accounts) -> Iterator[TestClient]:
    served = apps.client(_build, InventorySettings, database, keys_dir, accounts=accounts, clock=lambda: NOW)
    with served as inner:
        yield inner


@pytest.fixture
def caller(keys_dir: Path) -> Callable[..., Headers]:
    return caller_of(keys_dir, FIRST)


def _learned(database: Database, tenant_id: str) -> SellerMarketplace:
    with database.write() as session:
        return learn_marketplace(session, tenant_id, SELLER, UK, now=NOW - timedelta(days=30))


@pytest.fixture
def marketplace(database: Database) -> SellerMarketplace:
    """The first tenant's account in the UK."""
    return _learned(database, FIRST)


@pytest.fixture
def foreign_marketplace(database: Database) -> SellerMarketplace:
    """Another tenant's, under the same seller id."""
    return _learned(database, OTHER)
