"""What the framework finds wrong with a request's shape, as problems about members of the request."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form, ParamTypes
from pydantic import BaseModel

from shared.fields import body_errors, parameter_errors
from shared.http.bodies import invalid_json
from shared.problems import (
    IDEMPOTENCY_KEY,
    FieldError,
    IdempotencyKeyMissingError,
    InvalidRequestError,
    Problem,
    UnsupportedMediaTypeError,
    field_error,
)
from shared.texts import Text

_JSON, _FORM = "application/json", "multipart/form-data"
_NO_BODY = Text(
    en="The body is missing: send JSON with the header `Content-Type: application/json`",
    zh="缺少请求体：请以请求头 `Content-Type: application/json` 发送 JSON",
)
_KIND = Text(en="Send the header `Content-Type: {kind}`.", zh="请发送请求头 `Content-Type: {kind}`。")
_KEY = Text(
    en="Send the header `Idempotency-Key: ...` with 8 to 255 letters, digits and _ . : - of your choice: a new one "
    "for each new request, the same one to repeat it.",
    zh="请发送请求头 `Idempotency-Key: ...`，由您自定 8 至 255 位字母、数字及 _ . : -："
    "新请求用新值，重复同一请求用同一值。",
)


def problem_of(request: Request, error: RequestValidationError) -> Problem:
    """The problem for what FastAPI raises before an endpoint runs."""
    found = error.errors()
    if wanted := _other_kind(request):
        return UnsupportedMediaTypeError(_KIND.filled(kind=wanted))
    for item in found:
        if item["type"] == "json_invalid":
            return invalid_json(item["loc"][-1] if isinstance(item["loc"][-1], int) else None)
        if item["type"] == "missing" and item["loc"] == ("header", IDEMPOTENCY_KEY):
            return IdempotencyKeyMissingError(_KEY)
    of_body = [item for item in found if item["loc"][:1] == ("body",)]
    of_parameters = [item for item in found if item["loc"][:1] != ("body",)]
    errors = [*parameter_errors(of_parameters, _query_names(request)), *_body(request, error.body, of_body)]
    return InvalidRequestError(errors=errors)


def _body(request: Request, body: Any, found: Sequence[Any]) -> list[FieldError]:
    if not found:
        return []
    if body is None:
        return [field_error("", "missing", _NO_BODY)]
    field = request.scope["route"].body_field
    model = field.field_info.annotation if field is not None else BaseModel
    known = model if isinstance(model, type) and issubclass(model, BaseModel) else BaseModel
    return body_errors([{**item, "loc": item["loc"][1:]} for item in found], body, known)


def _query_names(request: Request) -> list[str]:
    """Those that the route knows, of parameters and of query models."""
    fields = get_flat_params(request.scope["route"].dependant)
    return [each.alias for each in fields if getattr(each.field_info, "in_", ParamTypes.query) is ParamTypes.query]


def _other_kind(request: Request) -> str | None:
    """The kind of body that the route reads, if another was sent; the envelope lets both kinds pass."""
    field = request.scope["route"].body_field
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if field is None or given == "":
        return None
    wanted = _FORM if isinstance(field.field_info, Form) else _JSON
    return None if given == wanted else wanted
