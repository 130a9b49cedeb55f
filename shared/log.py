"""Structured log: one JSON line on standard error per request and per task; never a secret.

Lines of uvicorn, DBOS and every other library take the same form. Of a failure its kind and its places
in the code are written, and its message only where the message is ours: that of a foreign exception
may quote what it failed on (`int("<token>")`, a row, an address with its query).
"""

import logging
import re
import sys
import threading
import traceback
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from shared.clock import utc_now

_SECRETS = re.compile(r"Atz[ar]\|[^\s\"',;}]+|zhl_(?:live|test)_\w+|amzn1\.oa2-cs\.v1\.\w+|Bearer\s+\S+|://[^\s/@]+@")
"""Amazon's tokens and client secrets, our API keys, any bearer, and user and password in an address."""

_QUIET = ("httpx", "httpcore", "sqlalchemy", "alembic", "sp_api")
"""httpx logs whole addresses at INFO, and an address may carry a token."""

_OURS = ("services.", "shared.")
_LONGEST_MESSAGE = 500
_LONGEST_TRACE = 30
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_writing = threading.Lock()
_cut: list[bytes] = []
"""The end of a line that found no room for it, while there is one."""


def configure() -> None:
    """Set up the log of this process, of its libraries and of its crashes; called once by each program's start."""
    _configure_libraries()
    logging.captureWarnings(True)
    sys.excepthook = _log_crash
    threading.excepthook = lambda crash: _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def redacted(text: str) -> str:
    """The text with `[secret]` for everything that has the form of one: other programs quote what they were sent."""
    return _SECRETS.sub("[secret]", text)


class Logger:
    """Writes lines of one module; `failure` of a line may be what `failure_of` gives."""

    __slots__ = ("_module",)

    def __init__(self, module: str) -> None:
        self._module = module

    def info(self, event: str, **values: Any) -> None:
        """What happened as it should."""
        self._write("info", event, values)

    def warning(self, event: str, **values: Any) -> None:
        """What we get over."""
        self._write("warning", event, values)

    def error(self, event: str, **values: Any) -> None:
        """What somebody has to look at."""
        self._write("error", event, values)

    def critical(self, event: str, **values: Any) -> None:
        """What ends the program."""
        self._write("critical", event, values)

    def _write(self, level: str, event: str, values: dict[str, Any]) -> None:
        line = {"module": self._module, **values, "event": event, "level": level, "at": utc_now()}
        if "request_id" not in line and (identity := _request_id.get()):
            line["request_id"] = identity
        _put(line)


def get(name: str) -> Logger:
    """The logger of a module: `log.get(__name__).info("event", key=value)`."""
    return Logger(name)


class Lines:
    """Lines of one event of a module, at level info.

    For what is written at every request, and whose values are never a secret.
    """

    def __init__(self, module: str, event: str) -> None:
        self._same = {"module": module, "event": event, "level": "info"}

    def write(self, record: dict[str, Any]) -> None:
        """Write one line; the record is used up."""
        record |= self._same
        record["at"] = utc_now()
        _put(record)


class on_behalf_of:
    """Work for a request: its id stands on every line, and goes along with jobs and calls that it causes.

    A class, since a generator takes 3 us more and each request pays them.
    """

    __slots__ = ("_request_id", "_token")

    def __init__(self, request_id: str | None) -> None:
        self._request_id = request_id

    def __enter__(self) -> None:
        self._token = _request_id.set(self._request_id)

    def __exit__(self, *_error: object) -> None:
        _request_id.reset(self._token)


def request_id() -> str | None:
    """The id of the request that this work is for; None outside of any."""
    return _request_id.get()


def outgoing_headers() -> dict[str, str]:
    """What a call to another program carries, so that its log can be found from ours."""
    identity = _request_id.get()
    return {} if identity is None else {"X-Request-Id": identity}


def failure_of(error: BaseException) -> list[dict[str, Any]]:
    """An exception and its causes as kind, message (if it cannot quote anything) and places in the code."""
    found: list[dict[str, Any]] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < 5:
        places = traceback.extract_tb(cause.__traceback__)[-_LONGEST_TRACE:]
        one: dict[str, Any] = {"kind": f"{type(cause).__module__}.{type(cause).__qualname__}"}
        if message := _message_of(cause):
            one["message"] = _redacted_message(message)
        one["places"] = [f"{place.filename}:{place.lineno} {place.name}" for place in places]
        found.append(one)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return found


def _message_of(error: BaseException) -> str | None:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors())
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
        return f"{type(error.orig).__name__} {state or ''}".strip()
    if isinstance(error, OSError):
        return error.strerror
    return str(error) if type(error).__module__.startswith(_OURS) else None


def _redacted_message(message: str) -> str:
    return redacted(message)[:_LONGEST_MESSAGE]


class _Formatter(logging.Formatter):
    """A library's record as a line like ours; only its first line, since tracebacks are ours to write."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, Any] = {
            "module": record.name,
            "event": _redacted_message(record.getMessage().partition("\n")[0]),
            "request_id": _request_id.get(),
            "level": record.levelname.lower(),
            "at": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info and record.exc_info[1]:
            line["failure"] = failure_of(record.exc_info[1])
        return _dumps({name: value for name, value in line.items() if value is not None}).decode()


def _configure_libraries() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    # Our line says more of a request than uvicorn's own.
    logging.getLogger("uvicorn.access").disabled = True
    # DBOS gives its logger a handler of its own unless it has one.
    dbos = logging.getLogger("dbos")
    dbos.handlers, dbos.propagate = [handler], False


def _log_crash(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    """In place of Python's own traceback, whose last line is the exception's message."""
    if error is None or issubclass(kind, KeyboardInterrupt):
        return
    get(__name__).critical("crashed", failure=failure_of(error))


def _put(line: dict[str, Any]) -> None:
    """Write a line at once and whole: threads write beside each other. One that finds no room is lost, no more.

    A full disk may cut a line; the next one begins a line of its own.
    """
    text = _dumps(line) + b"\n"
    with _writing, suppress(OSError):  # a full disk, or a reader that has gone: no reason to fail the work itself
        stream = sys.stderr.buffer
        whole = b"".join(_cut) + text
        written = getattr(stream, "raw", stream).write(whole)
        _cut[:] = [b"\n"] if (written or 0) < len(whole) else []


def _dumps(record: Any) -> bytes:
    return orjson.dumps(record, default=str, option=orjson.OPT_UTC_Z)
