import copy

import pytest

from services.gateway import openapi, openapi30
from services.gateway.openapi import MergeError


def part(path="/v1/a", operation="list_a", schema=None):
    return {
        "paths": {path: {"get": {"operationId": operation, "tags": [path], "responses": {}}}},
        "components": {"schemas": {"Problem": schema or {"type": "object"}}},
    }


def test_parts_become_one_document_in_a_fixed_order():
    parts = {"ads": part("/v1/b", "list_b"), "gateway": part("/v1/a", "list_a")}
    merged = openapi.merge(parts)
    assert list(merged["paths"]) == ["/v1/a", "/v1/b"]
    assert merged["paths"]["/v1/b"]["get"]["x-service"] == "ads"
    assert merged["tags"] == [{"name": "/v1/a"}, {"name": "/v1/b"}]
    assert merged["components"] == {"schemas": {"Problem": {"type": "object"}}}
    assert merged == openapi.merge(dict(reversed(parts.items())))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (part("/v1/a", "list_b"), "tickets has a path of another service: /v1/a"),
        (part("/v1/b", "list_a"), "the operationId list_a is used by ads and tickets"),
        (part("/v1/b", "list_b", {"type": "string"}), "the component Problem of tickets differs"),
    ],
)
def test_what_two_services_mean_differently_is_refused(other, message):
    with pytest.raises(MergeError, match=message):
        openapi.merge({"ads": part(), "tickets": other})


def test_merging_leaves_the_parts_as_they_are():
    parts = {"ads": part()}
    before = copy.deepcopy(parts)
    openapi.merge(parts)
    assert parts == before


def test_the_documents_hold_all_services_and_nothing_internal():
    merged, derived = openapi.documents()
    owners = {operation["x-service"] for item in merged["paths"].values() for operation in item.values()}
    assert owners == {"gateway", "catalog", "inventory", "ads", "tickets"}
    assert not [path for path in merged["paths"] if "internal" in path]
    assert (merged["openapi"], derived["openapi"]) == ("3.1.0", "3.0.3")
    assert list(derived["paths"]) == list(merged["paths"])


def test_every_reference_leads_somewhere():
    for document in openapi.documents():
        names = {f"#/components/{kind}/{name}" for kind, named in document["components"].items() for name in named}
        assert set(references(document)) <= names


def test_every_integer_says_how_long_it_can_be():
    """Beside its type: outside the `anyOf` of what may be null a format is that of nothing."""
    for document in openapi.documents():
        lengths = [node.get("format") for node in schemas(document) if node["type"] == "integer"]
        assert set(lengths) == {"int32", "int64"}


def test_every_bound_is_in_the_words_of_the_document():
    """A bound that stands after a validator is written as Python has it: `ge` in place of `minimum`."""
    merged, _ = openapi.documents()
    assert [node for node in schemas(merged) if {"ge", "gt", "le", "lt"} & node.keys()] == []


def test_every_text_has_an_end():
    """Also those that an object has under names of its own; a file is no text."""
    merged, _ = openapi.documents()
    bounds = {"maxLength", "enum", "const"}
    endless = [node for node in schemas(merged) if node["type"] == "string" and not bounds & node.keys()]
    assert [node for node in endless if node.get("format") != "binary"] == []


def test_no_answer_is_of_a_closed_list():
    """A client that was generated before a value came to be has to read it, too."""
    merged, _ = openapi.documents()
    named = merged["components"]["schemas"]
    answered = {reference.rpartition("/")[2] for reference in references(answers(merged))}
    while more := {one.rpartition("/")[2] for name in answered for one in references(named[name])} - answered:
        answered |= more
    assert len(answered) > 100
    assert [
        name for name in sorted(answered) for node in nodes(named[name]) if "enum" in node or "const" in node
    ] == []


def test_nothing_of_3_1_is_left_in_the_older_document():
    _, derived = openapi.documents()
    assert [found for schema in schemas(derived) for found in modern(schema)] == []
    assert derived["info"]["license"] == {"name": "Apache 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"}


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"type": "string"}, {"type": "string"}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        (
            {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
            {"type": "string", "enum": ["a", None], "nullable": True},
        ),
        (
            {"anyOf": [{"$ref": "#/x"}, {"type": "null"}], "title": "T"},
            {"allOf": [{"$ref": "#/x"}], "title": "T", "nullable": True},
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        ),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"const": "a", "type": "string"}, {"enum": ["a"], "type": "string"}),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        ({"exclusiveMinimum": 0}, {"minimum": 0, "exclusiveMinimum": True}),
        ({"exclusiveMaximum": 9}, {"maximum": 9, "exclusiveMaximum": True}),
        ({"$ref": "#/x"}, {"$ref": "#/x"}),
        ({"$ref": "#/x", "description": "d"}, {"allOf": [{"$ref": "#/x"}], "description": "d"}),
        (
            {"properties": {"examples": {"const": 1}, "const": {"type": "string"}}},
            {"properties": {"examples": {"enum": [1]}, "const": {"type": "string"}}},
        ),
        ({"type": "array", "items": {"const": 1}}, {"type": "array", "items": {"enum": [1]}}),
        ({"additionalProperties": False}, {"additionalProperties": False}),
    ],
)
def test_a_schema_is_said_in_the_older_words(newer, older):
    document = {"info": {"license": {"name": "A"}}, "components": {"schemas": {"S": newer}}}
    before = copy.deepcopy(document)
    assert openapi30.derive(document)["components"]["schemas"]["S"] == older
    assert document == before


def test_scopes_move_out_of_security():
    operation = {"security": [{"ApiKey": ["ads:read"]}]}
    document = {"info": {"license": {"name": "A"}}, "paths": {"/a": {"get": operation}}}
    derived = openapi30.derive(document)["paths"]["/a"]["get"]
    assert derived == {"security": [{"ApiKey": []}], "x-scopes": ["ads:read"]}


def nodes(value):
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


def answers(document):
    """The content of every answer of every operation."""
    each = [operation["responses"].values() for item in document["paths"].values() for operation in item.values()]
    return [answer["content"] for answered in each for answer in answered if "content" in answer]


def references(document):
    return [node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)]


def schemas(document):
    """Every node that is a schema: it has a type, or one of the words that only schemas have."""
    return [node for node in nodes(document) if isinstance(node.get("type"), str | list)]


def modern(schema):
    return [
        word
        for word, present in {
            "null": schema["type"] == "null",
            "types": isinstance(schema["type"], list),
            "const": "const" in schema,
            "examples": isinstance(schema.get("examples"), list),
            "exclusive": type(schema.get("exclusiveMinimum", True)) is not bool,
        }.items()
        if present
    ]
