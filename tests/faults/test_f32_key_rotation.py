"""F32: the master key is rotated under load, and the command is killed midway.

Pass: every secret opens all the time, for programs that run since before, too; the command goes on where it was; the
old key can be removed afterwards, and not before.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import cycle
from threading import Event, Thread

import pytest
from sqlmodel import select

from services.cli import rotation
from services.gateway.consents.operations import handing
from services.gateway.consents.operations.sealing import opened, sealed
from services.gateway.consents.schemas import AccessTokenCreate
from services.gateway.models import Consent, SellerAccount, Tenant, WebhookEndpoint
from services.gateway.sealed_secrets import operations
from services.gateway.settings import GatewaySettings
from services.gateway.webhook_deliveries.rules import secret_name
from shared import secrets
from shared.clock import utc_now
from shared.db.newest import MovedError
from shared.outbox.rows import rows as outbox
from shared.secrets import RING_FILE, Ring, Sealer, SecretError
from tests.cli.conftest import ROOT
from tests.waiting import wait_for

TENANT = "01900000-0000-7000-8000-000000000001"
SELLERS, ENDPOINTS = 240, 30
TOTAL = SELLERS + 2 * ENDPOINTS + 1  # and that of our own subscriber
BEFORE_ANY_CHANGE = "os.replace = die"
AFTER_PUBLISHING = "rotation._promoted = die"
AFTER_PROMOTING = "rotation._sealed_anew = die"
MIDWAY = "told = lambda count: die() if count >= 100 else None"


class Running:
    """What a program keeps for as long as it lives, and reads and writes under load."""

    def __init__(self):
        settings = GatewaySettings()
        self.database, self.sealer = settings.database("gateway"), secrets.sealer_of(settings.keys_dir)
        self.tokens = {f"A{number:013}": f"Atzr|{number}|0" for number in range(SELLERS)}
        self.hooks = {f"hook-{number}": f"whsec_{number}" for number in range(ENDPOINTS)}
        self.turns = cycle(self.hooks)
        self.reads = self.writes = 0
        self.failures = []

    def furnish(self):
        now = utc_now()
        with self.database.write() as session:
            session.add(Tenant(tenant_id=TENANT, name="Load", livemode=True, created_at=now))
            session.flush()
            for seller_id in self.tokens:
                session.add(
                    SellerAccount(
                        seller_account_id=f"account-{seller_id}",
                        tenant_id=TENANT,
                        seller_id=seller_id,
                        name="Shop",
                        region="EU",
                        marketplace_ids="A1PA6795UKMFR9",
                        ads_profile_ids="",
                        version=1,
                        created_at=now,
                        updated_at=now,
                    )
                )
            session.flush()
            for seller_id, token in self.tokens.items():
                row = Consent(tenant_id=TENANT, seller_id=seller_id, api="spapi", status="connected")
                row.refresh_token = sealed(row, token, self.sealer)
                session.add(row)
            for name, secret in self.hooks.items():
                text = self.sealer.seal(secret, TENANT, secret_name(name))
                session.add(
                    WebhookEndpoint(
                        endpoint_id=name,
                        tenant_id=TENANT,
                        url=f"https://example.com/{name}",
                        description="",
                        event_types="",
                        secret=text,
                        previous_secret=text,
                        enabled=True,
                        version=1,
                        created_at=now,
                        updated_at=now,
                    )
                )

    def read(self, sealer, seller_id):
        wish = AccessTokenCreate(tenant_id=TENANT, seller_id=seller_id, purpose="spapi")
        with self.database.read() as session:
            found = handing.read_consent(session, wish, sealer=sealer)
            endpoint = session.get(WebhookEndpoint, next(self.turns))
            name = secret_name(endpoint.endpoint_id)
            texts = [sealer.open(text, TENANT, name) for text in (endpoint.secret, endpoint.previous_secret)]
            assert texts == [self.hooks[endpoint.endpoint_id]] * 2
        return found.refresh_token.get_secret_value()

    def write(self, seller_id):
        """The seller consents anew, to one of the last accounts: nobody else reads these."""
        fresh = f"{self.tokens[seller_id]}1"
        with self.database.write() as session:
            row = session.get(Consent, (TENANT, seller_id, "spapi"), with_for_update=True)
            assert opened(row, self.sealer) == self.tokens[seller_id]
            row.refresh_token = sealed(row, fresh, self.sealer)
        self.tokens[seller_id] = fresh

    @contextmanager
    def loaded(self):
        """Three readers and a writer at work, each of which must never fail."""
        stopping, sellers = Event(), list(self.tokens)
        read_ones, written_ones = cycle(sellers[:-20]), cycle(sellers[-20:])

        def repeat(work):
            try:
                while not stopping.is_set():
                    work()
                    time.sleep(0.002)
            except Exception as error:
                self.failures.append(repr(error))

        def read():
            seller_id = next(read_ones)
            assert self.read(self.sealer, seller_id) == self.tokens[seller_id]
            self.reads += 1

        def write():
            self.write(next(written_ones))
            self.writes += 1

        threads = [Thread(target=repeat, args=[work]) for work in (read, read, read, write)]
        for thread in threads:
            thread.start()
        try:
            wait_for(lambda: (self.reads > 5 and self.writes > 2) or self.failures, "load")
            yield
            reads, writes = self.reads, self.writes
            wait_for(
                lambda: (self.reads > reads + 5 and self.writes > writes + 2) or self.failures, "load to the end"
            )
        finally:
            stopping.set()
            for thread in threads:
                thread.join()
        assert self.failures == []

    def await_load(self):
        """Until every one of them has done something more."""
        reads, writes = self.reads + 5, self.writes + 2
        wait_for(lambda: (self.reads > reads and self.writes > writes) or self.failures, "load")

    def counts(self):
        with self.database.read() as session:
            return operations.count_by_key(session, "gateway")

    def noted(self):
        """What the chain of the tenant is to say, in its order: action, and key id."""
        told = select(outbox.c.name, outbox.c.content).where(outbox.c.kind == "audit", outbox.c.tenant_id == TENANT)
        with self.database.read() as session:
            rows = session.execute(told.order_by(outbox.c.sequence)).all()
        return [(name, json.loads(content)["after"]["key_id"]) for name, content in rows]

    def all_open(self, sealer):
        with self.database.read() as session:
            rows = session.exec(select(Consent)).all()
            return {row.seller_id: opened(row, sealer) for row in rows} == self.tokens


@pytest.fixture
def running(installation):
    found = Running()
    found.furnish()
    yield found
    found.database.dispose()


def ended(code):
    """How a process of its own ends: here its connections would be ours."""
    command = [sys.executable, "-c", f"import os, signal; from services.cli import rotation\n{code}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def killed(where):
    """The command as a process of its own that ends by SIGKILL at a certain place."""
    told = "told = lambda count: None\ndef die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)\n"
    assert ended(f"{told}{where}\nrotation.rotate(told)") == -signal.SIGKILL


def ring():
    return GatewaySettings().keys_dir / RING_FILE


def test_every_secret_opens_while_the_key_is_rotated_and_the_command_killed(running):
    old = ring().read_text()
    with running.loaded():
        killed(MIDWAY)
        counts = running.counts()
        assert 100 <= counts["k2"] < TOTAL
        assert counts["k1"] + counts["k2"] == TOTAL
        assert ended("rotation.rotate()") == 0
    assert running.counts() == {"k2": TOTAL}
    with pytest.raises(rotation.RotationError, match="after a minute"):
        rotation.drop_old()
    os.utime(ring(), (utc_now().timestamp() - 61,) * 2)
    assert rotation.drop_old() == rotation.Rotated("k2", ["k1"])
    assert Ring.read(ring().read_text()).keys.keys() == {"k2"}
    assert ring().stat().st_mode & 0o777 == 0o600
    assert running.all_open(running.sealer)
    assert running.all_open(secrets.sealer_of(ring().parent))
    with running.database.read() as session, pytest.raises(SecretError):
        opened(session.get(Consent, (TENANT, next(iter(running.tokens)), "spapi")), Sealer.of_ring(old))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_killed_anywhere_it_goes_on_and_makes_one_new_key(running):
    keys = []
    for where in (BEFORE_ANY_CHANGE, AFTER_PUBLISHING, AFTER_PROMOTING, MIDWAY):
        killed(where)
        keys.append(ring().read_text())
        assert list(Ring.read(keys[-1]).keys) == {
            BEFORE_ANY_CHANGE: ["k1"],
            AFTER_PUBLISHING: ["k1", "k2"],
        }.get(where, ["k2", "k1"])
        assert running.all_open(running.sealer)
        assert running.all_open(secrets.sealer_of(ring().parent))
    with pytest.raises(rotation.RotationError, match=r"still sealed under older keys \(\d+ under k1\)"):
        rotation.drop_old()
    done = rotation.rotate()
    assert (done.primary, done.others) == ("k2", ["k1"])
    assert 0 < done.sealed <= TOTAL - 100
    assert running.counts() == {"k2": TOTAL}
    assert running.noted() == [("installation.key_rotated", "k2")]
    assert rotation.rotate().primary == "k3"
    os.utime(ring(), (utc_now().timestamp() - 61,) * 2)
    rotation.drop_old()
    assert running.noted()[1:] == [
        ("installation.key_rotated", "k3"),
        ("installation.key_dropped", "k3"),
    ]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_each_step_is_told_in_the_language_of_the_person(running, capsys):
    def said(*words):
        options = {"publish": False, "drop_old": False, "language": "zh"} | dict(words)
        code = rotation.command(argparse.Namespace(**options))
        return code, capsys.readouterr().out.strip()

    assert said(("publish", True)) == (0, "待所有机器都有此密钥环后，k2 即可在各处解密；然后再轮换。")
    assert said(("drop_old", True)) == (1, "k2 已发布但尚未启用：请先轮换。")
    assert said() == (0, f"全部密文现由 k2 加密（重新加密 {TOTAL} 个）。请立即备份密钥。")
    assert said(("drop_old", True), ("language", "en")) == (
        1,
        "The ring has just changed; drop the old key after a minute.",
    )
    (ring().parent.parent / "moved.json").write_text('{"to": "postgresql://host/zhuli", "at": "2026-05-01T00:00"}')
    with pytest.raises(MovedError):
        rotation.rotate()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_published_key_opens_and_does_not_seal_yet(running):
    assert rotation.publish() == rotation.publish() == rotation.Rotated("k1", ["k2"])
    running.write(next(iter(running.tokens)))
    assert running.counts() == {"k1": TOTAL}
    os.utime(ring(), (utc_now().timestamp() - 61,) * 2)
    with pytest.raises(rotation.RotationError, match="k2 is published"):
        rotation.drop_old()
    assert rotation.rotate() == rotation.Rotated("k2", ["k1"], TOTAL)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_does_not_open_is_told_and_the_rest_is_sealed_anew(running):
    foreign = Sealer(Ring("k9", {"k9": os.urandom(32)}))
    with running.database.write() as session:
        row = session.get(Consent, (TENANT, next(iter(running.tokens)), "spapi"))
        row.refresh_token = sealed(row, "lost", foreign)
    with pytest.raises(rotation.RotationError, match=f"{TOTAL - 1} secrets are sealed under k2; 1 do not open"):
        rotation.rotate()
    assert running.counts() == {"k2": TOTAL - 1, "k9": 1}
