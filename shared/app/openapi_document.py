"""The OpenAPI document of one service, freed of the habits that break generated clients."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.models import Schema
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from shared.app.incoming import UPLOAD_LIMIT
from shared.problems import (
    IDEMPOTENCY_KEY,
    MEDIA_TYPE,
    BodyTooLargeError,
    BusyError,
    ForbiddenError,
    IdempotencyKeyMissingError,
    InternalError,
    InvalidRequestError,
    MalformedRequestError,
    Problem,
    ProblemRead,
    RateLimitedError,
    RequestTimeoutError,
    StorageFullError,
    UnauthorizedError,
    UnsupportedMediaTypeError,
)

Document = dict[str, Any]

_DROPPED = ("HTTPValidationError", "ValidationError")
_LONGEST = {"date": 10, "date-time": 40}
"""Characters of `2026-11-20` and, generously, of `2026-11-20T12:00:00.123456+00:00`."""

_LARGEST = 2**31
"""From here on a whole number needs 64 bits."""

_ANYWHERE = (UnauthorizedError, RateLimitedError, InternalError, BusyError)
"""What every operation can answer: also one that needs no key refuses a wrong one and counts a good one."""

_WHERE_WRITTEN = (*_ANYWHERE, StorageFullError)
"""And what every operation can that stores something."""

_OF_A_BODY = (MalformedRequestError, RequestTimeoutError, BodyTooLargeError, UnsupportedMediaTypeError)
"""What any operation with a body can answer besides."""

_LIMITS = {
    "RateLimit-Policy": (
        "The quota of the tenant's keys together: requests `q` in `w` seconds",
        '"reads";q=1200;w=60',
    ),
    "RateLimit": ("What is left of it: `r` requests for the next `t` seconds", '"reads";r=1140;t=60'),
}
"""draft-ietf-httpapi-ratelimit-headers; absent where no key was given."""


def operation_id(route: APIRoute) -> str:
    """Endpoint, operation and `operationId` share one name."""
    return route.name


def describe(app: FastAPI) -> None:
    """Give the app an `openapi()` that documents problems, limits and binary uploads truthfully."""

    def openapi() -> Document:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, routes=app.routes)
            app.openapi_schema = _mend(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(document: Document) -> Document:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _DROPPED:
        schemas.pop(name, None)
    problem = ProblemRead.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    components["headers"] = {name: _text_header(*reported) for name, reported in _LIMITS.items()}
    components["headers"]["Retry-After"] = _seconds_header()
    components["responses"] = {kind.code: _problem(kind.code) for kind in _WHERE_WRITTEN}
    components["responses"][BusyError.code]["headers"] = _refs("headers", "Retry-After")
    components["responses"][RateLimitedError.code]["headers"] = _refs("headers", *_LIMITS, "Retry-After")
    for path in document["paths"].values():
        for method, operation in path.items():
            _name_body(operation, schemas)
            _mend_operation(operation, _ANYWHERE if method == "get" else _WHERE_WRITTEN)
    _mend_files(schemas)
    bound(document)
    return document


def bound(node: Any) -> None:
    """Give texts of a known format their length, and whole numbers the format that their bounds call for."""
    for text in _of_type(node, "string"):
        if text.get("format") in _LONGEST:
            text.setdefault("maxLength", _LONGEST[text["format"]])
    for number in _of_type(node, "integer"):
        number.setdefault("format", "int32" if number.get("maximum", _LARGEST) < _LARGEST else "int64")


def _name_body(operation: Document, schemas: Document) -> None:
    """The schemas of a body that its endpoint decodes itself (see `shared.http.bodies`) become components, too."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$defs" in schema:
        parts = {**schema["$defs"], schema["title"]: {k: v for k, v in schema.items() if k != "$defs"}}
        schemas.update({name: _as_fastapi_writes(part) for name, part in parts.items()})
        reference = {"schema": {"$ref": f"#/components/schemas/{schema['title']}"}}
        operation["requestBody"] = {"content": {"application/json": reference}, "required": True}


def _as_fastapi_writes(schema: Document) -> Document:
    """With the members in its order, so that a component of one name is the same text everywhere."""
    return Schema.model_validate(schema).model_dump(mode="json", by_alias=True, exclude_none=True)


def _mend_operation(operation: Document, always: Sequence[type[Problem]]) -> None:
    """FastAPI leaves 422 out where there is a default, and knows nothing of what lies around the routes."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
    documented: Document = {}
    for status, answer in operation["responses"].items():
        limited = status[0] in "24"
        documented[status] = {**answer, "headers": _refs("headers", *_LIMITS)} if limited else answer
    kinds: list[type[Problem]] = [*_OF_A_BODY] if "requestBody" in operation else []
    if "parameters" in operation or "requestBody" in operation:
        kinds.append(InvalidRequestError)
    if any(scopes for each in operation.get("security", ()) for scopes in each.values()):
        kinds.append(ForbiddenError)
    if any(each["name"] == IDEMPOTENCY_KEY and each["required"] for each in operation.get("parameters", ())):
        kinds.append(IdempotencyKeyMissingError)
    for kind in kinds:
        documented[str(kind.status)] = _with_code(documented.get(str(kind.status)), kind.code)
    for kind in always:
        documented[str(kind.status)] = {"$ref": f"#/components/responses/{kind.code}"}
    operation["responses"] = dict(sorted(documented.items()))


def _without_null(schema: Document) -> Document:
    """A parameter that may be left out is never null: there is no way to write it in a query or a header."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    kept = {name: value for name, value in schema.items() if name != "anyOf"}
    return choices[0] | kept if len(choices) == 1 else schema


def _with_code(answer: Document | None, code: str) -> Document:
    if answer is None:
        return _problem(code) | {"headers": _refs("headers", *_LIMITS)}
    return {**answer, "description": ", ".join(sorted({*answer["description"].split(", "), code}))}


def _problem(codes: str) -> Document:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": codes, "content": content}


def _refs(kind: str, *names: str) -> Document:
    return {name: {"$ref": f"#/components/{kind}/{name}"} for name in names}


def _text_header(description: str, example: str) -> Document:
    return {"description": description, "schema": {"type": "string", "maxLength": 100, "examples": [example]}}


def _seconds_header() -> Document:
    seconds = {"type": "integer", "format": "int32", "minimum": 1, "maximum": 3600}
    return {"description": "Seconds until the request can be repeated", "schema": seconds}


def _mend_files(schemas: Document) -> None:
    """`contentMediaType` alone makes generators send the file as text; a length lets Go's measure it as one."""
    for schema in schemas.values():
        for member in schema.get("properties", {}).values():
            if member.pop("contentMediaType", None):
                member |= {"format": "binary", "description": f"At most {UPLOAD_LIMIT // 2**20} MiB"}


def _of_type(node: Any, kind: str) -> Iterator[Document]:
    """Every schema of a type."""
    if isinstance(node, dict):
        if node.get("type") == kind:
            yield node
        for value in node.values():
            yield from _of_type(value, kind)
    elif isinstance(node, list):
        for value in node:
            yield from _of_type(value, kind)
