"""Servers that misbehave below HTTP."""

import socket
from time import monotonic, sleep

import pytest

from shared.amazon import exchange
from shared.amazon.ads_api import AdsApi, AmazonApiError, Unavailable
from tests.shared.amazon.sockets import HEAD, listening, send, wait


def failure_of(url: str, **limits: float) -> tuple[AmazonApiError, float]:
    started = monotonic()
    with pytest.raises(AmazonApiError) as caught:
        AdsApi(url, "client", lambda: "token", **limits).list_profiles()
    return caught.value, monotonic() - started


@pytest.mark.parametrize(
    ("at_once", "slowly"), [(b"", HEAD[:-4] + b"0" * 1000), (HEAD, b"x" * 1000)], ids=["headers", "body"]
)
def test_a_trickle_is_cut_off_by_the_deadline(at_once, slowly):
    def behave(client: socket.socket) -> None:
        client.sendall(at_once)
        for byte in slowly:
            client.sendall(bytes([byte]))
            sleep(0.05)

    with listening(behave) as url:
        error, seconds = failure_of(url, timeout=5.0, deadline=0.4)
    assert (type(error), error.code, error.retryable) == (Unavailable, "timeout", True)
    assert 0.3 < seconds < 10


def test_silence_is_cut_off_by_the_timeout():
    with listening(wait) as url:
        error, seconds = failure_of(url, timeout=0.2, deadline=60.0)
    assert (type(error), error.code) == (Unavailable, "timeout")
    assert seconds < 10


@pytest.mark.parametrize(
    "text",
    [b"", HEAD + b"[]", b"HTTP/1.1 200 OK\r\n", b"no http at all\r\n\r\n"],
    ids=["nothing", "cut body", "cut headers", "garbage"],
)
def test_broken_connections(text):
    with listening(send(text)) as url:
        error, _ = failure_of(url, timeout=2.0)
    assert (type(error), error.code, error.status) == (Unavailable, "connection", None)


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    error, _ = failure_of(url)
    assert (type(error), error.code) == (Unavailable, "connection")


def test_endless_replies_are_refused(monkeypatch):
    monkeypatch.setattr(exchange, "MAX_REPLY_BYTES", 50_000)
    with listening(send(HEAD + b"x" * 100_000)) as url:
        error, _ = failure_of(url, timeout=2.0)
    assert (type(error), error.code) == (AmazonApiError, "reply-too-large")


def test_only_waiting_counts_against_a_documents_deadline():
    def behave(client: socket.socket) -> None:
        client.sendall(HEAD + b"x" * 100_000)

    with listening(behave) as url:
        api = AdsApi(url, "client", lambda: "token", timeout=2.0, document_deadline=0.5)
        with api.open_document(url) as chunks:
            size = len(next(chunks))
            sleep(0.7)
            size += sum(map(len, chunks))
    assert size == 100_000


def test_a_token_never_shows_in_an_error():
    api = AdsApi("http://127.0.0.1:9", "client", lambda: "Atza|secret\n")
    with pytest.raises(Unavailable) as caught:
        api.list_profiles()
    assert "secret" not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
