"""The tickets service in this process, called under principals that the gateway's key has signed.

The gateway itself is not here: `Accounts` answers what the endpoints ask it. The journeys run both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.tickets import main
from services.tickets.settings import TicketsSettings
from shared import secrets
from shared.auth import SCOPES, Principal, keys
from shared.auth.tokens import HEADER
from shared.clock import utc_now
from shared.db import Database
from shared.seller_accounts import AccountUnknownError, SellerAccount
from tests.serving import Apps
from tests.tickets.desk import Desk, Watch
from tests.tickets.facts import DE, FIRST, SELLER, UK
from tests.tickets.told import Gateway

Headers = dict[str, str]


@dataclass
class Accounts:
    """What the endpoints ask the gateway for: the seller account of the first tenant."""

    connected: bool = True

    def one(self, tenant_id: str, seller_id: str) -> SellerAccount:
        if (tenant_id, seller_id) != (FIRST, SELLER):
            raise AccountUnknownError(seller_id)
        return SellerAccount(tenant_id, seller_id, (UK, DE), (), False, self.connected)


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tickets-keys")
    keys.create_missing(folder, ("gateway", "tickets"))
    secrets.create_missing_webhook_secret(folder / secrets.TICKETS_EVENTS_FILE)
    return folder


@pytest.fixture
def database(service_database: Callable[[str], Database]) -> Database:
    return service_database("tickets")


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def client(apps: Apps, database: Database, keys_dir: Path, accounts: Accounts, watch: Watch) -> Iterator[TestClient]:
    served = apps.client(main.build, TicketsSettings, database, keys_dir, accounts=accounts, clock=lambda: watch.now)
    with served as inner:
        yield inner


@pytest.fixture
def caller(keys_dir: Path) -> Callable[..., Headers]:
    """`caller("tickets:read", tenant=OTHER)`: headers of a caller with these scopes, or with all."""

    def headers(*scopes: str, tenant: str = FIRST) -> Headers:
        principal = Principal("key", tenant, f"actor-{tenant}", f"k-{tenant}"[:8], frozenset(scopes or SCOPES), False)
        return {HEADER: keys.signer_of(keys_dir, "gateway").sign(principal, now=utc_now())}

    return headers


@pytest.fixture
def gateway(client: TestClient, keys_dir: Path) -> Gateway:
    """The gateway as it brings events."""
    return Gateway(client, keys_dir)


@pytest.fixture
def desk(client: TestClient, caller: Callable[..., Headers], database: Database, watch: Watch) -> Desk:
    """Somebody of the first tenant at work, and the scan of the clocks."""
    return Desk(client, caller(), database, watch)
