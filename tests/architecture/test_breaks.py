"""The document against that of the last release: a break is meant, listed and told in CHANGELOG.md, or it fails."""

import json
import tomllib
from collections.abc import Callable
from copy import deepcopy
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from services.gateway import openapi
from tests.openapi.breaks import breaks

Document = dict[str, Any]
ROOT = Path(__file__).parents[2]
ACCEPTED = tomllib.loads((ROOT / "docs" / "api" / "accepted-breaks.toml").read_text())
RELEASED = ROOT / "docs" / "api" / "released" / f"openapi-{ACCEPTED['release']}.json"
FOUND = breaks(json.loads(RELEASED.read_text()), openapi.documents()[0])
PATTERNS = [pattern for each in ACCEPTED["accepted"] for pattern in each["breaks"]]


def test_every_break_since_the_release_is_meant() -> None:
    unlisted = [each for each in FOUND if not any(fnmatchcase(each, pattern) for pattern in PATTERNS)]
    assert unlisted == [], "mend it, or list it in docs/api/accepted-breaks.toml and tell it in CHANGELOG.md"


def test_no_break_is_listed_that_is_none() -> None:
    assert [pattern for pattern in PATTERNS if not any(fnmatchcase(each, pattern) for each in FOUND)] == []


def test_every_accepted_break_is_told_in_the_changelog() -> None:
    told = " ".join((ROOT / "CHANGELOG.md").read_text().split())
    assert [each["changelog"] for each in ACCEPTED["accepted"] if each["changelog"] not in told] == []
    assert all(each["reason"] for each in ACCEPTED["accepted"])


def test_the_release_is_the_newest_of_the_page_on_releases() -> None:
    newest = next(
        line for line in (ROOT / "docs" / "releases.md").read_text().splitlines() if line.startswith("| 0.")
    )
    assert newest.split("|")[1].strip() == ACCEPTED["release"]


THING = {
    "type": "object",
    "required": ["name", "state"],
    "properties": {
        "name": {"type": "string", "maxLength": 20},
        "state": {"type": "string"},
        "size": {"anyOf": [{"type": "integer", "format": "int32"}, {"type": "null"}]},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
NEW = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 20, "minLength": 1},
        "kind": {"$ref": "#/components/schemas/Kind"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "count": {"type": "integer", "minimum": 0, "maximum": 100},
    },
}


