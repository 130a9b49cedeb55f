"""Every failure becomes problem+json: ours by their class, the framework's and the database's by translation."""

from collections.abc import Iterable
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from shared import log
from shared.app import invalid, paths
from shared.app.lanes import LateError
from shared.db.failures import is_full
from shared.problems import (
    MEDIA_TYPE,
    BusyError,
    ForbiddenError,
    InternalError,
    InvalidRequestError,
    MalformedRequestError,
    MethodNotAllowedError,
    NotFoundError,
    Problem,
    StorageFullError,
    UnauthorizedError,
    UnsupportedMediaTypeError,
    UpstreamAwayError,
)
from shared.texts import Text, spoken

DATABASE_AWAY = (OperationalError, PoolTimeoutError, LateError)
"""What is raised while a database is down, silent or locked for too long; the same request can be repeated."""

EXPECTED = (Problem, RequestValidationError, HTTPException, DataError, UpstreamAwayError, *DATABASE_AWAY)
"""What has an answer of its own. Anything else is a defect: it is answered with 500, and logged."""

REQUEST_ID_KEY = "zhuli.request_id"
REASON_KEY = "zhuli.reason"
"""Where the scope keeps the code of the problem that was answered, for the log."""

_NUL = Text(
    en="A value holds what cannot be stored, such as a NUL character.", zh="有内容无法保存，例如含有 NUL 字符。"
)
_METHODS = Text(en="This path takes {methods}.", zh="此路径支持 {methods}。")

_BY_STATUS: dict[int, type[Problem]] = {
    problem.status: problem
    for problem in (
        MalformedRequestError,
        UnauthorizedError,
        ForbiddenError,
        UnsupportedMediaTypeError,
        InvalidRequestError,
    )
}


def add_handlers(app: FastAPI) -> None:
    """Register the translations on one app; a path that it does not know may be near one of its `neighbours`."""
    app.state.neighbours = [app]
    for expected in (*EXPECTED, Exception):
        app.add_exception_handler(expected, answer)


def render(problem: Problem, scope: Any) -> Response:
    """The problem as an answer to the request of this ASGI scope, in the caller's language."""
    scope[REASON_KEY] = problem.code
    body = problem.document(
        language=spoken(),
        request_id=scope.get(REQUEST_ID_KEY, "unknown-request"),
        instance=scope["path"][:500],
    )
    return Response(orjson.dumps(body), status_code=problem.status, media_type=MEDIA_TYPE, headers=problem.headers)


def disk_full(error: Exception) -> Problem:
    """The 507 for what could not be written, which is logged by its kind."""
    log.get(__name__).warning("disk full", failure=log.failure_of(error)[:1])
    return StorageFullError()


def database_away(error: Exception) -> Problem:
    """The 503 for one of DATABASE_AWAY, which is logged by its kind; 507 where its disk is full."""
    if is_full(error):
        return disk_full(error)
    log.get(__name__).warning("database unavailable", failure=log.failure_of(error)[:1])
    return BusyError(headers={"Retry-After": "1"})


def answer(request: Request, error: Exception) -> Response:
    """What a request is answered that ended in an exception."""
    return render(_problem_of(request, error), request.scope)


def _problem_of(request: Request, error: Exception) -> Problem:
    match error:
        case NotFoundError(errors=[]):
            return paths.nothing_there(request.scope["route"].path, _documented_paths([request.app]))
        case Problem():
            return error
        case RequestValidationError():
            return invalid.problem_of(request, error)
        case HTTPException():
            return _problem_of_framework(request, error)
        case OSError() if is_full(error):
            return disk_full(error)
        case OperationalError() | PoolTimeoutError() | LateError():
            return database_away(error)
        case DataError():
            return InvalidRequestError(_NUL)
        case UpstreamAwayError():
            log.get(__name__).warning("upstream unavailable", failure=log.failure_of(error)[:1])
            return BusyError(headers={"Retry-After": "1"})
        case _:
            return InternalError()


def _problem_of_framework(request: Request, error: HTTPException) -> Problem:
    if is_full(error):  # a form that found no room while it came, which the framework takes for a bad one
        return disk_full(error)
    if error.status_code == 404:
        return paths.path_unknown(request.scope["path"], _documented_paths(request.app.state.neighbours))
    if error.status_code == 405:
        methods = ", ".join(_methods_at(request))
        return MethodNotAllowedError(_METHODS.filled(methods=methods), headers={"Allow": methods})
    known = _BY_STATUS.get(error.status_code, InternalError)
    return known(headers=error.headers)


def _documented_paths(apps: Iterable[FastAPI]) -> list[str]:
    contexts = [context for app in apps for context in iter_route_contexts(app.routes)]
    return [
        context.path for context in contexts if context.path and getattr(context.route, "include_in_schema", False)
    ]


def _methods_at(request: Request) -> list[str]:
    """All methods of the path: Starlette's own `Allow` names only those of the first matching route.

    A path that the document has as it is, such as `/bulk`, is none of those with a place for an id.
    """
    path = request.scope["path"]
    methods: dict[str, set[str]] = {}
    for context in iter_route_contexts(request.app.routes):
        pattern, _, _ = compile_path(context.path or "")
        if pattern.match(path):
            methods.setdefault(context.path or "", set()).update(context.methods or ())
    found = methods.get(path) or set().union(*methods.values())
    return sorted(found | {"HEAD"} if "GET" in found else found)
