"""Moments as they are given from outside."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError beyond the years 1 to 9999, which an offset can lead to."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is beyond the years that UTC can name") from None


Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
"""A moment with its offset, such as a member of a request's query or body."""
