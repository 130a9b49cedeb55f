"""/metrics: to the operator's token only, and what requests leave there."""

import socket

import httpx
import pytest
from starlette.testclient import TestClient

from shared import metrics, secrets
from shared.app.exposition import exposed, nothing_else
from shared.app.factory import create_app
from shared.app.listener import Listener, PortTakenError
from shared.auth.keys import KeyFileError
from tests.journeys.installed import free_ports
from tests.shared.app.conftest import router

pytestmark = pytest.mark.present

SERIES = {"service": "catalog", "method": "GET", "route": "/v1/catalog/notes/{number}"}


@pytest.fixture
def backend():
    """What is told does not depend on the database."""
    return "sqlite"


@pytest.fixture
def keys_dir(tmp_path):
    secrets.create_missing_metrics_token(tmp_path / secrets.METRICS_TOKEN_FILE)
    return tmp_path


@pytest.fixture
def operator(keys_dir):
    return {"Authorization": f"Bearer {secrets.metrics_token_of(keys_dir)}"}


@pytest.fixture
def client(shell, keys_dir):
    with TestClient(
        exposed(create_app("catalog", shell, [router]), keys_dir), raise_server_exceptions=False
    ) as found:
        yield found


def counted(name, **labels):
    return metrics.REGISTRY.get_sample_value(name, SERIES | labels) or 0.0


def test_the_operator_reads_the_registry(client, operator):
    client.get("/v1/catalog/notes/1")
    answer = client.get("/metrics", headers=operator)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = answer.text.splitlines()
    assert any(
        line.startswith('zhuli_requests_total{method="GET",route="/v1/catalog/notes/{number}"') for line in lines
    )
    assert "process_open_fds" in answer.text


@pytest.mark.parametrize(
    "given", [[], ["Bearer wrong"], ["Bearer "], ["bearer {token}"], ["Bearer {token}x"], ["Bearer {token}"] * 2]
)
def test_nobody_else_does(client, operator, given, headers_of):
    token = operator["Authorization"].removeprefix("Bearer ")
    headers = [("Authorization", text.format(token=token)) for text in given]
    answer = client.get("/metrics", headers=[*headers, *headers_of("admin", "catalog:read").items()])
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "zhuli_" not in answer.text


def test_metrics_are_only_read(client, operator):
    answer = client.post("/metrics", headers=operator)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_requests_are_counted_by_route_and_never_by_path(client, operator):
    before = {status: counted("zhuli_requests_total", status=status) for status in ("200", "422")}
    seconds = counted("zhuli_request_duration_seconds_count")
    for number in (1, 2, 3, "x"):
        client.get(f"/v1/catalog/notes/{number}")
    assert counted("zhuli_requests_total", status="200") == before["200"] + 3
    assert counted("zhuli_requests_total", status="422") == before["422"] + 1
    assert counted("zhuli_request_duration_seconds_count") == seconds + 4
    assert "notes/1" not in client.get("/metrics", headers=operator).text


def test_durations_fall_into_buckets():
    for seconds in (0.002, 0.0021, 0.3, 99.0):
        metrics.count_request("catalog", "GET", "/planted", 200 if seconds < 1 else 503, seconds)
    labels = {"service": "catalog", "method": "GET", "route": "/planted"}
    name = "zhuli_request_duration_seconds"
    found = {
        bound: metrics.REGISTRY.get_sample_value(f"{name}_bucket", labels | {"le": bound})
        for bound in ("0.002", "0.005", "0.25", "0.5", "30.0", "+Inf")
    }
    assert found == {"0.002": 1, "0.005": 2, "0.25": 2, "0.5": 3, "30.0": 3, "+Inf": 4}
    assert metrics.REGISTRY.get_sample_value(f"{name}_sum", labels) == pytest.approx(99.3041)
    assert metrics.REGISTRY.get_sample_value("zhuli_requests_total", labels | {"status": "503"}) == 1


def test_a_callers_words_make_no_series(client, operator):
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.request(f"BREW{number}", "/v1/catalog/notes/1")
    text = client.get("/metrics", headers=operator).text
    assert "nowhere" not in text
    assert "BREW" not in text
    assert 'method="other"' in text


def test_refusals_of_our_own_limits_are_counted(client, headers_of):
    labels = {"service": "catalog", "quota": "writes"}
    before = metrics.REGISTRY.get_sample_value("zhuli_rate_limited_total", labels) or 0.0
    answers = [
        client.put("/v1/catalog/notes/1", headers=headers_of("catalog:write"), json={"text": "x"}) for _ in range(23)
    ]
    refused = sum(answer.status_code == 429 for answer in answers)
    assert refused == 3
    assert metrics.REGISTRY.get_sample_value("zhuli_rate_limited_total", labels) == before + refused


def test_a_missing_token_file_ends_the_start(shell, tmp_path):
    with pytest.raises(KeyFileError, match=r"metrics\.token is missing; run `make migrate`"):
        exposed(create_app("catalog", shell, [router]), tmp_path)


def test_a_worker_serves_nothing_but_its_metrics(keys_dir, operator):
    port, *_ = free_ports()
    with Listener(exposed(nothing_else, keys_dir), port):
        url = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{url}/metrics", headers=operator).status_code == 200
        assert httpx.get(f"{url}/metrics").status_code == 401
        assert httpx.get(f"{url}/v1/seller-accounts").json()["code"] == "not-found"
        with pytest.raises(PortTakenError, match=f"port {port} is taken; set GATEWAY_METRICS_PORT"):
            Listener(exposed(nothing_else, keys_dir), port).__enter__()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/metrics")


def test_a_worker_in_a_container_shows_them_at_another_address(keys_dir):
    with socket.socket() as other:
        other.bind(("127.0.0.2", 0))
        other.listen()
        port = other.getsockname()[1]
        with Listener(exposed(nothing_else, keys_dir), port):
            assert httpx.get(f"http://127.0.0.1:{port}/metrics").status_code == 401
        with pytest.raises(PortTakenError):
            Listener(exposed(nothing_else, keys_dir), port, host="127.0.0.2").__enter__()
