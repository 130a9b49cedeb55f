"""HTTP to addresses that tenants choose: the host is resolved once, checked, and connected to by address."""

import socket
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from shared.egress import rules
from shared.egress.deadlines import Deadline, DeadlineTransport
from shared.egress.rules import EgressRefusedError

MAX_REPLY_BYTES = 64 * 1024
"""Read of a reply's body; the rest stays with the receiver."""

MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""Read of an answer whose body counts, by default."""

_CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver said: its status, and how long it wants to be left alone (the header as it came)."""

    status: int
    retry_after: str | None


@dataclass(frozen=True, slots=True)
class Answer(Reply):
    """The same with its body."""

    body: bytes


class ReplyTooLargeError(httpx.HTTPError):
    """The body of a reply is over the bound; the same call would bring the same."""

    retryable = False


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Egress:
    """Checks and calls addresses from outside. Safe to share between threads.

    `private` are `host:port` that may lie in our own network, `private_for_tests` those that a test key may name,
    too; with `loopback_for_tests` it may name this machine. `resolver` and `ssl_context` replace the system's
    (tests).
    """

    def __init__(
        self,
        private: Collection[str],
        *,
        private_for_tests: Collection[str] = (),
        loopback_for_tests: bool = False,
        resolver: Callable[[str, int], list[str]] = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._private = private
        self._private_for_tests = private_for_tests
        self._loopback_for_tests = loopback_for_tests
        self._resolver = resolver
        self._ssl_context = ssl_context

    def check(self, url: str, *, livemode: bool) -> None:
        """Raise EgressRefusedError for an address that may not be reached."""
        self._addresses(url, livemode=livemode)

    def post(self, url: str, *, headers: Mapping[str, str], content: bytes, seconds: float, livemode: bool) -> Reply:
        """Send a body and give the reply's status; redirects are not followed.

        Only the status counts: a body that is long or slow is cut off. Raises EgressRefusedError and
        httpx.HTTPError, also when `seconds` pass before the status is there.
        """
        with self._sent(url, headers, content, seconds, livemode) as response:
            _drain(response)
        return Reply(response.status_code, response.headers.get("Retry-After"))

    def ask(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes,
        seconds: float,
        livemode: bool,
        most_bytes: int = MAX_ANSWER_BYTES,
    ) -> Answer:
        """Send a body and give the answer with its own; redirects are not followed.

        Raises EgressRefusedError, ReplyTooLargeError over `most_bytes`, and httpx.HTTPError, also when `seconds` pass
        before all of it is there.
        """
        with self._sent(url, headers, content, seconds, livemode) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > most_bytes:
                    raise ReplyTooLargeError(f"the answer is over {most_bytes} bytes")
        return Answer(response.status_code, response.headers.get("Retry-After"), bytes(body))

    @contextmanager
    def _sent(
        self, url: str, headers: Mapping[str, str], content: bytes, seconds: float, livemode: bool
    ) -> Iterator[httpx.Response]:
        deadline = Deadline(seconds)
        addresses = self._addresses(url, livemode=livemode)
        with httpx.Client(
            transport=DeadlineTransport(deadline, addresses=addresses, ssl_context=self._ssl_context),
            timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
            follow_redirects=False,
            trust_env=False,
        ) as client:
            response = client.send(client.build_request("POST", url, headers=headers, content=content), stream=True)
            try:
                yield response
            finally:
                response.close()

    def _addresses(self, url: str, *, livemode: bool) -> list[str]:
        loopback = self._loopback_for_tests and not livemode
        private = self._private if livemode else {*self._private, *self._private_for_tests}
        target = rules.target_of(url, private, loopback=loopback)
        try:
            addresses = self._resolver(target.host, target.port)
        except (OSError, UnicodeError):
            raise EgressRefusedError("unresolved") from None
        rules.check_addresses(target, addresses)
        return addresses


def _drain(response: httpx.Response) -> None:
    """Read what belongs to a reply of a sensible size, so that the receiver is not cut off in its answer."""
    read = 0
    try:
        for chunk in response.iter_raw():
            read += len(chunk)
            if read > MAX_REPLY_BYTES:
                return
    except httpx.TransportError:
        return
