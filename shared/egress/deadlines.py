"""One deadline for all of an HTTP exchange: connecting, headers that trickle in, and the body.

httpx's own time-outs bound each single wait, so a server that sends a byte every few seconds is never
cut off. Here each wait on the socket gets what is left of the deadline. (Resolving the host's name is the
operating system's business and outside of it.)
"""

import ssl
from collections.abc import Iterable, Sequence
from functools import cache
from time import monotonic

import httpcore
import httpx


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


class DeadlineTransport(httpx.HTTPTransport):
    """httpx's own transport over sockets that know the deadline, for one connection.

    With `addresses` the connection goes to the first of them that answers, whatever the host's name
    resolves to; the `Host` header and the name in the server's certificate stay those of the request.

    httpx has no parameter for the network backend, so the pool it has made is replaced. A trickle test
    fails should a later version ignore that.
    """

    def __init__(
        self, deadline: Deadline, *, addresses: Sequence[str] = (), ssl_context: ssl.SSLContext | None = None
    ) -> None:
        context = ssl_context or _ssl_context()
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_DeadlineBackend(deadline, addresses),
        )


@cache
def _ssl_context() -> ssl.SSLContext:
    """Loading the certificates takes longer than a call; they are the same for all."""
    return httpx.create_ssl_context(trust_env=False)


class _DeadlineBackend(httpcore.NetworkBackend):
    """Opens the sockets."""

    def __init__(self, deadline: Deadline, addresses: Sequence[str]) -> None:
        self._deadline = deadline
        self._addresses = addresses
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A TCP connection. Raises what the last address raised."""
        *others, last = self._addresses or [host]
        for address in others:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout, local_address, socket_options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        limit = self._deadline.cap(timeout)
        stream = self._backend.connect_tcp(address, port, limit, local_address, socket_options)
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
