"""What holds of the set while all of it works."""

import sys
import time
import uuid

import httpx

from services.gateway.authentication import AUTHENTICATE_PATH
from shared.auth.tokens import HEADER
from tests.deploy.place import SERVICES, Place
from tests.waiting import wait_for

_KEPT_SECONDS = 3
"""How long nginx keeps what the gate says of a key (deploy/nginx/nginx.conf)."""

_LIFE_SECONDS = 5.0
"""A key that was revoked works on for the gateway's 1.5 s and nginx's 3 s at most."""

_HIDDEN = (
    *("/livez", "/readyz", "/metrics", "/internal/authenticate", "/internal/events", "/internal"),
    *("/%69nternal/events", "//internal/events", "/docs/../internal/events", "/internal/tickets/events", "/gate"),
    *(f"/v1/{service}/{state}" for service in SERVICES for state in ("livez", "readyz")),
)
_UPLOAD = 64 * 1024 * 1024


def a_shop_is_synced_and_told(place: Place) -> None:
    """Gateway, services, worker, sandbox: syncs end, and what they find is in the worklist."""
    with place.customer() as customer:
        advertiser = place.advertiser()
        assert customer.connect(advertiser)
        following = {
            service: customer.follow_sync(customer.start_sync(advertiser.seller_id, service), service)
            for service in ("ads", "inventory")
        }
        for service, states in following.items():
            *_, last = states
            assert last["status"] == "completed", (service, last)
        assert customer.settled_worklist(advertiser.seller_id).items


def a_key_is_asked_for_once_in_three_seconds(place: Place) -> None:
    """Whatever it asks for, and however often; the services see, and count, each request all the same."""
    live, _ = place.new_tenant()
    with place.client(live) as client:
        before, began = len(place.lines("gateway", path=AUTHENTICATE_PATH)), time.monotonic()
        for _ in range(40):
            answer = client.get("/v1/inventory/stock")
            assert (answer.status_code, "ratelimit" in answer.headers) == (200, True), answer.text
        for path in ("/v1/ads/syncs", "/v1/catalog/listings/bulk"):
            assert client.post(path, json={}).status_code in (400, 422)
        seconds = time.monotonic() - began
        asked = len(place.lines("gateway", path=AUTHENTICATE_PATH)) - before
    assert 1 <= asked <= 2 + seconds // _KEPT_SECONDS, (asked, seconds)
    key_id = live[len("zhl_live_") :][:8]
    wait_for(lambda: len(place.lines("inventory", key_id=key_id)) == 40, "40 lines of inventory")


def one_request_has_one_id(place: Place) -> None:
    """From nginx to the gate, the service, the job that it causes, and back; one of nginx's where there is none."""
    mine, (live, test) = f"deploy-{uuid.uuid4().hex}", place.keys
    seller_id = place.advertiser().seller_id
    with place.client(test) as client:
        answer = client.post("/v1/catalog/syncs", json={"seller_id": seller_id}, headers={"X-Request-Id": mine})
        assert answer.status_code in (200, 202), answer.text
        assert answer.headers["x-request-id"] == mine
        assert answer.headers["x-environment"] == "test"
        for name in ("nginx", "catalog"):
            assert len(place.awaited(name, request_id=mine)) == 1, name
        asked = [line["path"] for line in place.lines("gateway", request_id=mine)]
        assert asked.count(AUTHENTICATE_PATH) <= 1
        assert all(path.startswith("/internal/") for path in asked)  # by the service: whose account it is
        place.awaited("worker", request_id=mine, event="task")
    with place.client(live) as client:
        made = client.get("/v1/ads/syncs", headers={"X-Request-Id": "no form!"}).headers["x-request-id"]
        assert len(made) == 32
        assert len(place.awaited("ads", request_id=made)) == len(place.awaited("nginx", request_id=made)) == 1


