import gzip

import anyio
import pytest
from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from starlette.testclient import TestClient

from shared.app.compression import LEAST
from shared.app.envelope import Envelope
from shared.app.factory import create_app

router = APIRouter(prefix="/v1/catalog")
LONG = b"[" + b'"a plain garden hose",' * 5000 + b"1]"
SHORT = LONG[: LEAST - 1]


@router.get("/long")
def read_long() -> Response:
    return Response(LONG, media_type="application/json")


@router.get("/longer-than-a-packet")
def read_longer() -> Response:
    return Response(LONG[:LEAST], media_type="application/json")


@router.get("/short")
def read_short() -> Response:
    return Response(SHORT, media_type="application/json")


@router.get("/tagged")
def read_tagged() -> Response:
    return Response(LONG, media_type="application/json", headers={"ETag": '"1"'})


@router.post("/secret")
def create_secret() -> Response:
    return Response(LONG, status_code=201, media_type="application/json")


@router.post("/batch")
def store_batch() -> Response:
    return Response(LONG, status_code=207, media_type="application/json")


@router.get("/page")
def read_page() -> Response:
    return Response(LONG, media_type="text/html")


@router.get("/stream")
def read_stream() -> StreamingResponse:
    parts = iter([LONG, LONG])
    return StreamingResponse(parts, media_type="application/json", headers={"content-length": str(2 * len(LONG))})


@pytest.fixture
def app(shell):
    return Envelope(create_app("catalog", shell, [router]))


def raw(app, method, path, accept):
    """Status, headers and the bytes as they were sent."""
    sent = []
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        if message := next(messages, None):
            return message
        return await anyio.sleep_forever()  # nobody hangs up: a stream asks for that while it sends

    async def send(message):
        sent.append(message)

    headers = [] if accept is None else [(b"accept-encoding", accept)]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    scope |= {"http_version": "1.1", "scheme": "http", "root_path": "", "server": ("x", 80), "client": ("y", 1)}
    anyio.run(app, scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return dict(sent[0]["headers"]), body


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [("GET", "long", LONG), ("GET", "longer-than-a-packet", LONG[:LEAST]), ("POST", "batch", LONG)],
)
@pytest.mark.parametrize("accept", [b"gzip", b"br, gzip;q=0.5", b"gzip, deflate"])
def test_a_long_answer_is_compressed_for_whoever_asks(app, method, path, expected, accept):
    headers, body = raw(app, method, f"/v1/catalog/{path}", accept)
    assert (headers[b"content-encoding"], headers[b"vary"]) == (b"gzip", b"accept-encoding")
    assert int(headers[b"content-length"]) == len(body) < len(expected) / 2
    assert gzip.decompress(body) == expected
    assert b"x-request-id" in headers


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "path", "accept", "length"),
    [
        ("GET", "long", None, len(LONG)),
        ("GET", "long", b"br, deflate", len(LONG)),
        ("GET", "long", b"gzip;q=0", len(LONG)),
        ("GET", "short", b"gzip", len(SHORT)),
        ("GET", "tagged", b"gzip", len(LONG)),
        ("POST", "secret", b"gzip", len(LONG)),
        ("GET", "page", b"gzip", len(LONG)),
        ("GET", "stream", b"gzip", 2 * len(LONG)),
    ],
)
def test_other_answers_are_sent_as_they_are(app, method, path, accept, length):
    headers, body = raw(app, method, f"/v1/catalog/{path}", accept)
    assert b"content-encoding" not in headers
    assert len(body) == length


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_clients_read_it_without_knowing(app):
    with TestClient(app) as client:
        answer = client.get("/v1/catalog/long", headers={"accept-encoding": "gzip"})
        assert (answer.content, answer.headers["content-encoding"]) == (LONG, "gzip")
        # Nothing of a failure is compressed, and a HEAD has the headers of its GET.
        assert client.head("/v1/catalog/long").headers["content-encoding"] == "gzip"
