"""A gateway with two tenants, served in this process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.gateway import main
from services.gateway.actors import operations as actors
from services.gateway.actors.schemas import ActorCreate
from services.gateway.api_keys import operations as api_keys
from services.gateway.api_keys.schemas import ApiKeyCreate
from services.gateway.settings import GatewaySettings
from services.gateway.tenants import operations as tenants
from shared import secrets
from shared.auth import SCOPES, keys
from shared.auth.principal import service_principal
from shared.auth.tokens import HEADER
from shared.clock import utc_now
from shared.db import Database
from shared.testing.databases import SqliteTemplates
from shared.throttle import Buckets
from tests.gateway.amazon import Seller, new_seller
from tests.gateway.hooks import Hooks, hooked
from tests.sandbox.processes import free_port, running

ISSUERS = ("gateway", "catalog", "inventory", "ads", "tickets")
Headers = dict[str, str]
SANDBOX = {"SANDBOX_PLAN_FACTOR": "1000", "SANDBOX_REDIRECT_URIS": "http://127.0.0.1:1/v1/consents/callback"}
NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Customer:
    """A tenant with its twin and one actor; `live` and `test` are headers under keys of all scopes."""

    tenant_id: str
    twin_id: str
    actor_id: str
    live: Headers
    test: Headers


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    keys.create_missing(folder, ISSUERS)
    secrets.create_missing_ring(folder / secrets.RING_FILE)
    secrets.create_missing_pepper(folder / secrets.PEPPER_FILE)
    secrets.create_missing_metrics_token(folder / secrets.METRICS_TOKEN_FILE)
    secrets.create_missing_webhook_secret(folder / secrets.TICKETS_EVENTS_FILE)
    return folder


@pytest.fixture(scope="session")
def sandbox_url(sqlite_templates: SqliteTemplates) -> Iterator[str]:
    """Amazon's stand-in; each test has sellers of its own there."""
    with sqlite_templates.migrated("services.sandbox") as database:
        url = database.url.render_as_string(hide_password=False)
        with running(free_port(), SANDBOX_DATABASE_URL=url, **SANDBOX) as sandbox:
            yield sandbox.url


@pytest.fixture
def sellers(sandbox_url: str) -> Callable[[], Seller]:
    """`sellers()`: a simulated seller that nobody else knows."""
    return lambda: new_seller(sandbox_url)


@pytest.fixture
def database(service_database: Callable[[str], Database]) -> Database:
    return service_database("gateway")


@pytest.fixture
def settings(database: Database, keys_dir: Path, tmp_path: Path) -> GatewaySettings:
    return settings_of(database.url.render_as_string(hide_password=False), keys_dir, tmp_path)


def settings_of(url: str, keys_dir: Path, folder: Path, **changes: object) -> GatewaySettings:
    """Settings with a throttle store of their own in `folder`."""
    throttle_url = f"sqlite:///{folder}/throttle.db"
    throttle = Database(throttle_url)
    Buckets(throttle).create()
    throttle.dispose()
    common = {
        "ZHULI_THROTTLE_URL": throttle_url,
        "ZHULI_JOBS_URL": f"sqlite:///{folder}/jobs.db",
        "ZHULI_GATEWAY_URL": "http://127.0.0.1:1",
        "ZHULI_KEYS_DIR": keys_dir,
    }
    return GatewaySettings(_env_file=None, database_url=url, **common, **changes)


@pytest.fixture
def client(settings: GatewaySettings) -> Iterator[TestClient]:
    with TestClient(main.assemble(settings, {}), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def issue(database: Database, keys_dir: Path) -> Callable[..., Headers]:
    """`issue(customer, "ads:read", livemode=True)`: the headers of a request under a new key with these scopes."""

    def issued(customer: Customer, *scopes: str, livemode: bool = True, now: datetime = NOW) -> Headers:
        data = ApiKeyCreate(actor_id=customer.actor_id, name="key", scopes=list(scopes), livemode=livemode)
        with database.write() as session:
            pepper = secrets.pepper_of(keys_dir)
            key = api_keys.issue_api_key(session, customer.tenant_id, data, pepper=pepper, now=now)
        return {"Authorization": f"Bearer {key.api_key}"}

    return issued


@pytest.fixture
def new_customer(database: Database, issue: Callable[..., Headers]) -> Callable[[str], Customer]:
    def created(name: str) -> Customer:
        with database.write() as session:
            live, twin = tenants.create_tenant(session, name, now=NOW)
            actor = actors.add_actor(session, live.tenant_id, ActorCreate(kind="person", name="Wu"), now=NOW)
            ids = (live.tenant_id, twin.tenant_id, actor.actor_id)
        bare = Customer(*ids, live={}, test={})
        return Customer(*ids, live=issue(bare, *SCOPES), test=issue(bare, *SCOPES, livemode=False))

    return created


@pytest.fixture
def customer(new_customer: Callable[[str], Customer]) -> Customer:
    return new_customer("First")


@pytest.fixture
def stranger(new_customer: Callable[[str], Customer]) -> Customer:
    return new_customer("Second")


@pytest.fixture
def service_headers(keys_dir: Path) -> Callable[[str], Headers]:
    """`service_headers("ads")`: the headers of a call from one of our services."""

    def signed(service: str) -> Headers:
        signer = keys.signer_of(keys_dir, service)
        return {HEADER: signer.sign(service_principal(service), now=utc_now())}

    return signed


@pytest.fixture
def hooks(settings: GatewaySettings, database: Database) -> Iterator[Hooks]:
    """The API with webhook receivers on loopback, and a worker's loop."""
    with hooked(settings, database) as found:
        yield found
