"""Moments and days as they are given from outside: as text in the forms of RFC 3339, never as numbers."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _as_text(value: Any) -> Any:
    """Pydantic would take `0.5` and `"0.5"` for seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _WRITTEN.match(value)):
        return value
    raise ValueError("is not written as YYYY-MM-DD...")


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError beyond the years 1 to 9999, which an offset can lead to."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is beyond the years that UTC can name") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_as_text), AfterValidator(in_utc)]
"""A moment with its offset, such as a member of a request's query or body."""

Day = Annotated[date, BeforeValidator(_as_text)]
"""A day of the calendar, such as the start of a window."""