def sample() -> Document:
    """A small API with all that a mutation can touch."""
    limit = {"name": "limit", "in": "query", "required": False, "schema": {"type": "integer", "maximum": 200}}
    tag = {"name": "tag", "in": "query", "required": False, "schema": {"type": "string"}}
    security = [{"ApiKey": ["things:read"]}]
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}}
    get = {
        "operationId": "list_things",
        "security": security,
        "parameters": [limit, tag],
        "responses": {"200": answer, "404": {}},
    }
    post = {"operationId": "create_thing", "security": security, "requestBody": body, "responses": {"201": answer}}
    event = {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
    kind = {"type": "string", "enum": ["a", "b"]}
    return deepcopy(
        {
            "paths": {"/things": {"get": get, "post": post}, "/health": {"get": get | {"operationId": "health"}}},
            "webhooks": {"thing.made": {"post": event}},
            "components": {"schemas": {"Thing": THING, "New": NEW, "Kind": kind}},
        }
    )


def at(*path: str | int) -> Callable[[Document], Any]:
    """What lies there in a document; `Thing` and `New` stand for the members of these schemas."""

    def found(document: Document) -> Any:
        node: Any = document
        short = {"Thing": ("components", "schemas", "Thing"), "New": ("components", "schemas", "New")}
        for part in (*short.get(str(path[0]), (path[0],)), *path[1:]):
            node = node[part]
        return node

    return found


GET, POST = at("paths", "/things", "get"), at("paths", "/things", "post")
THINGS, NEWS = at("Thing", "properties"), at("New", "properties")
Mutation = Callable[[Document], object]

BREAKING: dict[str, Mutation] = {
    "a path is gone": lambda d: d["paths"].pop("/health"),
    "a method is gone": lambda d: d["paths"]["/things"].pop("post"),
    "an operation is renamed": lambda d: GET(d).update(operationId="all_things"),
    "another scope is needed": lambda d: GET(d).update(security=[{"ApiKey": ["things:read", "admin"]}]),
    "a parameter is gone": lambda d: GET(d)["parameters"].pop(),
    "a new parameter is required": lambda d: GET(d)["parameters"].append(
        {"name": "shop", "in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "a parameter becomes required": lambda d: GET(d)["parameters"][1].update(required=True),
    "a parameter has another type": lambda d: GET(d)["parameters"][0]["schema"].update(type="string"),
    "a parameter has a lower bound than before": lambda d: GET(d)["parameters"][0]["schema"].update(maximum=50),
    "a parameter takes a closed list": lambda d: GET(d)["parameters"][1]["schema"].update(enum=["a"]),
    "a member of a request becomes required": lambda d: at("New")(d)["required"].append("note"),
    "a new member of a request is required": lambda d: (
        at("New")(d)["required"].append("shop"),
        NEWS(d).update(shop={"type": "string"}),
    ),
    "a member of a request is gone": lambda d: NEWS(d).pop("note"),
    "a member of a request takes no null": lambda d: NEWS(d).update(note={"type": "string"}),
    "a member of a request is shorter": lambda d: NEWS(d)["name"].update(maxLength=10),
    "a member of a request has a higher minimum": lambda d: NEWS(d)["count"].update(minimum=1),
    "a value of a request is gone": lambda d: d["components"]["schemas"]["Kind"].update(enum=["a"]),
    "a request takes no other members": lambda d: at("New")(d).update(additionalProperties=False),
    "another media type is taken": lambda d: POST(d)["requestBody"].update(
        content={"text/csv": {"schema": {"type": "string"}}}
    ),
    "a member of an answer is gone": lambda d: (THINGS(d).pop("state"), at("Thing")(d)["required"].remove("state")),
    "a member of an answer may be missing": lambda d: at("Thing")(d)["required"].remove("state"),
    "a member of an answer may be null": lambda d: THINGS(d).update(
        state={"anyOf": [{"type": "string"}, {"type": "null"}]}
    ),
    "a member of an answer has another type": lambda d: THINGS(d)["tags"]["items"].update(type="integer"),
    "a good answer has another status": lambda d: POST(d).update(responses={"202": POST(d)["responses"]["201"]}),
}
HARMLESS: dict[str, Mutation] = {
    "a path is new": lambda d: d["paths"].update({"/more": {"get": GET(d) | {"operationId": "more"}}}),
    "a parameter is new": lambda d: GET(d)["parameters"].append(
        {"name": "sort", "in": "query", "required": False, "schema": {"type": "string"}}
    ),
    "a member of a request is new": lambda d: NEWS(d).update(colour={"type": "string"}),
    "a member of a request may be left out": lambda d: at("New")(d)["required"].remove("name"),
    "a request takes another value": lambda d: d["components"]["schemas"]["Kind"]["enum"].append("c"),
    "a member of an answer is new": lambda d: THINGS(d).update(colour={"type": "string"}),
    "texts and examples are others": lambda d: (GET(d).update(summary="All"), THINGS(d)["name"].update(example="x")),
}


def test_the_table_has_as_many_as_it_should() -> None:
    assert (len(BREAKING), len(HARMLESS)) == (24, 7)


@pytest.mark.parametrize("name", BREAKING)
def test_a_break_is_found(name: str) -> None:
    mutated = sample()
    BREAKING[name](mutated)

    assert breaks(sample(), mutated) != []


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_is_none(name: str) -> None:
    mutated = sample()
    HARMLESS[name](mutated)

    assert breaks(sample(), mutated) == []


def test_an_event_that_is_gone_or_tells_less_is_found() -> None:
    gone, less = sample(), sample()
    del gone["webhooks"]["thing.made"]
    less["webhooks"]["thing.made"]["post"]["requestBody"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "properties": {"name": THING["properties"]["name"]},  # type: ignore[index]
    }

    assert breaks(sample(), gone) == ["event thing.made: gone"]
    assert "event thing.made: body.state is gone" in breaks(sample(), less)


def test_a_line_says_where_and_what() -> None:
    mutated = sample()
    NEWS(mutated)["name"].update(maxLength=10)

    assert breaks(sample(), mutated) == ["POST /things: body.name has the maxLength 10, was 20"]
