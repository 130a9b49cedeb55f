"""Which goods a SKU is likely to sell, judged by how the two are written: fixed rules, no learning.

A SKU is a good's name, either of them maybe with known words before or behind it, or several names with their
numbers. What fits two goods fits none. What is left out on purpose: a lone number or letter behind a name (`-2`,
`-B`) is more often another version than a pack, and a measure (`-2M`, `-500ML`) is none.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from services.inventory.sku_mappings.rules.parts import Parts, joined

Reason = Literal["equal", "case", "punctuation", "affix", "order", "pack", "set", "bundle"]
SCORES: Mapping[Reason, float] = {
    "equal": 1.0,
    "case": 0.98,
    "punctuation": 0.93,
    "affix": 0.9,
    "order": 0.85,
    "pack": 0.95,
    "set": 0.95,
    "bundle": 1.0,
}
"""What each step leaves of the score: they are multiplied. Our own choice: an order of suggestions, no odds."""

_WORDS = "FBA|FBM|AFN|MFN|AMZ|AMAZON|EU|NA|UK|GB|US|USA|CA|MX|DE|FR|IT|ES|NL|SE|PL|BE|TR|JP|AU|AE|SA|IN|SG|BR|CN"
_BEHIND = re.compile(rf"^(.+?)[-_. /]+({_WORDS}|NEW|A)$", re.IGNORECASE)
_BEFORE = re.compile(rf"^({_WORDS}|MB)[-_. /]+(.+)$", re.IGNORECASE)
_MOST_AFFIXES = 3
_MANY = 100
_PACKS = (
    re.compile(r"^(?P<count>\d{1,3})\s*[*×]\s*(?P<name>.+)$"),
    re.compile(r"^(?P<name>.+?)\s*[*×]\s*(?P<count>\d{1,3})$"),
    re.compile(r"^(?P<name>.+?)[-_ ]*X(?P<count>\d{1,2})$", re.IGNORECASE),
    re.compile(r"^(?P<name>.+?)[-_ ]*(?P<count>\d{1,3})\s*(?:PCS?|PK|PACK|件|个|只|套)$", re.IGNORECASE),
    re.compile(r"^(?P<name>.+?)[-_ ]+(?:PACK|SET)[-_ ]?OF[-_ ]?(?P<count>\d{1,3})$", re.IGNORECASE),
)
_AND = re.compile(r"\s*[+&＋]\s*")
_MARKS = re.compile(r"(?:_|[^\w*×+&＋])+")
"""What may lie between the parts of a name; `KT-10*2` is not `KT-102`."""

_LETTERED = re.compile(r"[-_ ][B-Z]$")


class Suggestion(NamedTuple):
    """What a SKU is likely to consist of: why, from the outermost step on, and how well it fits (1 is the same)."""

    parts: Parts
    reasons: tuple[Reason, ...]
    score: float


class _Found(NamedTuple):
    name: str
    reasons: tuple[Reason, ...]


class Goods:
    """The goods of an ERP by the ways in which they may be written; `bundles` are names of several goods."""

    def __init__(self, names: Iterable[str], bundles: Mapping[str, Parts] | None = None) -> None:
        self._bundles = bundles or {}
        self._names = {*names, *self._bundles}
        self._by_case = _only(self._names, str.casefold)
        self._by_letters = _only(self._names, _letters_of)
        self._by_pieces = _only(self._names, _pieces_of)
        self._lettered = {name[:-2].casefold() for name in self._names if _LETTERED.search(name)}
        self._by_core = _by_keys({name: set(map(_letters_of, self._stripped(name))) for name in self._names})

    def suggestion_of(self, sku: str) -> Suggestion | None:
        """What a SKU is likely to sell; None where nothing is, or more than one thing."""
        found = self._one(sku) or self._pack(sku) or self._set(sku)
        stripped, affixes = sku, 0
        while found is None and affixes < _MOST_AFFIXES and (rest := self._behind(stripped)):
            stripped, affixes = rest, affixes + 1
            found = self._pack(stripped) or self._set(stripped)
            if found is not None:
                found = ("affix", *found[0]), found[1]
        return None if found is None else self._suggestion(*found)

    def _suggestion(self, reasons: tuple[Reason, ...], parts: Iterable[tuple[str, int]]) -> Suggestion:
        goods: list[tuple[str, int]] = []
        for name, count in parts:
            inside = self._bundles.get(name)
            goods += [(name, count)] if inside is None else [(good, many * count) for good, many in inside]
        if any(name in self._bundles for name, _ in parts):
            reasons = (*reasons, "bundle")
        said: tuple[Reason, ...] = tuple(dict.fromkeys(reasons))
        score = 1.0
        for reason in said:
            score *= SCORES[reason]
        return Suggestion(joined(goods), said, round(score, 2))

    def _one(self, text: str) -> tuple[tuple[Reason, ...], list[tuple[str, int]]] | None:
        found = self._name(text)
        return None if found is None else (found.reasons, [(found.name, 1)])

    def _pack(self, text: str) -> tuple[tuple[Reason, ...], list[tuple[str, int]]] | None:
        for pattern in _PACKS:
            match = pattern.match(text)
            if match and 1 < int(match["count"]) <= _MANY and (found := self._name(match["name"])):
                return ("pack", *found.reasons), [(found.name, int(match["count"]))]
        return None

    def _set(self, text: str) -> tuple[tuple[Reason, ...], list[tuple[str, int]]] | None:
        pieces = _AND.split(text)
        if len(pieces) < 2 or not all(pieces):
            return None
        reasons: list[Reason] = ["set"]
        parts: list[tuple[str, int]] = []
        for piece in pieces:
            found = self._one(piece) or self._pack(piece)
            if found is None:
                return None
            reasons += found[0]
            parts += found[1]
        return tuple(reasons), parts

    def _name(self, text: str) -> _Found | None:
        """The good that a text names, with or without words around it."""
        plain = self._plain(text)
        if plain is not None:
            return plain
        for stripped in self._stripped(text):
            found = self._plain(stripped)
            if found is not None:
                return _Found(found.name, ("affix", *found.reasons))
        return None

    def _plain(self, text: str) -> _Found | None:
        if text in self._names:
            return _Found(text, ("equal",))
        tried: tuple[tuple[Reason, str | None], ...] = (
            ("case", self._by_case.get(text.casefold())),
            ("punctuation", self._by_letters.get(_letters_of(text))),
            ("affix", self._by_core.get(_letters_of(text))),
            ("order", self._by_pieces.get(_pieces_of(text))),
        )
        return next((_Found(name, (reason,)) for reason, name in tried if name), None)

    def _stripped(self, text: str) -> Iterable[str]:
        """The text without one known word after another, from behind first."""
        for _ in range(_MOST_AFFIXES):
            rest = self._behind(text)
            if rest is None:
                break
            yield (text := rest)
            if match := _BEFORE.match(text):
                yield match[2]
        for _ in range(_MOST_AFFIXES):
            match = _BEFORE.match(text)
            if match is None:
                return
            yield (text := match[2])

    def _behind(self, text: str) -> str | None:
        """The text without a known word behind it; `A` is none where goods go on with `B`."""
        match = _BEHIND.match(text)
        if match is None or (match[2].upper() == "A" and match[1].casefold() in self._lettered):
            return None
        return match[1]


def _only(names: Iterable[str], key_of: Callable[[str], str]) -> dict[str, str | None]:
    """Names by a key; None where several have it."""
    return _by_keys({name: {key_of(name)} for name in names})


def _by_keys(keys: Mapping[str, Iterable[str]]) -> dict[str, str | None]:
    """Names by each of their keys; None where several have it."""
    found: dict[str, str | None] = {}
    for name, own in keys.items():
        for key in own:
            found[key] = None if key in found else name
    return found


def _letters_of(text: str) -> str:
    return _MARKS.sub("", text).casefold()


def _pieces_of(text: str) -> str:
    """Words and numbers in one order: how a colour and a size may have changed places."""
    return " ".join(sorted(_MARKS.sub(" ", text).casefold().split()))
