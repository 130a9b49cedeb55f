"""Connections as callers open them: an offer of another protocol costs no body."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest
import uvicorn

from shared.app.protocol import Protocol

OFFER = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk\r\n"
WEBSOCKET = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"


async def echo(scope, receive, send):
    """Tells what it was sent."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    told = json.dumps({"method": scope["method"], "path": scope["path"], "body": body.decode()}).encode()
    headers = [(b"content-length", b"%d" % len(told))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(echo, http=Protocol, ws="none", lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()


def said(connection: socket.socket) -> dict[str, str]:
    answer = HTTPResponse(connection)
    answer.begin()
    assert answer.status == 200
    told: dict[str, str] = json.loads(answer.read())
    return told


@pytest.mark.parametrize("offer", [OFFER, WEBSOCKET, ""], ids=["h2c", "websocket", "none"])
@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_the_body_comes_with_the_offer_and_the_connection_goes_on(port: int, offer: str, pieces: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        for number in range(3):
            body = f'{{"number": {number}}}' * 40
            head = f"POST /v1/things?n={number} HTTP/1.1\r\nHost: zhuli\r\n{offer}Content-Length: {len(body)}\r\n\r\n"
            whole = (head + body).encode()
            for piece in range(pieces):
                connection.sendall(whole[len(whole) * piece // pieces : len(whole) * (piece + 1) // pieces])
                time.sleep(0.02 if pieces > 1 else 0)
            assert said(connection) == {"method": "POST", "path": "/v1/things", "body": body}


def test_a_body_of_unknown_length_comes_with_the_offer(port: int) -> None:
    head = f"PUT /x HTTP/1.1\r\nHost: zhuli\r\n{OFFER}Transfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"{head}3\r\nabc\r\n".encode())
        connection.sendall(b"4\r\ndefg\r\n0\r\n\r\n")
        assert said(connection) == {"method": "PUT", "path": "/x", "body": "abcdefg"}


def test_a_request_without_a_body_is_answered_once(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(
            f"GET /one HTTP/1.1\r\nHost: zhuli\r\n{OFFER}\r\nGET /two HTTP/1.1\r\nHost: z\r\n\r\n".encode()
        )
        came = b""
        while b'"/two"' not in came:
            came += connection.recv(4096)
    assert came.count(b"HTTP/1.1 200") == 2
    assert came.index(b'"/one"') < came.index(b'"/two"')
