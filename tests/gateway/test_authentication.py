"""Who comes in, as whom: keys, forged principals, and the answer for a proxy's `auth_request`."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from services.gateway import main
from services.gateway.addresses import Addresses
from services.gateway.authentication import REFUSAL, Authenticate, Authenticator
from services.gateway.callers import operations as callers
from services.gateway.models import ApiKey
from shared import secrets
from shared.auth import Principal, keys
from shared.auth.api_keys import make
from shared.auth.tokens import HEADER, Verifier
from shared.clock import utc_now
from shared.db import Database

pytestmark = pytest.mark.present


@pytest.fixture
def clock():
    class Clock:
        now = utc_now()

        def __call__(self):
            return self.now

        def advance(self, seconds):
            self.now += timedelta(seconds=seconds)

    return Clock()


@pytest.fixture
def authenticator(database, keys_dir, clock):
    own = Database(database.url.render_as_string(hide_password=False), schema="gateway")
    signer, pepper = keys.signer_of(keys_dir, "gateway"), secrets.pepper_of(keys_dir)
    authenticator = Authenticator(own, signer=signer, pepper=pepper, clock=clock)
    yield authenticator
    authenticator.close()


@pytest.fixture
def principal_of(authenticator, keys_dir, clock):
    """Whom a request with these headers is taken for: what the authenticator signs, verified."""
    verifier = Verifier(keys.public_keys(keys_dir))

    def found(headers):
        admitted = asyncio.run(authenticator.admit(headers["Authorization"].encode(), check_stranger=lambda: None))
        return admitted and verifier.verify(admitted.token.decode(), now=clock())

    return found


def test_a_live_key_opens_the_live_tenant(principal_of, customer, issue):
    headers = issue(customer, "ads:read", "ads:write")
    assert principal_of(headers) == Principal(
        kind="person",
        tenant_id=customer.tenant_id,
        actor_id=customer.actor_id,
        key_id=headers["Authorization"][16:24],
        scopes=frozenset({"ads:read", "ads:write"}),
        livemode=True,
    )


def test_a_test_key_opens_the_twin_as_the_same_actor(principal_of, customer):
    principal = principal_of(customer.test)
    assert (principal.tenant_id, principal.livemode) == (customer.twin_id, False)
    assert principal.actor_id == principal_of(customer.live).actor_id


@pytest.mark.parametrize("form", ["Bearer {}x", "Bearer{}", "Basic {}", "{}", "Bearer", ""])
def test_what_is_no_bearer_key_is_refused(principal_of, customer, form):
    key = customer.live["Authorization"].removeprefix("Bearer ")
    assert principal_of({"Authorization": form.format(key)}) is None
    for forgiven in (f"bEARER {key}", f"Bearer  {key}", f"Bearer {key} "):
        assert principal_of({"Authorization": forgiven}) is not None


def test_a_key_that_was_never_issued_is_refused(principal_of, customer):
    assert principal_of({"Authorization": f"Bearer {make(livemode=True)}"}) is None


def test_a_revoked_key_stops_within_two_seconds(principal_of, database, customer, clock):
    assert principal_of(customer.live) is not None
    with database.write() as session:
        session.execute(update(ApiKey).values(revoked_at=clock.now))
    clock.advance(1.4)
    assert principal_of(customer.live) is not None
    clock.advance(0.2)
    assert principal_of(customer.live) is None


def test_a_key_stops_at_its_end(principal_of, database, customer, clock):
    with database.write() as session:
        session.execute(update(ApiKey).values(expires_at=clock.now + timedelta(seconds=1)))
    assert principal_of(customer.live) is not None
    clock.advance(2)
    assert principal_of(customer.live) is None


def test_a_clock_set_back_asks_again(principal_of, database, customer, clock):
    assert principal_of(customer.live) is not None
    with database.write() as session:
        session.execute(update(ApiKey).values(revoked_at=clock.now))
    clock.advance(-3600)
    assert principal_of(customer.live) is None


def test_another_pepper_knows_no_key(database, customer, clock):
    text = customer.live["Authorization"].removeprefix("Bearer ")
    with database.read() as session:
        assert callers.find_principal(session, text, pepper=b"other", now=clock()) is None


def test_a_forged_principal_from_outside_is_removed(client, customer, stranger, keys_dir):
    signer = keys.signer_of(keys_dir, "gateway")
    genuine = signer.sign(
        Principal("person", stranger.tenant_id, "a", "k", frozenset(), livemode=True), now=utc_now()
    )
    for forged in (genuine, "x"):
        assert client.get("/v1/tenant", headers={HEADER: forged}).status_code == 401
        answer = client.get("/v1/tenant", headers=customer.live | {HEADER: forged})
        assert answer.json()["tenant_id"] == customer.tenant_id


def test_a_key_that_does_not_work_is_refused_everywhere(client):
    for path in ("/livez", "/v1/tenant", "/nowhere"):
        answer = client.get(path, headers={"Authorization": f"Bearer {make(livemode=True)}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert answer.headers["x-request-id"] == answer.json()["request_id"]


def test_two_keys_in_one_request_are_refused(client, customer, stranger):
    both = [("Authorization", each["Authorization"]) for each in (customer.live, stranger.live)]
    assert client.get("/v1/tenant", headers=both).status_code == 401


def test_a_proxy_is_told_the_principal(client, customer, keys_dir):
    answer = client.get("/internal/authenticate", headers=customer.live)
    principal = Verifier(keys.public_keys(keys_dir)).verify(answer.headers["X-Zhuli-Principal"], now=utc_now())
    assert (answer.status_code, answer.content) == (200, b"")
    assert principal.tenant_id == customer.tenant_id


def test_a_proxy_is_told_that_there_is_none(client, customer):
    token = client.get("/internal/authenticate", headers=customer.live).headers["X-Zhuli-Principal"]
    for headers in ({}, {"Authorization": "Bearer x"}, {HEADER: token}):
        answer = client.get("/internal/authenticate", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert HEADER not in answer.headers


def test_a_proxy_that_drops_bodies_finds_the_refusal_in_a_header(client):
    asked = {"X-Zhuli-Target": "/v1/ads/syncs?limit=1", "X-Request-Id": "asked-by-the-proxy", "Accept-Language": "zh"}
    for headers in ({}, {"Authorization": "Bearer x"}):
        answer = client.get("/internal/authenticate", headers=asked | headers)
        assert json.loads(answer.headers[REFUSAL]) == answer.json()
        assert answer.headers[REFUSAL].isascii()
        told = answer.json()
        assert (told["instance"], told["request_id"]) == ("/v1/ads/syncs", "asked-by-the-proxy")
        assert told["title"] == "需要有效的 API 密钥"
    elsewhere = client.get("/v1/tenant", headers=asked)
    assert (elsewhere.json()["instance"], REFUSAL in elsewhere.headers) == ("/v1/tenant", False)


def test_a_proxy_is_told_of_an_address_that_asked_too_often(settings):
    scarce = main.assemble(settings.model_copy(update={"anonymous_per_minute": 2}), {})
    with TestClient(scarce) as client:
        *_, last = [client.get("/internal/authenticate") for _ in range(3)]
        assert (last.status_code, json.loads(last.headers[REFUSAL])["code"]) == (429, "rate-limited")
        assert int(last.headers["Retry-After"]) > 0


def test_a_database_that_is_away_is_no_wrong_key(keys_dir, clock, tmp_path):
    async def unreachable(scope, receive, send):
        raise AssertionError("nobody was admitted")

    async def ask():
        signer = keys.signer_of(keys_dir, "gateway")
        empty = Database(f"sqlite:///{tmp_path}/empty.db")
        authenticator = Authenticator(empty, signer=signer, pepper=b"x", clock=clock)
        layer = Authenticate(unreachable, authenticator, Addresses(9, 0))
        headers = [(b"authorization", b"Bearer " + make(livemode=True).encode())]
        sent = []

        async def send(message):
            sent.append(message)

        await layer({"type": "http", "path": "/", "method": "GET", "headers": headers}, None, send)
        empty.dispose()
        return sent

    start, _ = asyncio.run(ask())
    assert (start["status"], dict(start["headers"])[b"retry-after"]) == (503, b"1")
