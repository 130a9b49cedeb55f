"""Every operation of the document as a person reads it: described, shown by examples, and refusing by known codes."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.gateway import openapi
from services.gateway.contract.problems import all_problems
from services.gateway.contract.tags import chinese_summary
from services.gateway.event_types import EVENT_TYPES
from shared.problems import MEDIA_TYPE

Document = dict[str, Any]
MERGED, DERIVED = openapi.documents()
SCHEMAS = MERGED["components"]["schemas"]
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, operations in MERGED["paths"].items()
    for method, operation in operations.items()
]
NUMBERS = {"integer", "number"}


def resolved(node: Document, document: Document = MERGED) -> Document:
    """What a reference leads to."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def contents(operation: Document) -> Iterator[tuple[str, str, Document]]:
    """(status, media type, content) of the body, whose status is "", and of every answer."""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield "", kind, content
    for status, answer in operation["responses"].items():
        for kind, content in resolved(answer).get("content", {}).items():
            yield status, kind, content


def complaints(value: Any, schema: Document, where: str = "") -> Iterator[str]:
    """Why a value is not what a schema of ours says; the words that our document has, no others."""
    schema = resolved(schema)
    if "anyOf" in schema or "oneOf" in schema:
        tried = [list(complaints(value, each, where)) for each in schema.get("anyOf", schema.get("oneOf"))]
        if all(tried):
            yield from min(tried, key=len)
        return
    kind = schema.get("type")
    if kind is not None and not is_of(value, kind):
        yield f"{where} is no {kind}: {value!r}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is none of {schema['enum']}: {value!r}"
    if isinstance(value, str):
        yield from text_complaints(value, schema, where)
    elif isinstance(value, list):
        yield from list_complaints(value, schema, where)
    elif isinstance(value, dict):
        yield from object_complaints(value, schema, where)
    elif is_of(value, "number") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{where} is out of bounds: {value}"


def is_of(value: Any, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    kinds = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}
    return isinstance(value, kinds[kind])


def text_complaints(value: str, schema: Document, where: str) -> Iterator[str]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{where} has the wrong length: {value!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where} does not match {schema['pattern']}: {value!r}"


