"""The clock, read at the edges only: endpoints, tasks and the programs' main loops."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends


def utc_now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(utc_now)]
"""An endpoint's `now`; tests replace it by overriding the dependency `utc_now`."""
