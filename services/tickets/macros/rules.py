"""How the places of a macro are found and filled: `{name}`, and nothing but names of small letters."""

import re
from collections.abc import Collection, Mapping

_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_BRACE = re.compile(r"[{}]")


def has_stray_brace(text: str) -> bool:
    """Whether a brace belongs to no place: it would be sent to a buyer as it is."""
    return _BRACE.search(_PLACE.sub("", text)) is not None


def nearest(wanted: str, languages: Collection[str]) -> str:
    """The language to take where some are there: the one wanted, else English, else the first."""
    return next((each for each in (wanted, "en") if each in languages), next(iter(languages)))


def places_of(text: str) -> list[str]:
    """The names of the places, each once, in their order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; all of them must be among the values. A value is never read as a place."""
    return _PLACE.sub(lambda match: values[match[1]], text)
