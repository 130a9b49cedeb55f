"""The chapters of the document: their order, what they are about, and what their operations are called in Chinese."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

Document = dict[str, Any]


@functools.cache
def _tags() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("tags.toml").read_text(encoding="utf-8"))


def in_order(names: Iterable[str]) -> list[Document]:
    """These chapters as the document lists them: the worklist first, those that nobody has described last."""
    known: Mapping[str, Mapping[str, str]] = _tags()["tags"]
    places = {name: place for place, name in enumerate(known)}
    ordered = sorted(names, key=lambda name: (places.get(name, len(places)), name))
    return [{"name": name} | ({"description": known[name]["en"]} if name in known else {}) for name in ordered]


def chinese_tag(name: str) -> str:
    """What a chapter is called in Chinese; its own name where nobody has said so."""
    return str(_tags()["tags"].get(name, {}).get("zh", name))


def search_words(name: str) -> str:
    """By which other words somebody may look for a chapter."""
    return str(_tags()["tags"].get(name, {}).get("words", ""))


def chinese_summary(operation_id: str) -> str | None:
    """What an operation does, in Chinese; None where nobody has said what its verb or its noun is called."""
    verb, _, noun = operation_id.partition("_")
    verbs, nouns = _tags()["verbs"], _tags()["nouns"]
    return f"{verbs[verb]}{nouns[noun]}" if verb in verbs and noun in nouns else None
