"""HTTP to addresses that tenants choose: the host is resolved once, checked, and connected to by address."""

import socket
import ssl
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import httpx

from shared.egress import rules
from shared.egress.deadlines import Deadline, DeadlineTransport
from shared.egress.rules import EgressRefusedError

MAX_REPLY_BYTES = 64 * 1024
"""Read of a reply's body; the rest stays with the receiver."""

_CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver said: its status, and how long it wants to be left alone (the header as it came)."""

    status: int
    retry_after: str | None


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Egress:
    """Checks and calls addresses from outside. Safe to share between threads.

    `private` are `host:port` that may lie in our own network. With `loopback_for_tests` a test key may name
    this machine. `resolver` and `ssl_context` replace the system's (tests).
    """

    def __init__(
        self,
        private: Collection[str],
        *,
        loopback_for_tests: bool = False,
        resolver: Callable[[str, int], list[str]] = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._private = private
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
        deadline = Deadline(seconds)
        addresses = self._addresses(url, livemode=livemode)
        with httpx.Client(
            transport=DeadlineTransport(deadline, addresses=addresses, ssl_context=self._ssl_context),
            timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
            follow_redirects=False,
            trust_env=False,
        ) as client:
            request = client.build_request("POST", url, headers=headers, content=content)
            response = client.send(request, stream=True)
            try:
                _drain(response)
            finally:
                response.close()
        return Reply(response.status_code, response.headers.get("Retry-After"))

    def _addresses(self, url: str, *, livemode: bool) -> list[str]:
        loopback = self._loopback_for_tests and not livemode
        target = rules.target_of(url, self._private, loopback=loopback)
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
