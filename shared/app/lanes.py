"""Work in threads that nobody waits for too long, and that takes no threads from others."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Any, Generic, TypeVar

from anyio import CapacityLimiter, fail_after, to_thread

T = TypeVar("T")


class LateError(Exception):
    """What was asked for did not come in time; it can be asked for again."""


class Lane:
    """So many threads, and the seconds after which their work is not waited for any longer (it ends by itself)."""

    def __init__(self, threads: int, seconds: float) -> None:
        self._limiter = CapacityLimiter(threads)
        self._seconds = seconds

    async def run(self, work: Callable[[], T]) -> T:
        """The result. Raises LateError, and what the work raises."""
        try:
            with fail_after(self._seconds):
                return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._limiter)
        except TimeoutError as error:
            raise LateError from error


class Flights(Generic[T]):
    """What several ask for at the same time is done once."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Future[T]] = {}

    async def join(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """The result of the work of this key. Who goes away while waiting takes nobody's work along."""
        under_way = self._under_way.get(key)
        # What is done is another's: to wait for it would be no wait, and who asks on would never let the loop go on.
        if under_way is None or under_way.done():
            under_way = asyncio.ensure_future(work())
            self._under_way[key] = under_way
            under_way.add_done_callback(partial(self._end, key))
        return await asyncio.shield(under_way)

    def _end(self, key: Hashable, under_way: "asyncio.Future[Any]") -> None:
        if self._under_way.get(key) is under_way:
            del self._under_way[key]
        if not under_way.cancelled():
            under_way.exception()  # looked at, even where nobody waits any more
