"""A service's own threads: its requests may all wait for its database, and no other service has fewer for it.

The framework runs synchronous endpoints in threads that all services of a program share. So each app brings as many
more as it may use, and the next request waits here, without a thread.
"""

from typing import Any

from anyio import CapacityLimiter, WouldBlock, fail_after, to_thread
from fastapi import Request
from starlette.types import Scope

from shared.app.lanes import LateError

THREADS = 20
WAIT_SECONDS = 1.5

_PLACE = "zhuli.place"


class Places:
    """The places of one app; `take` is a dependency of its synchronous endpoints."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(THREADS)

    async def take(self, request: Request) -> None:
        """Hold a place until the request ends. Raises LateError."""
        borrower = object()
        try:
            self._limiter.acquire_on_behalf_of_nowait(borrower)
        except WouldBlock:
            try:
                with fail_after(WAIT_SECONDS):
                    await self._limiter.acquire_on_behalf_of(borrower)
            except TimeoutError as error:
                raise LateError from error
        request.scope[_PLACE] = borrower

    def leave(self, scope: Scope) -> None:
        """The end of a request."""
        borrower: Any = scope.pop(_PLACE, None)
        if borrower is not None:
            self._limiter.release_on_behalf_of(borrower)


def bring_threads() -> None:
    """More threads for all, called once in the event loop by each app that may take so many."""
    to_thread.current_default_thread_limiter().total_tokens += THREADS
