"""The clock, read at the edges only: endpoints, tasks and the programs' main loops."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends


def utc_now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return datetime.now(UTC)


async def moment_of_asking() -> datetime:
    """The same as a dependency: for one that is not asynchronous the framework takes a thread."""
    return utc_now()


Now = Annotated[datetime, Depends(moment_of_asking)]
"""An endpoint's `now`; tests replace it by overriding the dependency `moment_of_asking`."""
