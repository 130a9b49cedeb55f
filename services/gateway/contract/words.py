"""What members, parameters and numbers of the document mean, where the code that has them does not say so itself."""

import functools
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatch
from importlib import resources
from typing import Any

Document = dict[str, Any]
_NUMBERS = {"integer", "number"}
_COUNT = "count"


@functools.cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def describe_members(schemas: Document) -> None:
    """Give every property a description, and every number a unit (`x-unit`)."""
    for name, schema in schemas.items():
        if name in _words()["forms"]:
            schema["description"] = _words()["forms"][name]
        for member, described in schema.get("properties", {}).items():
            if word := _word_of("members", name, member):
                described.setdefault("description", word)
            for part in _parts(described):
                if part.get("type") in _NUMBERS:
                    part["x-unit"] = _unit_of(member)


def describe_parameters(operation: Document) -> None:
    """Give every parameter a description."""
    for parameter in operation.get("parameters", ()):
        place = "RequestPath" if parameter["in"] == "path" else operation["operationId"]
        if word := _word_of("parameters", place, parameter["name"]):
            parameter.setdefault("description", word)


def say_scopes(operation: Document) -> None:
    """End the description with what a key must be allowed."""
    scopes = sorted({scope for each in operation.get("security", ()) for found in each.values() for scope in found})
    if scopes:
        named = ", ".join(f"`{scope}`" for scope in scopes)
        operation["description"] = f"{operation['description']}\n\nNeeds the scope {named}."


def _word_of(kind: str, place: str, name: str) -> str | None:
    words: Mapping[str, str] = _words()[kind]
    return words.get(f"{place}.{name}", words.get(name))


def _unit_of(member: str) -> str:
    for unit, patterns in _words()["units"].items():
        if any(fnmatch(member, pattern) for pattern in patterns):
            return str(unit)
    return _COUNT


def _parts(schema: Document) -> list[Document]:
    return [schema, *schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]
