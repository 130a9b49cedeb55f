"""Mabang's ways of writing: numbers, yes and no, and lists may all be texts; times are Beijing's, without a zone.

Nothing is guessed: an empty text is no number, and no zero.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

BEIJING = timezone(timedelta(hours=8))
_TIME = "%Y-%m-%d %H:%M:%S"
_YES = ("true", "1")
_MOST = 10**12
_MILLION = 1_000_000


class UnreadableError(ValueError):
    """A member that cannot be read: `reason` is a code, the text says which and why."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def whole_of(row: Mapping[str, Any], name: str, *, reason: str = "number-unreadable") -> int | None:
    """A whole number; None where the member is not there or null. Raises UnreadableError, also for ''."""
    value = _number(row, name, reason)
    if value is not None and value != value.to_integral_value():
        raise UnreadableError(reason, f"{name} is no whole number")
    return None if value is None else int(value)


def micros_of(row: Mapping[str, Any], name: str) -> int | None:
    """Money in millionths; None where nothing is told ('' is nothing here: it is no amount, and no count either).

    Raises UnreadableError.
    """
    if row.get(name) == "":
        return None
    value = _number(row, name, "price-unreadable")
    if value is not None and value < 0:
        raise UnreadableError("price-unreadable", f"{name} is less than nothing")
    return None if value is None else int((value * _MILLION).to_integral_value())


def text_of(row: Mapping[str, Any], name: str, most: int) -> str | None:
    """A text without blanks at its ends, cut to `most` characters; None where it is empty or not there."""
    value = row.get(name)
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).replace("\0", "").strip()[:most] or None


def is_yes(value: Any) -> bool:
    """Whether a value says yes: the text 'false' does not."""
    return str(value).lower() in _YES


def list_of(row: Mapping[str, Any], name: str) -> list[Any]:
    """A list, or a text that holds one; an empty one where it is not there. Raises UnreadableError."""
    value = row.get(name)
    if isinstance(value, str):
        try:
            value = orjson.loads(value) if value.strip() else []
        except orjson.JSONDecodeError:
            raise UnreadableError("list-unreadable", f"{name} holds no list") from None
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnreadableError("list-unreadable", f"{name} is no list")
    return value


def time_text(moment: datetime) -> str:
    """A moment as it is asked for."""
    return moment.astimezone(BEIJING).strftime(_TIME)


def day_of(moment: datetime) -> date:
    """The day that a moment lies on in Beijing."""
    return moment.astimezone(BEIJING).date()


def _number(row: Mapping[str, Any], name: str, reason: str) -> Decimal | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool | dict | list) or not str(value).strip():
        raise UnreadableError(reason, f"{name} is {'empty' if isinstance(value, str) else 'no number'}")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise UnreadableError(reason, f"{name} is no number") from None
    if not number.is_finite() or abs(number) >= _MOST:
        raise UnreadableError(reason, f"{name} is no number that can be")
    return number
