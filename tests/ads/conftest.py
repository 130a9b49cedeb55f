"""The ads service in this process, called under principals that the gateway's key has signed.

The gateway itself is not here: `Accounts` answers what the endpoints ask it. The journeys run both.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.ads import main
from services.ads.models import AdsProfile
from services.ads.settings import AdsSettings
from shared.auth import keys
from shared.db import Database
from shared.seller_accounts import SellerAccount
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, UK, learned
from tests.serving import Accounts, Apps, Headers, caller_of


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ads-keys")
    keys.create_missing(folder, ("gateway", "ads"))
    return folder


@pytest.fixture
def database(service_database: Callable[[str], Database]) -> Database:
    return service_database("ads")


@pytest.fixture
def accounts() -> Accounts:
    return Accounts(SellerAccount(FIRST, SELLER, (UK, DE), (), True, True))


@pytest.fixture
def client(apps: Apps, database: Database, keys_dir: Path, accounts: Accounts) -> Iterator[TestClient]:
    served = apps.client(main.build, AdsSettings, database, keys_dir, accounts=accounts, clock=lambda: NOW)
    with served as inner:
        yield inner


@pytest.fixture
def caller(keys_dir: Path) -> Callable[..., Headers]:
    return caller_of(keys_dir, FIRST)


@pytest.fixture
def profile(database: Database) -> AdsProfile:
    """The first tenant's advertiser in the UK."""
    return learned(database, FIRST, UK)


@pytest.fixture
def foreign_profile(database: Database) -> AdsProfile:
    """Another tenant's advertiser, under the same seller id and marketplace."""
    return learned(database, OTHER, UK)
