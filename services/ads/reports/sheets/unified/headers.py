"""The field that a header of Unified Reporting names, in any of the languages known."""

import re
import unicodedata
from functools import cache

from services.ads.reports.sheets.headers import currency_of
from services.ads.reports.sheets.unified import chinese, english
from shared.amazon.report_files import normalise_header

LANGUAGES = (english.WORDS, chinese.WORDS)
OTHER = "other"
"""Of a column that is known and read over."""

_CURRENCY = re.compile(r"\((?:[A-Z]{3}|[^()]*[$€£¥₹₺₩][^()]*)\)\s*$")
_BRACKET = re.compile(r"\(([^()]*)\)\s*$")
_DASH = re.compile(r"[-–—]")
_FIELDS = {
    normalise_header(name): field for words in LANGUAGES for field, names in words.fields.items() for name in names
}
_KNOWN = {normalise_header(name) for words in LANGUAGES for name in words.known}
_VARIANTS = {normalise_header(name) for words in LANGUAGES for name in words.variants}
_PREFIXES = tuple(normalise_header(name) for words in LANGUAGES for name in words.prefixes)
_SUFFIXES = tuple(normalise_header(name) for words in LANGUAGES for name in words.suffixes)
_MARKS = {normalise_header(name) for words in LANGUAGES for name in words.marks}
_FOREIGN = {normalise_header(name) for words in LANGUAGES for name in words.foreign}
_WINDOW = re.compile(r"\d+\s*(day|天)", re.IGNORECASE)


@cache
def field_of(header: str) -> str | None:
    """The field, OTHER, or None of a header that nobody has told us of.

    Where an export says a name twice ("推广的商品 SKU-Advertised product SKU"), either half will do; but names hold
    dashes themselves, so the whole is tried first.
    """
    return next((field for name in _names(header) if (field := _field(name))), None)


def money_of(header: str) -> str | None:
    """The currency that a header names: USD of "Total cost (USD)"."""
    return currency_of(_plain(header))


def shown(field: str) -> str:
    """How Amazon writes a field in English."""
    return english.WORDS.fields[field][0]


def is_unified(headers: list[str]) -> bool:
    """Whether a header line is Unified Reporting's: two of its marks are there, and none of the old console's."""
    plain = [_plain(header) for header in headers]
    if any(normalise_header(header) in _FOREIGN or _WINDOW.match(header) for header in plain):
        return False
    names = {normalise_header(_CURRENCY.sub("", name)) for header in headers for name in _names(header)}
    return len(names & _MARKS) > 1


def _names(header: str) -> list[str]:
    plain = _plain(header)
    halves = [(plain[: dash.start()], plain[dash.end() :]) for dash in _DASH.finditer(plain)]
    return [plain, *(half for pair in halves for half in pair)]


def _plain(header: str) -> str:
    """Full-width characters and hard spaces as plain ones, without a byte order mark."""
    return unicodedata.normalize("NFKC", header).replace("\ufeff", "").strip()


def _field(name: str) -> str | None:
    key = normalise_header(_CURRENCY.sub("", name))
    if key in _FIELDS:
        return _FIELDS[key]
    return OTHER if _is_known(name, key) else None


def _is_known(name: str, key: str) -> bool:
    """Whether it is a column that we read over, perhaps one of the ways to count a measure."""
    bracket = _BRACKET.search(name)
    if bracket and normalise_header(bracket[1]) in _VARIANTS:
        return _is_known(name[: bracket.start()], normalise_header(name[: bracket.start()]))
    for prefix in _PREFIXES:
        key = key.removeprefix(prefix)
    for suffix in _SUFFIXES:
        key = key.removesuffix(suffix)
    return key in _KNOWN or key in _FIELDS
