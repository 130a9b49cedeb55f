"""The clock, read at the edges only: endpoints, tasks and the programs' main loops."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Request


def utc_now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return datetime.now(UTC)


async def moment_of_asking() -> datetime:
    """The same as a dependency: for one that is not asynchronous the framework takes a thread."""
    return utc_now()


Now = Annotated[datetime, Depends(moment_of_asking)]
"""An endpoint's `now`; tests replace it by overriding the dependency `moment_of_asking`."""


def clock_of(app: FastAPI) -> Callable[[], datetime]:
    """The clock that endpoints of an app have: tests may have replaced it."""
    clock: Callable[[], datetime] = app.dependency_overrides.get(moment_of_asking, utc_now)
    return clock


async def _clock_of_asking(request: Request) -> Callable[[], datetime]:
    return clock_of(request.app)


Clock = Annotated[Callable[[], datetime], Depends(_clock_of_asking)]
"""The clock of `Now`, for who looks at it only once nobody else can change what is to be changed."""
