"""The whole program: all services behind one door, started only when everything is in place."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.ads import main as ads
from services.ads.settings import AdsSettings
from services.catalog import main as catalog
from services.catalog.settings import CatalogSettings
from services.gateway import main
from services.inventory import main as inventory
from services.inventory.settings import InventorySettings
from services.tickets import main as tickets
from services.tickets.settings import TicketsSettings
from shared.auth.keys import KeyFileError
from shared.db.newest import OldSchemaError
from shared.internal import GatewayAwayError

pytestmark = [pytest.mark.parametrize("backend", ["sqlite"], indirect=True), pytest.mark.present]
SERVICES = ("gateway", "catalog", "inventory", "ads", "tickets")


@pytest.fixture
def environment(monkeypatch, settings, service_database):
    """The settings of a whole installation in the environment; `environment[service]` is its database."""
    databases = {service: service_database(service) for service in SERVICES if service != "gateway"}
    for service, database in databases.items():
        monkeypatch.setenv(f"{service.upper()}_DATABASE_URL", str(database.url))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ZHULI_THROTTLE_URL", settings.throttle_url)
    monkeypatch.setenv("ZHULI_JOBS_URL", settings.jobs_url)
    monkeypatch.setenv("ZHULI_GATEWAY_URL", settings.gateway_url)
    monkeypatch.setenv("ZHULI_KEYS_DIR", str(settings.keys_dir))
    return databases


def test_every_service_answers_behind_one_door(environment):
    with TestClient(main.app()) as client:
        for service in SERVICES:
            prefix = "" if service == "gateway" else f"/v1/{service}"
            for state in ("livez", "readyz"):
                assert client.get(f"{prefix}/{state}").json() == {"service": service, "status": "ok"}


def test_a_key_works_in_every_service(environment, customer):
    with TestClient(main.app()) as client:
        assert client.get("/v1/tenant", headers=customer.live).status_code == 200
        assert client.get("/v1/ads/profiles", headers=customer.live).json()["items"] == []
        assert client.get("/v1/ads/profiles").status_code == 401
        answer = client.get("/v1/ads/profiles", headers=customer.test)
        assert answer.headers["x-environment"] == "test"


def test_the_gateway_alone_leaves_the_services_to_the_proxy(environment, customer):
    with TestClient(main.alone()) as client:
        assert client.get("/v1/tenant", headers=customer.live).status_code == 200
        assert client.get("/v1/ads/profiles", headers=customer.live).status_code == 404


def test_one_old_database_keeps_the_program_from_starting(environment, monkeypatch, tmp_path):
    monkeypatch.setenv("ADS_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    with (
        pytest.raises(OldSchemaError, match="run `make migrate`"),
        ExitStack() as stack,
    ):
        stack.enter_context(TestClient(main.app()))


@pytest.mark.parametrize("name", ["pepper", "master.keys", "gateway.pem"])
def test_a_secret_that_others_can_read_keeps_the_program_from_starting(environment, monkeypatch, tmp_path, name):
    source = Path(main.GatewaySettings().keys_dir)
    for path in source.iterdir():
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o644 if path.name == name else 0o600)
    monkeypatch.setenv("ZHULI_KEYS_DIR", str(tmp_path))
    with pytest.raises(KeyFileError, match="can be read by others"):
        main.app()


@pytest.mark.parametrize(
    ("build", "settings_of"),
    [
        (ads.build, AdsSettings),
        (catalog.build, CatalogSettings),
        (inventory.build, InventorySettings),
        (tickets.build, TicketsSettings),
    ],
    ids=["ads", "catalog", "inventory", "tickets"],
)
def test_a_service_that_stops_closes_its_connections_to_the_gateway(environment, build, settings_of):
    built = build(settings_of())
    with TestClient(built), pytest.raises(GatewayAwayError):
        built.state.accounts.all()
    with pytest.raises(RuntimeError, match="the client has been closed"):
        built.state.accounts.all()
