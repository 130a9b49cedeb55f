"""The server's side of a connection, with limits that uvicorn does not have (`--http shared.app.protocol:Protocol`).

Whoever opens a connection and says nothing, says it slowly or without end, takes a place that others need.
"""

import asyncio
import resource
from typing import Any, ClassVar, cast

from httptools import HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.app.envelope import HEADER_LIMIT

HEADER_SECONDS = 10.0
"""From the beginning of a connection, or of its next request, until its headers are whole."""

_RESERVED_FILES = 200
"""What a program opens besides connections of callers: databases, files that come in, calls that it makes."""

_MOST_CONNECTIONS = 2000


class Protocol(HttpToolsProtocol):
    """A connection whose headers are not whole in time is closed; where there are too many, the oldest of these.

    An offer to go over to another protocol is not heard (RFC 9110, 7.8 leaves that to the server). Java's client
    offers HTTP/2 with each request, and a parser that heard it would take the body for that protocol's.
    """

    _silent: ClassVar[dict["Protocol", None]] = {}
    """Connections that wait for headers, the oldest first."""

    _timer: asyncio.TimerHandle | None = None
    _header_bytes = 0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.parser = cast(HttpRequestParser, _DeafParser(self, self.parser))

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > most_connections():
            next(iter(self._silent)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes before the headers are whole."""
        if self._timer is not None:
            self._header_bytes += len(data)
        super().data_received(data)
        if self._timer is not None and self._header_bytes > 2 * HEADER_LIMIT and not self.transport.is_closing():
            self.send_400_response("The headers are too large.")

    def on_message_begin(self) -> None:
        """The next request of the connection."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """From here on it is for the app, which bounds the time of a body (`shared.app.incoming`)."""
        if self._hears_an_offer:
            return
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is whole; that of a request that is to be read again has not begun."""
        if not self._hears_an_offer:
            super().on_message_complete()

    def head_without_offer(self) -> bytes:
        """The head of the request that was read last, as it would be without `Upgrade`."""
        lines = [b"%s: %s" % header for header in self.headers if header[0] != b"upgrade"]
        return b"\r\n".join([b"%s %s HTTP/1.1" % (self.parser.get_method(), self.url), *lines, b"", b""])

    @property
    def _hears_an_offer(self) -> bool:
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEADER_SECONDS, self._give_up)
            self._silent[self] = None
            self._header_bytes = 0

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            del self._silent[self]

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class _DeafParser:
    """Reads a request again, without the offer, where it offers another protocol."""

    def __init__(self, protocol: Protocol, parser: HttpRequestParser) -> None:
        self._protocol, self._parser = protocol, parser

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)

    def feed_data(self, data: bytes) -> None:
        """Raises as httptools does, but HttpParserUpgrade only for CONNECT."""
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as offer:
            if self._parser.get_method() == b"CONNECT":
                raise
            head = self._protocol.head_without_offer()
            self._parser = HttpRequestParser(self._protocol)
            self._parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
            self.feed_data(head + data[offer.args[0] :])


def most_connections() -> int:
    """So many, and fewer where the system lets the program open fewer files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(100, min(_MOST_CONNECTIONS, files - _RESERVED_FILES))
