"""The outermost ASGI layer: request id, body limit, security headers, one log line a request, and its count.

It lies outside the FastAPI app, so that also a 500 and a 413 carry the request id and the headers.
"""

import re
import secrets
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import log, metrics, texts
from shared.app import compression, failures
from shared.auth.caller import SCOPE_KEY
from shared.problems import (
    BodyTooLargeError,
    InternalError,
    MalformedRequestError,
    Problem,
    UnsupportedMediaTypeError,
)
from shared.texts import Text

JSON_LIMIT = 8 * 1024 * 1024
UPLOAD_LIMIT = 500 * 1024 * 1024
"""Bytes of a JSON body and of a multipart body. 500 rows of a bulk request take about 0.5 MB; an advertising report
of 250 MB is real. A multipart body lies on the disk while it comes, never in memory."""

HEADER_LIMIT = 64 * 1024
"""Bytes of all names and values of the headers together; uvicorn itself has no limit."""

ANSWER_HEADERS = "zhuli.answer_headers"
"""Where layers inside leave headers in the scope, for this one to put on whatever is answered."""

_LONGEST_LENGTH = 18
"""Digits of a Content-Length that is worth reading as a number."""

_LONGEST_PATH = 500
_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{8,64}\Z")
_SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]
_LANGUAGE_HEADERS: dict[texts.Language, list[tuple[bytes, bytes]]] = {
    "en": [(b"content-language", b"en"), (b"vary", b"accept-language")],
    "zh": [(b"content-language", b"zh-CN"), (b"vary", b"accept-language")],
}
_USUAL = frozenset({b"content-length", b"content-type"})
"""Headers that an application gives and we never do."""

_READABLE = (b"application/json", b"multipart/form-data")

_HEADERS_TOO_LARGE = Text(en="The headers are over {limit} bytes.", zh="请求头超过 {limit} 字节。")
_TOO_LARGE = Text(en="The limit is {limit} bytes.", zh="上限为 {limit} 字节。")
_MEDIA_TYPES = Text(
    en="Send JSON with the header `Content-Type: application/json`, or a file as multipart/form-data.",
    zh="请以请求头 `Content-Type: application/json` 发送 JSON，或以 multipart/form-data 发送文件。",
)


class _BodyTooLarge(Exception):
    """Raised out of `receive` when the counted bytes pass the limit."""


class Envelope:
    """Wraps the program's app; the inner apps of a composition get none of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._lines = log.Lines(__name__, "request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; lifespan messages pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            # Answered like a GET (RFC 9110, section 9.3.2); the server itself leaves the content out.
            scope = {**scope, "method": "GET"}
        exchange = _Exchange(scope, receive, send, self._lines)
        with log.on_behalf_of(scope[failures.REQUEST_ID_KEY]):
            await exchange.run(self._app)


class _Exchange:
    """The state of one request on its way through."""

    __slots__ = (
        *("_scope", "_receive", "_send", "_lines", "_started", "_status", "_seen", "_too_large"),
        *("_request_id", "_content_type", "_length", "_has_body", "_limit", "_listener", "_more"),
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, lines: log.Lines) -> None:
        self._scope, self._receive, self._lines = scope, receive, lines
        self._started = time.perf_counter()
        self._status = 0
        self._seen = 0
        self._too_large = False
        headers = dict(scope["headers"])
        asked = compression.is_asked_for(headers.get(b"accept-encoding", b""))
        self._send = compression.Compressed(send) if asked else send
        self._listener = texts.speak_to(headers.get(b"accept-language", b""))
        given = headers.get(b"x-request-id", b"")
        self._request_id = given if given and _REQUEST_ID.match(given) else secrets.token_hex(12).encode()
        scope[failures.REQUEST_ID_KEY] = self._request_id.decode()
        self._more: list[tuple[bytes, bytes]] = []
        scope[ANSWER_HEADERS] = self._more
        self._content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        length = headers.get(b"content-length", b"0")
        self._length = int(length) if length.isdigit() and len(length) <= _LONGEST_LENGTH else None
        self._has_body = self._length != 0 or b"transfer-encoding" in headers
        upload = self._content_type == b"multipart/form-data"
        self._limit = UPLOAD_LIMIT if upload else JSON_LIMIT

    async def run(self, app: ASGIApp) -> None:
        try:
            if problem := self._refusal():
                await self._answer(problem)
            else:
                await app(self._scope, self.receive, self.send)
        except Exception as error:
            await self._recover(error)
        finally:
            self._record()

    def _refusal(self) -> Problem | None:
        """What can be refused before the body is read."""
        if sum([len(name) + len(value) for name, value in self._scope["headers"]]) > HEADER_LIMIT:
            return MalformedRequestError(_HEADERS_TOO_LARGE.filled(limit=HEADER_LIMIT))
        if self._length is None or self._length > self._limit:
            return BodyTooLargeError(_TOO_LARGE.filled(limit=self._limit))
        if self._has_body and self._content_type not in _READABLE:
            return UnsupportedMediaTypeError(_MEDIA_TYPES)
        return None

    async def _recover(self, error: Exception) -> None:
        if self._too_large:
            await self._answer(BodyTooLargeError(_TOO_LARGE.filled(limit=self._limit)))
            return
        log.get(__name__).error("unhandled", failure=log.failure_of(error))
        if not self._status:
            await self._answer(InternalError())

    async def _answer(self, problem: Problem) -> None:
        if not self._status:
            self._too_large = False
            await failures.render(problem, self._scope)(self._scope, self._receive, self.send)

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self._limit:
                self._too_large = True
                raise _BodyTooLarge
        return message

    async def send(self, message: Message) -> None:
        if self._too_large:
            # The framework turned our exception into an answer of its own; drop it for the 413.
            raise _BodyTooLarge
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message = {**message, "headers": self._headers_of(message)}
        await self._send(message)

    def _headers_of(self, start: Message) -> list[tuple[bytes, bytes]]:
        """Those of the application, and ours where it has none of the name."""
        own = [(b"x-request-id", self._request_id), *_SECURITY_HEADERS, *self._more]
        if self._listener.heard:
            own += _LANGUAGE_HEADERS[self._listener.heard]
        given = start.get("headers", ())
        present = {name for name, _ in given}
        return [*given, *(own if present <= _USUAL else [each for each in own if each[0] not in present])]

    def _record(self) -> None:
        """The request's line in the log, and its place in the metrics."""
        scope, seconds = self._scope, time.perf_counter() - self._started
        # The framework leaves these in the scope; a request refused before it was routed has neither.
        app, route = scope.get("app"), scope.get("route")
        service = app.state.service if app is not None else "edge"
        metrics.count_request(service, scope["method"], getattr(route, "path", "none"), self._status, seconds)
        fields: dict[str, Any] = {
            "request_id": scope[failures.REQUEST_ID_KEY],
            "service": service,
            "operation": getattr(route, "name", None),
            "method": scope["method"],
            "path": scope["path"][:_LONGEST_PATH],
            "status": self._status,
            "ms": round(seconds * 1000, 2),
        }
        if reason := scope.get(failures.REASON_KEY):
            fields["reason"] = reason
        if principal := scope.get(SCOPE_KEY):
            fields["tenant_id"] = principal.tenant_id
            fields["key_id"] = principal.key_id
        self._lines.write(fields)
