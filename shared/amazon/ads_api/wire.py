"""One HTTP exchange under a deadline for all of it: connecting, headers that trickle in, and the body.

httpx's own time-outs bound each single wait, so a server that sends a byte every few seconds is never
cut off. Here each wait on the socket gets what is left of the deadline. (Resolving the host's name is the
operating system's business and outside of it.)

A connection lives for one exchange: minutes pass between calls, and a kept one would be stale by then.
"""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from time import monotonic

import httpcore
import httpx

from shared.amazon.ads_api import errors
from shared.amazon.ads_api.errors import AdsApiError, Unavailable

MAX_REPLY_BYTES = 32 * 1024 * 1024
"""No reply of the API proper comes near; report documents have a limit of their own."""


class Deadline:
    """Seconds that an exchange may still spend waiting. Paused while the caller works on what came."""

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds
        self._left = seconds

    def left(self) -> float:
        """Seconds left. Raises httpx.ReadTimeout when there are none."""
        left = self._ends - monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("the total deadline has passed")
        return left

    def pause(self) -> None:
        """Stop counting."""
        self._left = self._ends - monotonic()

    def resume(self) -> None:
        """Count on."""
        self._ends = monotonic() + self._left

    def cap(self, timeout: float | None) -> float:
        """A time-out for one wait: its own, or the rest of the deadline if that is shorter."""
        left = self.left()
        return left if timeout is None else min(timeout, left)


def address(url: str) -> httpx.URL:
    """The address, parsed. Raises AdsApiError, which quotes none of it: a document's link is a secret."""
    try:
        return httpx.URL(url)
    except httpx.InvalidURL:
        raise AdsApiError(None, "invalid-url", "not an address that can be opened") from None


@contextmanager
def exchange(
    request: httpx.Request, *, timeout: float, deadline: Deadline, transport: httpx.BaseTransport | None
) -> Iterator[httpx.Response]:
    """Send a request and give its response, the body unread. Raises Unavailable."""
    client = httpx.Client(
        transport=transport or _DeadlineTransport(deadline),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )
    with client:
        with _as_unavailable():
            response = client.send(request, stream=True)
        try:
            yield response
        finally:
            response.close()


def chunks(response: httpx.Response, deadline: Deadline, *, max_bytes: int) -> Iterator[bytes]:
    """The body as it arrives, not decoded. Raises Unavailable, or AdsApiError over `max_bytes`."""
    received = 0
    stream = response.iter_raw()
    while True:
        with _as_unavailable():
            deadline.left()
            chunk = next(stream, None)
        if chunk is None:
            return
        received += len(chunk)
        if received > max_bytes:
            raise AdsApiError(response.status_code, "reply-too-large", f"the body is over {max_bytes} bytes")
        deadline.pause()
        yield chunk
        deadline.resume()


def read(response: httpx.Response, deadline: Deadline) -> bytes:
    """The whole body. Raises Unavailable, or AdsApiError when it is over MAX_REPLY_BYTES."""
    return b"".join(chunks(response, deadline, max_bytes=MAX_REPLY_BYTES))


def read_success(response: httpx.Response, deadline: Deadline, *, special: Mapping[int, type[AdsApiError]]) -> bytes:
    """The body of a success. Raises AdsApiError for anything else; `special` is for `errors.of_reply`.

    A web page is what a proxy or a host in trouble sends, with any status: Unavailable.
    """
    body = read(response, deadline)
    if body.lstrip()[:1] == b"<" and response.status_code != 429:
        raise Unavailable(response.status_code, "html-reply", "Amazon answered with a web page")
    if not response.is_success:
        raise errors.of_reply(response.status_code, response.headers, body, special=special)
    return body


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Network failures as Unavailable, told by their kind only: the message of one may quote a header."""
    failure: AdsApiError
    try:
        yield
    except httpx.TimeoutException as error:
        failure = Unavailable(None, "timeout", type(error).__name__)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        failure = AdsApiError(None, "invalid-url", type(error).__name__)
    except httpx.HTTPError as error:
        failure = Unavailable(None, "connection", type(error).__name__)
    else:
        return
    raise failure


@cache
def _ssl_context() -> ssl.SSLContext:
    """Loading the certificates takes longer than a call; they are the same for all."""
    return httpx.create_ssl_context(trust_env=False)


class _DeadlineTransport(httpx.HTTPTransport):
    """httpx's own transport over sockets that know the deadline.

    httpx has no parameter for the network backend, so the pool it has made is replaced. A trickle test
    fails should a later version ignore that.
    """

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(verify=_ssl_context(), trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_DeadlineBackend(deadline),
        )


class _DeadlineBackend(httpcore.NetworkBackend):
    """Opens the sockets."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A TCP connection."""
        stream = self._backend.connect_tcp(host, port, self._deadline.cap(timeout), local_address, socket_options)
        return _DeadlineStream(stream, self._deadline)


class _DeadlineStream(httpcore.NetworkStream):
    """A socket each of whose waits ends with the deadline at the latest."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes."""
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Wait until all bytes are taken."""
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same socket, encrypted."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cap(timeout))
        return _DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        """What httpcore asks of a socket."""
        return self._stream.get_extra_info(info)
