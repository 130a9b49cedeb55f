"""The OpenAPI document of one service, freed of the habits that break generated clients."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from shared.problems import ProblemRead

_DROPPED = ("HTTPValidationError", "ValidationError")


def operation_id(route: APIRoute) -> str:
    """Endpoint, operation and `operationId` share one name."""
    return route.name


def describe(app: FastAPI) -> None:
    """Give the app an `openapi()` that documents problems and binary uploads truthfully."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, routes=app.routes)
            app.openapi_schema = _mend(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _DROPPED:
        schemas.pop(name, None)
    problem = ProblemRead.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    for path in document["paths"].values():
        for operation in path.values():
            _mend_operation(operation)
    _mend_files(schemas)
    return document


def _mend_operation(operation: dict[str, Any]) -> None:
    """FastAPI documents 422 with its own body; ours is a problem like all others."""
    documented = operation["responses"]
    if "HTTPValidationError" in str(documented.get("422", "")):
        documented["422"] = {**documented["default"], "description": "invalid-request"}


def _mend_files(schemas: dict[str, Any]) -> None:
    """`contentMediaType` alone makes generators send the file as text."""
    for schema in schemas.values():
        for member in schema.get("properties", {}).values():
            if member.pop("contentMediaType", None):
                member["format"] = "binary"
