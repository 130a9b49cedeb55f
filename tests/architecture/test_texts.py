"""Texts for people: the Chinese sentence is one, and has the places of the English one."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from services.ads.findings import rules as ads
from services.catalog.findings import rules as catalog
from services.inventory.findings import rules as inventory
from services.tickets.findings import rules as tickets
from shared.texts import LANGUAGES

ROOT = Path(__file__).parents[2]
_SAME = {"ASIN", "SKU", "ACOS"}


def texts_in(source: str) -> Iterator[tuple[str, str]]:
    """English and Chinese of each `Text(en=..., zh=...)` that is written out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text":
            given = {word.arg: word.value.value for word in node.keywords if isinstance(word.value, ast.Constant)}
            if given.keys() == {"en", "zh"}:
                yield given["en"], given["zh"]


def places(sentence: str) -> set[str]:
    """Names of places; one may be filled with the words of its own language, as `{problem_en}`."""
    names = (name for _, name, _, _ in Formatter().parse(sentence) if name is not None)
    return {name.removesuffix("_en").removesuffix("_zh") for name in names}


def faults_of(source: str) -> list[str]:
    """The English of texts that are not translated, or whose translation has other places."""
    pairs = [(en, zh) for en, zh in texts_in(source) if en and en not in _SAME]
    return [en for en, zh in pairs if en == zh or places(en) != places(zh)]


def test_each_text_is_translated_and_keeps_its_places():
    files = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]
    sources = {path.relative_to(ROOT).as_posix(): path.read_text() for path in files}
    writing = {path: source for path, source in sources.items() if "Text(" in source}
    assert sum(len(list(texts_in(source))) for source in writing.values()) > 400
    assert {path: found for path, source in writing.items() if (found := faults_of(source))} == {}


def test_every_finding_can_be_told_from_the_facts_of_an_older_release():
    texts = {**ads.TEXTS, **catalog.TEXTS, **inventory.TEXTS, **tickets.TEXTS}
    assert len(texts) > 20
    for text in texts.values():
        for language in LANGUAGES:
            sentences = [each.told(language, {}) for each in (text.title, text.reason, text.why) if each]
            assert all([*sentences, text.advice(language, {})])


def test_a_text_without_translation_would_be_found():
    assert faults_of('A = Text(en="more than {rows} rows", zh="more than {rows} rows")') == ["more than {rows} rows"]
    assert faults_of('A = Text(en="more than {rows} rows", zh="超过 {row} 行")') == ["more than {rows} rows"]
    assert faults_of('A = Text(en="more than {rows} rows", zh="超过 {rows} 行")') == []
