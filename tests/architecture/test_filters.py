"""Filters of lists: those of a closed set say what is known, and the others are open for a reason."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from services.ads.findings import rules as ads
from services.catalog.findings import rules as catalog
from services.gateway import openapi
from services.gateway.event_types import EVENT_TYPES
from services.inventory.findings import rules as inventory
from services.tickets.cases.rules import SEVERITIES
from services.tickets.findings import rules as tickets
from services.tickets.worklist.rules import CODES

ROOT = Path(__file__).parents[2]
OPEN = {
    "cursor": "ours, and checked as such",
    **dict.fromkeys(("actor_id", "endpoint_id", "connection_id", "after_event_id", "period_id"), "an id"),
    **dict.fromkeys(("campaign_id", "pool_id", "warehouse_id"), "an id"),
    **dict.fromkeys(
        ("seller_id", "subject_id", "amazon_order_id", "sku", "erp_sku", "asin", "external_id"), "may be of the past"
    ),
    "subject": "a kind and an id",
    **dict.fromkeys(("warehouse", "assignee", "name", "q", "search_term"), "the caller's own words"),
    **dict.fromkeys(("state", "order_status", "metric"), "Amazon's words, of which it adds some"),
}
CLOSED = ("enum", "x-extensible-enum", "format")
ADDRESS = re.compile(r"/(models|migrations|sandbox)/|/models\.py$")


def string_filters(paths: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Operation, parameter, and whether its values are told, of every text in the query of a list."""
    for path in paths.values():
        operation = path.get("get", {})
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            schema = schema.get("items", schema)
            if parameter["in"] == "query" and (schema.get("type") == "string" or "$ref" in schema):
                told = "$ref" in schema or any(word in schema for word in CLOSED)
                yield operation["operationId"], parameter["name"], told


def test_every_filter_is_closed_or_open_for_a_reason() -> None:
    found = list(string_filters(openapi.documents()[0]["paths"]))
    assert [(operation, name) for operation, name, told in found if not told and name not in OPEN] == []
    assert set(OPEN) - {name for _, name, told in found if not told} == set()
    assert {"marketplace_id", "code", "type", "event_type", "severity", "status", "report"} <= {
        name for _, name, told in found if told
    }


def test_a_filter_that_tells_nothing_is_found() -> None:
    planted = {"in": "query", "name": "colour", "schema": {"type": "string"}}
    closed = {"in": "query", "name": "size", "schema": {"type": "string", "enum": ["S"]}}
    paths = {"/v1/things": {"get": {"operationId": "list_things", "parameters": [planted, closed]}}}
    assert list(string_filters(paths)) == [("list_things", "colour", False), ("list_things", "size", True)]


def test_every_code_can_be_asked_for_and_asks_for_a_decision() -> None:
    texts = {**ads.TEXTS, **catalog.TEXTS, **inventory.TEXTS, **tickets.TEXTS}
    of_cases = {f"tickets.case_{category}" for category in SEVERITIES}
    assert set(CODES) == {name.partition(":")[0] for name in texts} | of_cases
    assert [name for name, text in texts.items() if not text.asks] == []


def test_every_event_that_is_told_can_be_asked_for() -> None:
    nouns = "|".join(sorted({name.partition(".")[0] for name in EVENT_TYPES}))
    written = re.compile(rf'"((?:{nouns})\.[a-z_]+)"')
    sources = [path for folder in ("services", "shared") for path in sorted((ROOT / folder).rglob("*.py"))]
    told = {
        name
        for path in sources
        if not ADDRESS.search(path.relative_to(ROOT).as_posix())
        for name in written.findall(path.read_text())
    }
    assert told == set(EVENT_TYPES)
