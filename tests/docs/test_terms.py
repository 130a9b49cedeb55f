"""The words of docs/terms.md, held against every text that people read in Chinese, and "fix" against "mend"."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "terms.md"
_HAN = re.compile("[\u4e00-\u9fff]")
_ROW = re.compile(r"\| (?P<english>[^|]+) \| (?P<chinese>[^|]+) \| (?P<refused>[^|]+) \|")
_AMAZONS = ("services/sandbox/", "/sheets/", "shared/amazon/report_files/")
"""Where Chinese words are Amazon's: headers and cells of its reports."""

_MENDING = re.compile(r"\bmend(s|ed|ing)?\b", re.IGNORECASE)


def rows() -> list[tuple[str, list[str]]]:
    """The word that is used, and those that are not."""
    found = [_ROW.fullmatch(line) for line in TABLE.read_text().splitlines() if not line.startswith("| in English")]
    return [(row["chinese"], row["refused"].split(", ")) for row in found if row]


def constants(path: Path) -> Iterator[str]:
    """All texts in a file of Python but its docstrings."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def code() -> list[Path]:
    files = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in files if not any(part in path.as_posix() for part in _AMAZONS)]


def chinese_texts() -> dict[str, str]:
    """By file: all that it says in Chinese."""
    said = {path: "\n".join(text for text in constants(path) if _HAN.search(text)) for path in code()}
    said |= {path: path.read_text() for path in [ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.zh-CN.md")]}
    return {path.relative_to(ROOT).as_posix(): text for path, text in said.items() if text}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return chinese_texts()


def refused_in(texts: dict[str, str], words: list[str]) -> list[tuple[str, str]]:
    return [(path, word) for path, text in texts.items() for word in words if word in text]


def test_no_old_word_is_left(texts):
    words = [word for _, refused in rows() for word in refused]
    allowed = {("services/tickets/account_metrics/rules.py", "商品政策违规")}  # that of restricted products
    assert len(texts) > 25
    assert set(refused_in(texts, words)) - allowed == set()


def test_every_word_of_the_table_is_used(texts):
    used = [chinese for chinese, _ in rows() if chinese != "2/2 项"]
    assert len(used) >= 13
    assert [word for word in used if not any(word in text for text in texts.values())] == []


def test_an_old_word_would_be_found(texts):
    planted = texts | {"services/x.py": "售罄率 0.4"}
    assert refused_in(planted, ["售罄率", "孪生"]) == [("services/x.py", "售罄率")]


def test_what_people_read_in_english_is_fixed_and_not_mended():
    """Of texts in both languages, the English one stands first."""
    sentences = [each for path in code() for each in english_of(path)]
    assert len(sentences) > 300
    assert [each for each in sentences if _MENDING.search(each)] == []


def english_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Text", "Sentence", "FieldText"):
            given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "en")]
            for each in given:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value
