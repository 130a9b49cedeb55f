"""Digits, points and commas as an exact number: the writing of the console in any of its languages."""

import re
import unicodedata
from decimal import Decimal

_LONGEST = 60
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c\ufeff")) | {ord("\u2212"): "-"}
_SPACE = re.compile(r"\s")
_SPACE_INSIDE = re.compile(r"(?<=\d)\s(?=\d)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,'])(?:\d{2,3}(?P=mark))*\d{3}", re.ASCII)
_NO_MARKS = dict.fromkeys(map(ord, ".,'"))
_DIGITS = re.compile(r"\d*", re.ASCII)


def fold(text: str) -> str:
    """Plain forms of full-width and special characters; a space inside a number becomes "'", others go."""
    if text.isascii() and len(text) <= _LONGEST and not _SPACE.search(text):
        return text
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).translate(_INVISIBLE).strip()
    return _SPACE.sub("", _SPACE_INSIDE.sub("'", plain)) if len(text) <= _LONGEST else "?"


def decimal_of(text: str, decimal_comma: bool | None) -> Decimal | None:
    """The value of unsigned digits and marks ("1.234,56"), or None when they are no number."""
    mark = decimal_mark(text, decimal_comma)
    whole, _, decimals = text.rpartition(mark) if mark else (text, "", "")
    if not (whole or decimals) or not _DIGITS.fullmatch(decimals):
        return None
    if not (_DIGITS.fullmatch(whole) or _GROUPED.fullmatch(whole)):
        return None
    digits = whole.translate(_NO_MARKS) or "0"
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def decimal_mark(text: str, decimal_comma: bool | None) -> str:
    """Which mark divides the decimals: "." or "," or "" for none.

    Of two kinds it is the last; of one kind repeated neither; a single one does unless it can divide
    thousands ("1,234"), where `decimal_comma` decides, by default as in English.
    """
    points, commas = text.count("."), text.count(",")
    if points + commas > 1:
        return max(".,", key=text.rfind) if points and commas else ""
    mark = "," if commas else "." if points else ""
    return mark if not _GROUPED.fullmatch(text) or (mark == ",") == bool(decimal_comma) else ""


def repeated_mark(text: str) -> str:
    """The point or comma that stands between thousands more than once, "" if there is none."""
    match = _GROUPED.fullmatch(text)
    return match["mark"] if match and match["mark"] in ".," and text.count(match["mark"]) > 1 else ""
