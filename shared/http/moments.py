"""Moments and days as they are given from outside: as text in the forms of RFC 3339, never as numbers."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from shared.field_texts import DAY, MOMENT
from shared.fields import FieldValueError
from shared.texts import Text

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UNESCAPED = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:?\d\d)\Z", re.ASCII)
"""A moment whose `+` stood unescaped in an address, where it means a blank."""

_BEYOND = Text(en="Is beyond the years that UTC can name", zh="超出 UTC 可表示的年份")
_WINDOW = Text(
    en="Must be 1 to {days} days after from_on (exclusive)", zh="须比 from_on 晚 1 至 {days} 天（不含当天）"
)


def _as_day(value: Any) -> Any:
    """Pydantic would take `0.5` and `"0.5"` for seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _WRITTEN.match(value)):
        return value
    raise FieldValueError("date_form", DAY)


def _as_moment(value: Any) -> Any:
    if isinstance(value, str) and _WRITTEN.match(value):
        return _UNESCAPED.sub(r"\1+\2", value) if " " in value else value
    if isinstance(value, datetime):
        return value
    raise FieldValueError("moment_form", MOMENT)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises FieldValueError beyond the years 1 to 9999, which an offset can lead to."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise FieldValueError("moment_beyond", _BEYOND) from None


def check_window(from_on: date, to_on: date, *, days: int) -> None:
    """Raise FieldValueError unless a window of days has at least one, and so many at most; `to_on` is exclusive."""
    if not 0 < (to_on - from_on).days <= days:
        raise FieldValueError("window", _WINDOW.filled(days=days), member="to_on")


Moment = Annotated[AwareDatetime, BeforeValidator(_as_moment), AfterValidator(in_utc)]
"""A moment with its offset, such as a member of a request's query or body."""

Day = Annotated[date, BeforeValidator(_as_day)]
"""A day of the calendar, such as the start of a window."""
