"""Every failure becomes problem+json: ours by their class, the framework's and the database's by translation."""

from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from shared import log
from shared.problems import (
    IDEMPOTENCY_KEY,
    MEDIA_TYPE,
    BusyError,
    ForbiddenError,
    IdempotencyKeyMissingError,
    InternalError,
    InvalidRequestError,
    MalformedRequestError,
    MethodNotAllowedError,
    NotFoundError,
    Problem,
    UnauthorizedError,
    UnsupportedMediaTypeError,
    UpstreamAwayError,
    field_error_of,
)
from shared.texts import language_of

DATABASE_AWAY = (OperationalError, PoolTimeoutError)
"""What is raised while a database is down or locked for too long; the same request can be repeated."""

REQUEST_ID_KEY = "zhuli.request_id"
REASON_KEY = "zhuli.reason"
"""Where the scope keeps the code of the problem that was answered, for the log."""

_JSON, _FORM = "application/json", "multipart/form-data"

_BY_STATUS: dict[int, type[Problem]] = {
    problem.status: problem
    for problem in (
        MalformedRequestError,
        UnauthorizedError,
        ForbiddenError,
        NotFoundError,
        MethodNotAllowedError,
        UnsupportedMediaTypeError,
        InvalidRequestError,
    )
}


def add_handlers(app: FastAPI) -> None:
    """Register the translations on one app."""
    app.add_exception_handler(Problem, _answer)
    app.add_exception_handler(RequestValidationError, _answer)
    app.add_exception_handler(HTTPException, _answer)
    app.add_exception_handler(DataError, _answer)
    app.add_exception_handler(UpstreamAwayError, _answer)
    for away in DATABASE_AWAY:
        app.add_exception_handler(away, _answer)
    app.add_exception_handler(Exception, _answer)


def render(problem: Problem, scope: Any) -> Response:
    """The problem as an answer to the request of this ASGI scope, in the caller's language."""
    headers = dict(scope["headers"])
    scope[REASON_KEY] = problem.code
    body = problem.document(
        language=language_of(headers.get(b"accept-language", b"").decode("latin-1")),
        request_id=scope.get(REQUEST_ID_KEY, "unknown-request"),
        instance=scope["path"][:500],
    )
    return Response(orjson.dumps(body), status_code=problem.status, media_type=MEDIA_TYPE, headers=problem.headers)


def database_away(error: Exception) -> Problem:
    """The 503 for one of DATABASE_AWAY, which is logged by its kind."""
    log.get(__name__).warning("database unavailable", failure=log.failure_of(error)[:1])
    return BusyError(headers={"Retry-After": "1"})


def _answer(request: Request, error: Exception) -> Response:
    return render(_problem_of(request, error), request.scope)


def _problem_of(request: Request, error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(request, error)
        case HTTPException(status_code=405):
            return MethodNotAllowedError(headers={"Allow": ", ".join(_methods_at(request))})
        case HTTPException():
            known = _BY_STATUS.get(error.status_code, InternalError)
            return known(headers=error.headers)
        case OperationalError() | PoolTimeoutError():
            return database_away(error)
        case DataError():
            return InvalidRequestError("A value holds what cannot be stored, such as a NUL character.")
        case UpstreamAwayError():
            log.get(__name__).warning("upstream unavailable", failure=log.failure_of(error)[:1])
            return BusyError(headers={"Retry-After": "1"})
        case _:
            return InternalError()


def _invalid(request: Request, error: RequestValidationError) -> Problem:
    found = error.errors()
    if not _is_of_its_kind(request):
        return UnsupportedMediaTypeError()
    if any(item["type"] == "json_invalid" for item in found):
        return MalformedRequestError("The body is not valid JSON.")
    if any(item["type"] == "missing" and item["loc"] == ("header", IDEMPOTENCY_KEY) for item in found):
        return IdempotencyKeyMissingError()
    # A body that two dependencies read is found wrong by both.
    errors = {str(error): error for error in map(field_error_of, found)}
    return InvalidRequestError(errors=list(errors.values()))


def _is_of_its_kind(request: Request) -> bool:
    """Whether the body is of the kind that the route reads; the envelope lets both kinds pass."""
    field = request.scope["route"].body_field
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return field is None or given in ("", _FORM if isinstance(field.field_info, Form) else _JSON)


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
