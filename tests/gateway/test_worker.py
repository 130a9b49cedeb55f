"""The gateway's own part of the worker, and the worker program as a process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.gateway import worker
from services.gateway.settings import GatewaySettings
from shared.jobs import system
from shared.outbox.relay import Relay
from tests.waiting import wait_for

pytestmark = pytest.mark.present

ACCOUNT = {"seller_id": "A2EXAMPLE12345", "name": "N", "region": "NA", "marketplace_ids": ["ATVPDKIKX0DER"]}
ROOT = Path(__file__).parents[2]
SERVICES = ("gateway", "catalog", "inventory", "ads", "tickets")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_private_receivers_are_named_in_one_setting(monkeypatch, settings):
    monkeypatch.setenv("GATEWAY_WEBHOOK_PRIVATE_RECEIVERS", "ERP.internal:8080, 10.0.0.7:443")
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)
    for name in ("throttle", "jobs", "gateway"):
        monkeypatch.setenv(f"ZHULI_{name.upper()}_URL", settings.jobs_url)
    monkeypatch.setenv("ZHULI_KEYS_DIR", str(settings.keys_dir))
    assert GatewaySettings().webhook_private_receivers == {"erp.internal:8080", "10.0.0.7:443"}
    assert settings.webhook_private_receivers == frozenset()


def relay_of(work):
    return Relay(work.database, publish=work.publish, enqueue=lambda _: None)


def test_the_gateways_own_events_become_events_of_their_tenant(client, settings, customer, stranger):
    client.post("/v1/seller-accounts", headers=customer.live, json=ACCOUNT)
    client.patch("/v1/seller-accounts/A2EXAMPLE12345", headers=customer.live, json={"name": "M"})
    work = worker.work(settings)
    assert (work.name, work.register()) == ("gateway", [])
    relay = relay_of(work)
    assert (relay.run_events(), relay.run_events()) == (4, 0)
    work.database.dispose()
    shown = client.get("/v1/events", headers=customer.live).json()["items"]
    assert [(event["type"], event["subject"], event["data"]["version"]) for event in shown] == [
        ("seller_account.connected", "seller_account:A2EXAMPLE12345", 1),
        ("seller_account.updated", "seller_account:A2EXAMPLE12345", 2),
    ]
    assert client.get("/v1/events", headers=stranger.live).json()["items"] == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_program_relays_until_it_is_told_to_end(client, settings, customer, service_database, ending):
    client.post("/v1/seller-accounts", headers=customer.live, json=ACCOUNT)
    system.migrate(settings.jobs_url)
    others = {f"{name.upper()}_DATABASE_URL": str(service_database(name).url) for name in SERVICES[1:]}
    own = {
        "GATEWAY_DATABASE_URL": settings.database_url,
        "ZHULI_THROTTLE_URL": settings.throttle_url,
        "ZHULI_JOBS_URL": settings.jobs_url,
        "ZHULI_GATEWAY_URL": settings.gateway_url,
        "ZHULI_KEYS_DIR": str(settings.keys_dir),
    }
    command = [sys.executable, "-m", "services.gateway.worker"]
    with subprocess.Popen(command, env=os.environ | others | own, cwd=ROOT, stderr=subprocess.PIPE) as process:
        try:
            wait_for(lambda: client.get("/v1/events", headers=customer.live).json()["items"], "the relayed event")
        finally:
            process.send_signal(ending)
        _, log = process.communicate(timeout=30)
    assert process.returncode == 0, log.decode()
    assert b'"event":"worker stopped"' in log


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_program_refuses_an_old_database(settings, service_database, tmp_path):
    environment = {f"{name.upper()}_DATABASE_URL": f"sqlite:///{tmp_path}/{name}.db" for name in SERVICES}
    environment |= {f"ZHULI_{name.upper()}_URL": settings.jobs_url for name in ("throttle", "jobs", "gateway")}
    environment["ZHULI_KEYS_DIR"] = str(settings.keys_dir)
    command = [sys.executable, "-m", "services.gateway.worker"]
    given = os.environ | environment
    done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "run `make migrate`" in done.stderr
