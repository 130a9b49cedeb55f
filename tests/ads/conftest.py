"""The ads service in this process, called under principals that the gateway's key has signed.

The gateway itself is not here: `Accounts` answers what the endpoints ask it. The journeys run both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.ads import main
from services.ads.models import AdsProfile
from services.ads.settings import AdsSettings
from shared.auth import SCOPES, Principal, keys
from shared.auth.tokens import HEADER
from shared.clock import utc_now
from shared.db import Database
from shared.seller_accounts import AccountUnknownError, SellerAccount
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, UK, learned
from tests.serving import Apps

Headers = dict[str, str]


@dataclass
class Accounts:
    """What the endpoints ask the gateway for: the seller accounts of the first tenant."""

    connected: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)

    def one(self, tenant_id: str, seller_id: str) -> SellerAccount:
        self.asked.append((tenant_id, seller_id))
        if (tenant_id, seller_id) != (FIRST, SELLER):
            raise AccountUnknownError(seller_id)
        return SellerAccount(tenant_id, seller_id, (UK, DE), (), self.connected, True)


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
    return Accounts()


@pytest.fixture
def client(apps: Apps, database: Database, keys_dir: Path, accounts: Accounts) -> Iterator[TestClient]:
    served = apps.client(main.build, AdsSettings, database, keys_dir, accounts=accounts, clock=lambda: NOW)
    with served as inner:
        yield inner


@pytest.fixture
def caller(keys_dir: Path) -> Callable[..., Headers]:
    """`caller("ads:read", tenant=OTHER)`: headers of a caller with these scopes, or with all."""

    def headers(*scopes: str, tenant: str = FIRST) -> Headers:
        principal = Principal("key", tenant, f"actor-{tenant}", f"k-{tenant}"[:8], frozenset(scopes or SCOPES), False)
        return {HEADER: keys.signer_of(keys_dir, "gateway").sign(principal, now=utc_now())}

    return headers


@pytest.fixture
def profile(database: Database) -> AdsProfile:
    """The first tenant's advertiser in the UK."""
    return learned(database, FIRST, UK)


@pytest.fixture
def foreign_profile(database: Database) -> AdsProfile:
    """Another tenant's advertiser, under the same seller id and marketplace."""
    return learned(database, OTHER, UK)
