"""The tickets service in this process, called under principals that the gateway's key has signed.

The gateway itself is not here: `Accounts` answers what the endpoints ask it. The journeys run both.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.tickets import main
from services.tickets.settings import TicketsSettings
from shared import secrets
from shared.auth import keys
from shared.db import Database
from shared.seller_accounts import SellerAccount
from tests.serving import Accounts, Apps, Headers, caller_of
from tests.tickets.desk import Desk, Watch
from tests.tickets.facts import DE, FIRST, SELLER, UK
from tests.tickets.told import Gateway


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
    return Accounts(SellerAccount(FIRST, SELLER, (UK, DE), (), False, True))


@pytest.fixture
def client(apps: Apps, database: Database, keys_dir: Path, accounts: Accounts, watch: Watch) -> Iterator[TestClient]:
    served = apps.client(main.build, TicketsSettings, database, keys_dir, accounts=accounts, clock=lambda: watch.now)
    with served as inner:
        yield inner


@pytest.fixture
def caller(keys_dir: Path) -> Callable[..., Headers]:
    return caller_of(keys_dir, FIRST)


@pytest.fixture
def gateway(client: TestClient, keys_dir: Path) -> Gateway:
    """The gateway as it brings events."""
    return Gateway(client, keys_dir)


@pytest.fixture
def desk(client: TestClient, caller: Callable[..., Headers], database: Database, watch: Watch) -> Desk:
    """Somebody of the first tenant at work, and the scan of the clocks."""
    return Desk(client, caller(), database, watch)
