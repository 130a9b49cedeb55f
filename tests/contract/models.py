"""Checking JSON against Swagger 2.0 models: the part of JSON schema that Amazon's models use."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
_METHODS = ("get", "put", "post", "patch", "delete")
_ERRORS_FROM = 400
_BARE_ERRORS = {"getListingsRestrictions"}
"""Their model has a bare list of errors, unlike all others; the service answers `{"errors": [...]}`."""


class Model:
    """One API's model; its operations are found by their id."""

    def __init__(self, path: Path) -> None:
        self._document = json.loads(path.read_text())
        self.operations = {
            operation["operationId"]: operation
            for item in self._document["paths"].values()
            for method, operation in item.items()
            if method in _METHODS
        }

    def complaints(self, operation_id: str, status: int, answer: Any) -> list[str]:
        """What is wrong with an answer to an operation."""
        response = self.operations[operation_id]["responses"].get(str(status))
        if response is None:
            return [f"status {status} is not in the model"]
        schema = response.get("schema")
        if schema and status >= _ERRORS_FROM and operation_id in _BARE_ERRORS:
            schema = {"type": "object", "required": ["errors"], "properties": {"errors": schema}}
        return list(self._check(schema, answer, "$")) if schema else []

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema itself behind references, with the members of all that it is made of."""
        if "$ref" in schema:
            return self._resolved(self._document["definitions"][schema["$ref"].rpartition("/")[2]])
        merged = {name: value for name, value in schema.items() if name != "allOf"}
        for each in map(self._resolved, schema.get("allOf", ())):
            members = each.get("properties", {}) | merged.get("properties", {})
            required = [*each.get("required", ()), *merged.get("required", ())]
            merged = each | merged | {"properties": members, "required": required}
        return merged

    def _check(self, schema: dict[str, Any], value: Any, place: str) -> Iterator[str]:
        schema = self._resolved(schema)
        if "type" in schema and not _is_of(schema["type"], value):
            yield f"{place}: {value!r} is no {schema['type']}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{place}: {value!r} is none of {schema['enum']}"
        if isinstance(value, dict):
            yield from self._check_members(schema, value, place)
        elif isinstance(value, list):
            if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
                yield f"{place}: {len(value)} items"
            for number, each in enumerate(value):
                yield from self._check(schema.get("items", {}), each, f"{place}[{number}]")
        elif isinstance(value, str):
            yield from _check_text(schema, value, place)

    def _check_members(self, schema: dict[str, Any], value: dict[str, Any], place: str) -> Iterator[str]:
        known, more = schema.get("properties", {}), schema.get("additionalProperties")
        yield from (f"{place}: {name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, member in value.items():
            if name in known:
                yield from self._check(known[name], member, f"{place}.{name}")
            elif isinstance(more, dict):
                yield from self._check(more, member, f"{place}.{name}")
            elif known and not more:
                yield f"{place}: {name} is not in the model"


def _is_of(kind: str, value: Any) -> bool:
    is_bool = isinstance(value, bool)
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not is_bool)


def _check_text(schema: dict[str, Any], value: str, place: str) -> Iterator[str]:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place}: {value!r} does not match {schema['pattern']}"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{place}: {len(value)} characters"
    if schema.get("format") == "date-time" and not _is_moment(value):
        yield f"{place}: {value!r} is no date-time"


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False
