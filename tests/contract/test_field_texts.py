"""Every way in which a schema of ours can refuse a member has words for people, in both languages."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from services.ads import api as ads
from services.catalog import api as catalog
from services.gateway import api as gateway
from services.inventory import api as inventory
from services.tickets import api as tickets
from shared import fields
from shared.field_texts import BY_TYPE

_BOUNDS = {"ge": "greater_than_equal", "gt": "greater_than", "le": "less_than_equal", "lt": "less_than"}
_LENGTHS = {"min_length": "too_short", "max_length": "too_long"}
_SILENT = {
    "default",
    "nullable",
    "union",
    "json-or-python",
    "lax-or-strict",
    "any",
    "model-field",
    "definitions",
    "chain",
}
"""Schemas that refuse nothing themselves."""

_BY_SCHEMA = {
    "none": ["none_required"],
    "model": ["model_type", "model_attributes_type"],
    "model-fields": ["model_type", "missing"],
    "str": ["string_type", "string_unicode"],
    "int": ["int_type", "int_parsing", "int_parsing_size", "int_from_float"],
    "float": ["float_type", "float_parsing", "finite_number"],
    "decimal": ["decimal_type", "decimal_parsing"],
    "bool": ["bool_type", "bool_parsing"],
    "date": ["date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"],
    "datetime": ["datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_aware"],
    "literal": ["literal_error"],
    "enum": ["enum"],
    "list": ["list_type"],
    "tuple": ["tuple_type"],
    "dict": ["dict_type"],
    "is-instance": ["is_instance_of"],
    "function-before": [],
    "function-after": [],
    "function-wrap": [],
    "function-plain": [],
}


def _schemas() -> Iterator[dict[str, Any]]:
    """Every core schema of every parameter and body of every route."""
    for router in (*ads.ROUTERS, *catalog.ROUTERS, *gateway.ROUTERS, *inventory.ROUTERS, *tickets.ROUTERS):
        for route in router.routes:
            if isinstance(route, APIRoute):
                body = [route.body_field] if route.body_field else []
                for field in [*get_flat_params(route.dependant), *body]:
                    yield from _inside(field._type_adapter.core_schema)


def _inside(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("type"), str) and node["type"] not in ("no-info", "with-info"):
            yield node
        for name, value in node.items():
            if name not in ("metadata", "serialization", "cls"):
                yield from _inside(value)
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _inside(each)


def _refusals(schema: dict[str, Any]) -> list[str]:
    kind = schema["type"]
    if kind in _SILENT:
        return []
    found = [*_BY_SCHEMA[kind], *(code for name, code in _BOUNDS.items() if name in schema)]
    prefix = "string_" if kind == "str" else ""
    found += [prefix + code for name, code in _LENGTHS.items() if name in schema]
    return [*found, "string_pattern_mismatch"] if "pattern" in schema else found


@pytest.fixture(scope="module")
def schemas() -> list[dict[str, Any]]:
    return list(_schemas())


def test_every_type_that_can_occur_has_a_text(schemas):
    occurring = {code for schema in schemas for code in _refusals(schema)}
    assert len(schemas) > 500
    assert len(occurring) > 25
    assert occurring - BY_TYPE.keys() == set()


def test_every_pattern_is_explained_in_words(schemas):
    patterns = {schema["pattern"] for schema in schemas if "pattern" in schema}
    assert len(patterns) > 8
    assert {each for each in patterns if fields.explanation_of(each) is None} == set()


def test_every_validator_of_ours_says_its_reason_in_both_languages(schemas):
    ours = {
        schema["function"]["function"]
        for schema in schemas
        if schema["type"].startswith("function-") and isinstance(schema["function"], dict)
    }
    sources = {each.__qualname__: inspect.getsource(each) for each in ours if _is_ours(each)}
    assert len(sources) > 8
    assert [name for name, source in sources.items() if "raise ValueError" in source or "assert " in source] == []


def test_no_member_may_be_one_of_several_objects(schemas):
    """Each of them would say what it lacks: several errors for one mistake."""
    several = [
        [choice["type"] for choice in schema["choices"] if choice["type"] != "none"]
        for schema in schemas
        if schema["type"] == "union" and "custom_error_type" not in schema
    ]
    assert several
    assert [choices for choices in several if len(choices) > 1] == []


def _is_ours(function: Any) -> bool:
    return str(getattr(function, "__module__", "")).startswith(("services.", "shared."))


def test_texts_say_the_same_places_in_both_languages():
    for code, text in BY_TYPE.items():
        assert text.en != text.zh, code
        assert {word for word in _places(text.en)} == {word for word in _places(text.zh)}, code


def _places(sentence: str) -> list[str]:
    return [part.partition("}")[0] for part in sentence.split("{")[1:]]
