"""The outermost ASGI layer: request id, the way of the body, security headers, one log line a request, its count.

It lies outside the FastAPI app, so that also a 500 and a 413 carry the request id and the headers.
"""

import re
import secrets
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import log, metrics, texts
from shared.app import compression, failures
from shared.app.incoming import INCOMING_KEY, BrokenBodyError, Incoming
from shared.auth.caller import SCOPE_KEY
from shared.db.failures import is_full
from shared.problems import InternalError, MalformedRequestError, Problem
from shared.texts import Text

HEADER_LIMIT = 64 * 1024
"""Bytes of all names and values of the headers together; uvicorn itself has no limit."""

ANSWER_HEADERS = "zhuli.answer_headers"
"""Where layers inside leave headers in the scope, for this one to put on whatever is answered."""

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

_HEADERS_TOO_LARGE = Text(en="The headers are over {limit} bytes.", zh="请求头超过 {limit} 字节。")
_GONE = 499
"""What the log and the metrics call a request whose caller went away before it was whole, as nginx does."""


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
        *("_scope", "_incoming", "_send", "_lines", "_started", "_status"),
        *("_request_id", "_lingers", "_listener", "_more"),
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, lines: log.Lines) -> None:
        self._scope, self._lines = scope, lines
        self._started = time.perf_counter()
        self._status = 0
        self._lingers = False
        headers = dict(scope["headers"])
        self._incoming = Incoming(receive, headers)
        if self._incoming.has_body:
            scope[INCOMING_KEY] = self._incoming
        asked = compression.is_asked_for(headers.get(b"accept-encoding", b""))
        self._send = compression.Compressed(send) if asked else send
        self._listener = texts.speak_to(headers.get(b"accept-language", b""))
        given = headers.get(b"x-request-id", b"")
        self._request_id = given if given and _REQUEST_ID.match(given) else secrets.token_hex(12).encode()
        scope[failures.REQUEST_ID_KEY] = self._request_id.decode()
        self._more: list[tuple[bytes, bytes]] = []
        scope[ANSWER_HEADERS] = self._more

    async def run(self, app: ASGIApp) -> None:
        try:
            if problem := self._refusal():
                await self._answer(problem)
            else:
                await app(self._scope, self._incoming.receive, self.send)
        except Exception as error:
            await self._recover(error)
        finally:
            self._record()

    def _refusal(self) -> Problem | None:
        """What can be refused before the body is read."""
        if sum([len(name) + len(value) for name, value in self._scope["headers"]]) > HEADER_LIMIT:
            return MalformedRequestError(_HEADERS_TOO_LARGE.filled(limit=HEADER_LIMIT))
        return None

    async def _recover(self, error: Exception) -> None:
        incoming = self._incoming
        if incoming.problem:
            await self._answer(incoming.problem)
        elif incoming.is_gone:
            self._status = self._status or _GONE
        elif is_full(error):
            await self._answer(failures.disk_full(error))
        else:
            log.get(__name__).error("unhandled", failure=log.failure_of(error))
            if not self._status:
                await self._answer(InternalError())

    async def _answer(self, problem: Problem) -> None:
        if not self._status:
            self._incoming.problem = None
            await failures.render(problem, self._scope)(self._scope, self._incoming.receive, self.send)

    async def send(self, message: Message) -> None:
        incoming = self._incoming
        if incoming.problem:
            # The framework turned our exception into an answer of its own; drop it for ours.
            raise BrokenBodyError
        if message["type"] == "http.response.start":
            self._status = _GONE if incoming.is_gone else message["status"]
            self._lingers = incoming.has_body and not await incoming.is_over()
            message = {**message, "headers": self._headers_of(message)}
        elif self._lingers and not message.get("more_body"):
            # Answered before the body was read: the answer is out, and the caller has a moment to see it.
            await self._send({**message, "more_body": True})
            await incoming.discard()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    def _headers_of(self, start: Message) -> list[tuple[bytes, bytes]]:
        """Those of the application, and ours where it has none of the name."""
        own = [(b"x-request-id", self._request_id), *_SECURITY_HEADERS, *self._more]
        if self._lingers:
            own.append((b"connection", b"close"))
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