def list_complaints(value: list[Any], schema: Document, where: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{where} has the wrong number of items"
    for index, each in enumerate(value):
        yield from complaints(each, schema.get("items", {}), f"{where}/{index}")


def object_complaints(value: Mapping[str, Any], schema: Document, where: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    yield from (f"{where} lacks {name}" for name in schema.get("required", ()) if name not in value)
    others = schema.get("additionalProperties", not properties)
    for name, each in value.items():
        if name in properties:
            yield from complaints(each, properties[name], f"{where}/{name}")
        elif isinstance(others, dict):
            yield from complaints(each, others, f"{where}/{name}")
        elif not others:
            yield f"{where} has an unknown member {name}"


def undescribed(document: Document) -> list[str]:
    """Operations, parameters, schemas and members that say nothing of themselves, and numbers without a unit."""
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            place = f"{method} {path}"
            found += [f"{place} {word}" for word in ("summary", "description") if not operation.get(word)]
            found += [
                f"{place} {each['name']}" for each in operation.get("parameters", ()) if not each.get("description")
            ]
    for name, schema in document["components"]["schemas"].items():
        found += [] if schema.get("description") else [name]
        for member, described in schema.get("properties", {}).items():
            found += [] if described.get("description") else [f"{name}.{member}"]
            parts = [described, *described.get("anyOf", ()), described.get("items", {})]
            found += [
                f"{name}.{member} unit" for part in parts if part.get("type") in NUMBERS and "x-unit" not in part
            ]
    return found


def test_everything_is_described() -> None:
    assert undescribed(MERGED) == [], "say it in the docstring, the field, or services/gateway/contract/words.toml"


def test_what_is_not_described_would_be_found() -> None:
    operation = {"summary": "s", "parameters": [{"name": "limit"}], "responses": {}}
    schemas = {"Thing": {"properties": {"size": {"type": "integer"}}}}
    document = {"paths": {"/a": {"get": operation}}, "components": {"schemas": schemas}}

    assert undescribed(document) == [
        *("get /a description", "get /a limit", "Thing", "Thing.size", "Thing.size unit"),
    ]


@pytest.mark.parametrize(("place", "operation"), OPERATIONS, ids=[place for place, _ in OPERATIONS])
def test_every_body_and_answer_has_an_example_that_its_schema_accepts(place: str, operation: Document) -> None:
    """How to make one: tests/openapi/record.py."""
    for status, kind, content in contents(operation):
        assert "example" in content, f"{place} {status} {kind}: record an example (tests/openapi/record.py)"
        assert list(complaints(content["example"], content["schema"])) == [], (place, status)
        for each in content.get("examples", {}).values():
            assert list(complaints(resolved(each)["value"], content["schema"])) == [], (place, status)


def test_what_an_operation_cannot_do_without_has_an_example() -> None:
    lacking = [
        f"{place} {each['name']}"
        for place, operation in OPERATIONS
        for each in operation.get("parameters", ())
        if each["in"] in ("path", "query") and each["required"] and "example" not in each
    ]
    assert lacking == []


def test_every_refusal_shows_each_of_its_codes() -> None:
    known = {problem.code for problem in all_problems()}
    for place, operation in OPERATIONS:
        for status, answer in operation["responses"].items():
            described = resolved(answer)
            if MEDIA_TYPE not in described.get("content", {}) or status == "default":
                continue
            codes = described["description"].split(", ")
            assert set(codes) <= known, (place, status)
            shown = described["content"][MEDIA_TYPE]["examples"]
            assert {resolved(each)["value"]["code"] for each in shown.values()} == set(codes), (place, status)
            assert {resolved(each)["value"]["status"] for each in shown.values()} == {int(status)}, (place, status)


def test_every_scope_is_told_in_the_description() -> None:
    for place, operation in OPERATIONS:
        scopes = {scope for each in operation.get("security", ()) for found in each.values() for scope in found}
        assert all(f"`{scope}`" in operation["description"] for scope in scopes), place


def test_every_closed_list_is_named_and_said_once() -> None:
    lists = [json.dumps(schema["enum"]) for schema in SCHEMAS.values() if "enum" in schema]
    assert len(lists) == len(set(lists)) > 20
    assert json.dumps(MERGED).count('"enum"') == len(lists), "name it in services/gateway/contract/enumerations.py"


def test_every_event_is_a_webhook_with_an_example_that_its_schema_accepts() -> None:
    assert set(MERGED["webhooks"]) == set(EVENT_TYPES) == set(DERIVED["x-webhooks"])
    for name, webhook in MERGED["webhooks"].items():
        ((_, _, content),) = [each for each in contents(webhook["post"]) if not each[0]]
        assert content["example"]["type"] == name
        assert list(complaints(content["example"], content["schema"])) == [], name


def test_every_chapter_and_operation_has_a_place_and_a_chinese_name() -> None:
    assert MERGED["tags"][0]["name"] == "tickets: worklist"
    assert [tag["name"] for tag in MERGED["tags"] if "description" not in tag] == [], "contract/tags.toml"
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert [name for name in names if chinese_summary(name) is None] == [], "contract/tags.toml"


def test_every_problem_says_what_to_do_in_both_languages() -> None:
    for problem in all_problems():
        assert problem.remedy != problem.title, f"{problem.code}: say it in services/gateway/contract/remedies.py"


def test_an_older_tool_finds_one_example_or_several_but_not_both() -> None:
    both = [
        name
        for name, answer in DERIVED["components"]["responses"].items()
        for content in answer["content"].values()
        if {"example", "examples"} <= content.keys()
    ]
    assert both == []


@pytest.mark.parametrize(
    ("value", "schema", "said"),
    [
        (1, {"type": "string"}, [" is no string: 1"]),
        (True, {"type": "integer"}, [" is no integer: True"]),
        ("c", {"type": "string", "enum": ["a"]}, [" is none of ['a']: 'c'"]),
        ("abc", {"type": "string", "maxLength": 2}, [" has the wrong length: 'abc'"]),
        ("1", {"type": "string", "pattern": "^a$"}, [" does not match ^a$: '1'"]),
        (3, {"type": "integer", "maximum": 2}, [" is out of bounds: 3"]),
        ([1], {"type": "array", "items": {"type": "string"}}, ["/0 is no string: 1"]),
        ({}, {"type": "object", "required": ["a"]}, [" lacks a"]),
        ({"b": 1}, {"type": "object", "properties": {"a": {}}}, [" has an unknown member b"]),
        (None, {"anyOf": [{"type": "string"}, {"type": "null"}]}, []),
        ({"b": 1}, {"type": "object", "additionalProperties": {"type": "integer"}}, []),
    ],
)
def test_an_example_that_is_wrong_would_be_found(value: Any, schema: Document, said: list[str]) -> None:
    assert list(complaints(value, schema)) == said
