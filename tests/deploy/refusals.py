"""What callers are told that are refused, or whose service is away: problem documents with the id of the request."""

import time
import uuid
from typing import Any

import httpx

from shared.problems import MEDIA_TYPE
from tests.deploy.place import SERVICES, Place
from tests.waiting import wait_for

_ANONYMOUS_PER_MINUTE = 300
_SOON = 1.0
"""Seconds in which a caller knows that a service is not there."""


def the_gate_refuses_in_its_own_words(place: Place) -> None:
    """What is wrong with the key, in the caller's language, as without a proxy."""
    with place.client() as client:
        for key, code in ((None, "missing"), ("x", "form"), (place.keys[0][:-1] + "?", "form")):
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            told = _problem(client.get("/v1/ads/syncs?limit=1", headers=headers), 401, "unauthorized")
            assert told["errors"][0]["code"] == code
            assert told["instance"] == "/v1/ads/syncs"
        answer = client.get("/v1/inventory/stock", headers={"Accept-Language": "zh-CN"})
        assert _problem(answer, 401, "unauthorized")["title"] == "需要有效的 API 密钥"
        assert answer.headers["content-language"] == "zh-CN"
        assert answer.headers.get_list("www-authenticate") == ["Bearer"]
    with place.client(place.keys[0], **{"X-On-Behalf-Of": "nobody"}) as client:
        _problem(client.get("/v1/ads/syncs"), 403, "scope-missing")


def nginx_refuses_in_our_words(place: Place) -> None:
    """What no program of ours sees, in the caller's language."""
    head = f"POST /v1/ads/report-imports HTTP/1.1\r\nHost: zhuli\r\nAuthorization: Bearer {place.keys[0]}\r\n"
    said = place.said(f"{head}Content-Length: {600 * 1024 * 1024}\r\n\r\n")
    assert said.startswith("HTTP/1.1 413 "), said
    assert '"code": "body-too-large"' in said, said
    twice = place.said("GET /v1/ads/syncs HTTP/1.1\r\nHost: zhuli\r\nAuthorization: x\r\nAuthorization: y\r\n\r\n")
    assert twice.startswith(("HTTP/1.1 400 ", "HTTP/1.1 401 ")), twice
    with place.client(place.keys[0]) as client:
        answer = client.get("/metrics", headers={"Accept-Language": "zh"})
        assert _problem(answer, 404, "path-unknown")["title"] == "没有此路径"
        _problem(client.get("/v1/ads/syncs", headers={"X-Long": "x" * 20_000}), 400, "malformed-request")
        _problem(client.request("TRACE", "/v1/ads/syncs"), 405, "method-not-allowed")


def one_service_down_is_down_alone(place: Place) -> None:
    """F38: only its routes are 503, at once; documents and all others go on, and it comes back by itself."""
    live, _ = place.keys
    others = {"/v1/catalog/listings", "/v1/inventory/stock", "/v1/tickets/cases", "/v1/seller-accounts"}
    with place.client(live) as client:
        place.fleet.stop("ads")
        for path in ("/v1/ads/syncs", "/v1/ads/findings"):
            began = time.monotonic()
            answer = client.get(path)
            assert time.monotonic() - began < _SOON
            _problem(answer, 503, "temporarily-unavailable")
            assert answer.headers["retry-after"] == "1"
        for path in others:
            began = time.monotonic()
            answer = client.get(path)
            assert (answer.status_code, time.monotonic() - began < _SOON) == (200, True), (path, answer.text)
        assert "/v1/ads/syncs" in client.get("/openapi.json").json()["paths"]
        place.fleet.restart("ads")
        assert client.get("/v1/ads/syncs").status_code == 200


def without_the_gate_nobody_comes_in(place: Place) -> None:
    """A key that nginx has asked for works on for 3 s; then it is 503 for all, at once, until the gateway is back."""
    live, _ = place.keys
    with place.client(live) as client:
        assert client.get("/v1/ads/syncs").status_code == 200
        place.fleet.stop("gateway")
        wait_for(lambda: client.get("/v1/ads/syncs").status_code == 503, "the end of what was kept", seconds=5.0)
        for service in SERVICES:
            began = time.monotonic()
            answer = client.get(f"/v1/{service}/findings", headers={"X-Request-Id": f"deploy-{uuid.uuid4().hex}"})
            assert time.monotonic() - began < _SOON
            _problem(answer, 503, "temporarily-unavailable")
            assert answer.headers.get_list("retry-after") == ["1"]
        place.fleet.restart("gateway")
        assert client.get("/v1/ads/syncs").status_code == 200


def an_address_without_a_key_is_held_back(place: Place) -> None:
    """429 with the time to wait, whoever it says it is; keys in use go on, and nothing is counted twice."""
    live, _ = place.keys
    with place.client(live) as known, place.client() as client:
        place.fleet.stop("gateway")
        place.fleet.restart("gateway")  # forgets whom the other proofs have made it count
        _require_known(known)
        refused: httpx.Response | None = None
        for number in range(_ANONYMOUS_PER_MINUTE + 30):
            answer = client.get("/v1/ads/syncs", headers={"X-Forwarded-For": f"203.0.113.{number % 250}"})
            if answer.status_code == 429:
                refused = answer
                break
            assert answer.status_code == 401
        assert refused is not None
        assert number >= _ANONYMOUS_PER_MINUTE - 1
        _problem(refused, 429, "rate-limited")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        _require_known(known)


def _require_known(client: httpx.Client) -> None:
    answer = client.get("/v1/ads/syncs")
    assert answer.status_code == 200, answer.text


def _problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The document of a refusal, which has to be whole."""
    assert answer.headers["content-type"].partition(";")[0] == MEDIA_TYPE, answer.text
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
    assert told["request_id"] == answer.headers["x-request-id"]
    assert answer.headers.get_list("x-request-id") == [told["request_id"]]
    assert "strict-transport-security" in answer.headers
    return told
