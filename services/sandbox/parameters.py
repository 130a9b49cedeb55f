"""Parameters as the Selling Partner API takes them: lists joined by commas or come several times, moments."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from shared.http.moments import in_utc

_EARLIEST, _LATEST = datetime(2020, 6, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def _split(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return [part for value in values for part in str(value).split(",") if part]


Several = BeforeValidator(_split)
"""`Annotated[list[str], Several]` takes `?a=1,2` and `?a=1&a=2`."""


def _simulated(moment: datetime) -> datetime:
    return min(max(in_utc(moment), _EARLIEST), _LATEST)


Moment = Annotated[AwareDatetime, AfterValidator(_simulated)]
"""A moment; before June 2020 nothing is simulated, so any earlier one stands for that."""
