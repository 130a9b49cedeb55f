"""Calls to receivers on loopback, with and without TLS."""

import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic, sleep

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from shared.egress.client import MAX_REPLY_BYTES, Egress
from shared.egress.rules import EgressRefusedError

BODY = b"{}"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def receiver(behave, context=None):
    """A server that treats each client as `behave(client, request)` says; yields (port, requests)."""
    requests = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ending = threading.Event()

        def serve():
            while True:
                client, _ = listener.accept()
                with client:
                    if ending.is_set():
                        return
                    try:
                        with context.wrap_socket(client, server_side=True) if context else client as stream:
                            requests.append(whole(stream))
                            behave(stream)
                    except OSError:  # the client has gone, as it should
                        continue

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1], requests
        finally:
            ending.set()
            socket.create_connection(listener.getsockname()).close()
            thread.join()


def whole(stream):
    """A request. Whoever hangs up with a part of it unread may take the reply along."""
    request = b""
    while not request.endswith(BODY) and (piece := stream.recv(65536)):
        request += piece
    return request


def post(port, *, host="127.0.0.1", seconds=5.0, scheme="http", **options):
    egress = Egress({f"{host}:{port}"}, **options)
    return egress.post(
        f"{scheme}://{host}:{port}/hook", headers={"X-A": "b"}, content=BODY, seconds=seconds, livemode=True
    )


def test_a_reply_is_its_status_and_what_it_asks_for():
    answer = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno"
    with receiver(lambda client: client.sendall(answer)) as (port, requests):
        reply = post(port)
    assert (reply.status, reply.retry_after) == (503, "7")
    assert requests[0].startswith(b"POST /hook HTTP/1.1\r\n")
    assert b"X-A: b" in requests[0]


def test_the_connection_goes_to_the_address_that_was_checked_and_keeps_the_name():
    asked = []

    def resolver(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    with receiver(lambda client: client.sendall(OK)) as (port, requests):
        assert post(port, host="hooks.example", resolver=resolver).status == 200
    assert asked == ["hooks.example"]
    assert f"Host: hooks.example:{port}".encode() in requests[0]


def test_the_next_address_is_tried_when_one_does_not_answer():
    with receiver(lambda client: client.sendall(OK)) as (port, _):
        assert post(port, host="hooks.example", resolver=lambda *_: ["::1", "127.0.0.1"]).status == 200


def test_a_host_without_an_address_is_refused():
    def resolver(host, port):
        raise socket.gaierror

    with pytest.raises(EgressRefusedError, match="unresolved"):
        Egress((), resolver=resolver).check("https://nowhere.example/", livemode=True)


def test_a_trickle_is_cut_off_by_the_total_deadline():
    def trickle(client):
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:  # for 50 s
            client.sendall(bytes([byte]))
            sleep(0.05)

    with receiver(trickle) as (port, _):
        started = monotonic()
        with pytest.raises(httpx.TimeoutException):
            post(port, seconds=0.4)
        assert 0.3 < monotonic() - started < 10


def test_only_the_status_counts_and_a_long_or_slow_body_is_cut_off():
    sent = []

    def flood(client):
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        for _ in range(10_000):
            sent.append(client.send(b"x" * 65536))

    def stall(client):
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx")
        client.recv(1)  # until the caller has gone

    with receiver(flood) as (port, _):
        assert post(port).status == 200
    assert sum(sent) < 20 * 1024 * 1024  # what lies in the sockets' buffers, not what was announced
    with receiver(stall) as (port, _):
        started = monotonic()
        assert post(port, seconds=0.3).status == 200
        assert monotonic() - started < 4
    assert MAX_REPLY_BYTES == 65536


def issue(name, folder):
    """A certificate for one host name by an authority of its own: (server's context, client's context)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))  # OpenSSL has a clock of its own
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    place = folder / "server.pem"
    place.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(place)
    return server, ssl.create_default_context(cadata=pem.decode())


def test_the_name_in_the_certificate_is_the_hosts_and_not_the_address(tmp_path):
    server, client = issue("hooks.example", tmp_path)
    given = {"scheme": "https", "resolver": lambda *_: ["127.0.0.1"], "ssl_context": client}
    with receiver(lambda stream: stream.sendall(OK), server) as (port, requests):
        assert post(port, host="hooks.example", **given).status == 200
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            post(port, host="other.example", **given)
    assert len(requests) == 1
