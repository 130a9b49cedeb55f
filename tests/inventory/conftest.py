"""The inventory service in this process, called under principals that the gateway's key has signed.

The gateway itself is not here: `KnownAccounts` answers what the endpoints ask it. The journey runs both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.inventory import main
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.models import SellerMarketplace
from services.inventory.settings import InventorySettings
from shared.auth import SCOPES, Principal, keys
from shared.auth.tokens import HEADER
from shared.clock import utc_now
from shared.db import Database
from shared.seller_accounts import AccountUnknownError, SellerAccount
from tests.inventory.rows import DE, FIRST, NOW, OTHER, SELLER, UK
from tests.serving import Apps

Headers = dict[str, str]


@dataclass
class KnownAccounts:
    """What the endpoints ask the gateway for: the seller accounts of the first tenant."""

    connected: bool = True

    def one(self, tenant_id: str, seller_id: str) -> SellerAccount:
        if (tenant_id, seller_id) != (FIRST, SELLER):
            raise AccountUnknownError(seller_id)
        return SellerAccount(tenant_id, seller_id, (UK, DE), (), False, self.connected)

    def all(self) -> list[SellerAccount]:
        return [self.one(FIRST, SELLER)]


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inventory-keys")
    keys.create_missing(folder, ("gateway", "inventory"))
    return folder


@pytest.fixture
def database(service_database: Callable[[str], Database]) -> Database:
    return service_database("inventory")


@pytest.fixture
def accounts() -> KnownAccounts:
    return KnownAccounts()


@pytest.fixture
def client(apps: Apps, database: Database, keys_dir: Path, accounts: KnownAccounts) -> Iterator[TestClient]:
    served = apps.client(main.build, InventorySettings, database, keys_dir, accounts=accounts, clock=lambda: NOW)
    with served as inner:
        yield inner


@pytest.fixture
def caller(keys_dir: Path) -> Callable[..., Headers]:
    """`caller("inventory:read", tenant=OTHER)`: headers of a caller with these scopes, or with all."""

    def headers(*scopes: str, tenant: str = FIRST) -> Headers:
        principal = Principal("key", tenant, f"actor-{tenant}", f"k-{tenant}"[:8], frozenset(scopes or SCOPES), False)
        return {HEADER: keys.signer_of(keys_dir, "gateway").sign(principal, now=utc_now())}

    return headers


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
