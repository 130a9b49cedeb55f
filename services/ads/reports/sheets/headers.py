"""What a header of the console says: its field, days and currency, and the ad product that has such columns."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from services.ads.reports.sheets import wordings
from services.ads.reports.sheets.wordings import Words
from shared.amazon import marketplaces
from shared.amazon.report_files import normalise_header

OTHER, DERIVED = "other", "derived"
"""Of columns that are known and read over, or follow from others."""
WINDOWED = ("units", "sales", "orders")
"""In the order in which a header is tried: sold units are no sales, and in German the sales hold the orders."""
PRODUCT_MARKS = ("click", "viewable", "cost_type", "detail_page_views", "new_to_brand", "sb", "sd", "sp")

_DIGITS = re.compile(r"\d+")
_CURRENCY = re.compile(r"[(（]\s*([A-Z]{3})\s*[)）]\s*$")
_CURRENCIES = {marketplace.currency for marketplace in marketplaces.MARKETPLACES}


def plain(text: str) -> str:
    """A text in a form in which its spellings meet: letters and digits only, in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", normalise_header(text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _pattern(header: str) -> str:
    """A header in plain form with its number of days left open."""
    return _DIGITS.sub("#", plain(header))


def _listed() -> dict[str, tuple[str, set[str]]]:
    """The field of each wording, and the languages that have it."""
    listed: dict[str, tuple[str, set[str]]] = {}
    for words in wordings.ALL:
        for group in (words.files, words.readers, words.not_seen):
            for field, names in group.items():
                for name in names:
                    listed.setdefault(_pattern(name), (field, set()))[1].add(words.code)
    return listed


def _parts(name: str) -> frozenset[str]:
    return frozenset(plain(part) for words in wordings.ALL for part in words.parts[name])


_LISTED = _listed()
_PARTS = {name: _parts(name) for name in ("share", "other_product", *WINDOWED, *PRODUCT_MARKS)}


@lru_cache(maxsize=4096)
def field_of(header: str) -> str | None:
    """The field of a header, None when nobody has told us of it.

    What is in no list is told by its parts if it names a number of days: "Ventes sur 14 jours" are sales.
    """
    listed = _LISTED.get(_pattern(_bare(header)))
    if listed is not None:
        return listed[0]
    if marks_of(header) - {"sp"}:
        return OTHER
    if window_of(header) is None:
        return None
    field = next((name for name in WINDOWED if _has(header, name)), None)
    if field and _has(header, "other_product"):
        return f"other_{field}"
    return OTHER if field and ("%" in header or _has(header, "share")) else field


@lru_cache(maxsize=4096)
def marks_of(header: str) -> frozenset[str]:
    """The PRODUCT_MARKS that a header bears. A mark in brackets, such as "(Click)", has to stand at its end."""
    bracket = re.search(r"[(（]([^()（）]*)[)）]\s*$", header)
    clicked = bracket is not None and len(header) > len(bracket[0]) and plain(bracket[1]) in _PARTS["click"]
    marks = {name for name in PRODUCT_MARKS if name != "click" and _has(header, name)}
    return frozenset(marks | {"click"} if clicked else marks)


def window_of(header: str) -> int | None:
    """The days after a click in which sales count, where a header names them."""
    numbers = _DIGITS.findall(normalise_header(header))
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) < 3 else None


def currency_of(header: str) -> str | None:
    """The currency that a header names ("Spend (USD)"), and not something else of three letters ("(CTR)")."""
    found = _CURRENCY.search(header)
    return found[1] if found and found[1] in _CURRENCIES else None


def language_of(headers: Iterable[str]) -> Words:
    """The language that has the most of the headers; English where none is more likely."""
    counts = Counter(code for header in headers for code in _LISTED.get(_pattern(_bare(header)), ("", ()))[1])
    return max(wordings.ALL, key=lambda words: counts[words.code])


def _bare(header: str) -> str:
    return _CURRENCY.sub("", header) if currency_of(header) else header


def _has(header: str, name: str) -> bool:
    text = plain(header)
    return any(part in text for part in _PARTS[name])