def a_body_without_a_key_goes_nowhere(place: Place) -> None:
    """Refused by its head: the caller is answered before it has sent anything, and no service hears of it."""
    for name, path in (("ads", "/v1/ads/report-imports"), ("gateway", "/v1/seller-accounts")):
        mine = f"deploy-{uuid.uuid4().hex}"
        head = f"POST {path} HTTP/1.1\r\nHost: zhuli\r\nX-Request-Id: {mine}\r\nContent-Length: {_UPLOAD}\r\n\r\n"
        began = time.monotonic()
        assert place.said(head).startswith("HTTP/1.1 401 ")
        assert time.monotonic() - began < 2.0
        assert [line["path"] for line in place.awaited("gateway", request_id=mine)] == [AUTHENTICATE_PATH]
        assert name == "gateway" or not place.lines(name, request_id=mine)
        with place.client() as client:
            sent = client.post(path, content=b"x" * _UPLOAD, headers={"X-Request-Id": f"{mine}-2"})
        assert (sent.status_code, sent.json()["code"]) == (401, "unauthorized")
        assert [line["path"] for line in place.awaited("gateway", request_id=f"{mine}-2")] == [AUTHENTICATE_PATH]


def what_is_ours_is_not_open(place: Place) -> None:
    """Not even to who has a key; where the programs are, each answers to whoever watches them."""
    with place.client(place.keys[0]) as client:
        for path in _HIDDEN:
            head = f"GET {path} HTTP/1.1\r\nHost: zhuli\r\nAuthorization: Bearer {place.keys[0]}\r\n\r\n"
            said = place.said(head)
            assert said.startswith("HTTP/1.1 404 "), (path, said)
            assert '"code": "path-unknown"' in said, (path, said)
        assert client.get("/openapi.json").json()["openapi"].startswith("3.1")
    for name in ("gateway", *SERVICES):
        direct = f"http://{place.fleet.address[name]}:8000"
        prefix = "" if name == "gateway" else f"/v1/{name}"
        for state in ("livez", "readyz"):
            assert httpx.get(f"{direct}{prefix}/{state}", trust_env=False).json()["service"] == name
    for name, port in {"gateway": 8000, "worker": 8002}.items():
        answer = httpx.get(f"http://{place.fleet.address[name]}:{port}/metrics", trust_env=False)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    plain = httpx.get(f"http://{place.fleet.address['nginx']}:8080/docs", trust_env=False)
    assert (plain.status_code, plain.headers["location"][:8]) == (308, "https://")


def nobody_brings_a_principal_along(place: Place) -> None:
    """Whose it may be: the header is replaced on every way in."""
    live, _ = place.keys
    gate = f"http://{place.fleet.address['gateway']}:8000{AUTHENTICATE_PATH}"
    token = httpx.get(gate, headers={"Authorization": f"Bearer {live}"}, trust_env=False).headers[HEADER]
    other, _ = place.new_tenant()
    with place.client(**{HEADER: token}) as client:
        for path in ("/v1/ads/syncs", "/v1/tenant"):
            assert client.get(path).status_code == 401, path
    with place.client(other, **{HEADER: token}) as client, place.client(live) as owner:
        mine, theirs = client.get("/v1/tenant").json(), owner.get("/v1/tenant").json()
        assert mine["tenant_id"] != theirs["tenant_id"]
    # The service itself takes it, from whoever reaches it: therefore nobody does but nginx.
    direct = f"http://{place.fleet.address['ads']}:8000/v1/ads/syncs"
    assert httpx.get(direct, headers={HEADER: token}, trust_env=False).status_code == 200
    assert httpx.get(direct, trust_env=False).status_code == 401


def a_revoked_key_dies(place: Place) -> None:
    """Also one that is used all the time."""
    live, _ = place.keys
    with place.client(live) as owner:
        actor_id = owner.get("/v1/actors").json()["items"][0]["actor_id"]
        wanted = {"actor_id": actor_id, "name": "to go", "scopes": ["ads:read"], "livemode": True}
        made = owner.post("/v1/api-keys", json=wanted).json()
        with place.client(made["api_key"]) as client:
            assert client.get("/v1/ads/syncs").status_code == 200
            assert owner.delete(f"/v1/api-keys/{made['key_id']}").status_code == 204
            began = time.monotonic()
            wait_for(lambda: client.get("/v1/ads/syncs").status_code == 401, "its end", seconds=_LIFE_SECONDS)
            for _ in range(20):
                assert client.get("/v1/ads/syncs").status_code == 401
        sys.stdout.write(f"  it lived {time.monotonic() - began:.1f} s\n")
