"""A walk through a polled list: its pages, and the cursor from which the next walk follows.

A cursor holds the horizon of its walk (`t`, `o`), where that began (`b`, `r`) and, inside it, the last key (`k`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

from shared import pages
from shared.db import Database, Session
from shared.db.hot import served
from shared.db.pools import prefix_of
from shared.db.positions import GENERATION
from shared.pages import CursorError, CursorExpiredError, PageQuery
from shared.positions.horizon import Horizon, positions_of, read_horizon
from shared.positions.order import Order, Part

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Polled(Generic[T]):
    """The rows of one page, and the members of `PolledPage` beside its items."""

    rows: Sequence[T]
    envelope: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Rows of the positions `ready` (open in the walk before, ended since), then those from `start` on."""

    horizon: Horizon
    start: int = 0
    ready: tuple[int, ...] = ()
    after: tuple[Any, ...] | None = None
    updated_after: datetime | None = None
    is_restored: bool = False

    def part(self, limit: int, after: tuple[Any, ...] | None, *, is_ready: bool) -> Part:
        """What to read behind a key."""
        if is_ready:
            return Part(limit, among=self.ready, after=after, updated_after=self.updated_after)
        inside = after if after is not None and after[0] >= self.start else None
        return Part(limit, start=self.start, after=inside, updated_after=self.updated_after)

    def rows(self, order: Order, limit: int, read: Callable[[Part], Sequence[T]]) -> list[T]:
        """Up to `limit + 1` rows that were there when the horizon was taken."""
        found: list[T] = []
        for is_ready in (True, False):
            after = self.after
            if is_ready and (not self.ready or (after is not None and after[0] >= self.start)):
                continue
            while len(found) <= limit:
                rows = read(self.part(limit + 1, after, is_ready=is_ready))
                found += self.horizon.known(rows, order.positions_of(rows))
                if len(rows) <= limit:
                    break
                after = order.key_of(rows[-1])
                if after[0] >= self.horizon.top:
                    break
        return found[: limit + 1]


def poll(
    session: Session,
    tenant_id: str,
    query: PageQuery,
    order: Order,
    read: Callable[[Part], Sequence[T]],
    *,
    start: int = 0,
    others: Sequence[str] = (),
) -> Polled[T]:
    """A page of a tenant's list, `read` giving the rows of each part. Raises the errors of cursors.

    A walk without a cursor begins at the position `start`. Rows of the tenants `others` are in the list, too.
    """
    connection = session.connection()
    driver, is_sqlite = connection.connection.driver_connection, connection.dialect.name == "sqlite"
    tenant_ids = [tenant_id, *others]
    return _poll(driver, tenant_ids, query, order, read, is_sqlite, prefix_of(connection), start)


async def poll_hot(
    database: Database,
    tenant_id: str,
    query: PageQuery,
    order: Order,
    read: Callable[[Any, Part], Sequence[T]],
) -> Polled[T]:
    """The same on the hot path; `read` is given the driver's connection too."""

    def work(driver: Any) -> Polled[T]:
        return _poll(driver, [tenant_id], query, order, partial(read, driver), database.is_sqlite, database.prefix)

    return await served(database, work)


def _poll(
    driver: Any,
    tenant_ids: Sequence[str],
    query: PageQuery,
    order: Order,
    read: Callable[[Part], Sequence[T]],
    is_sqlite: bool,
    prefix: str,
    start: int = 0,
) -> Polled[T]:
    """The horizon is taken before the rows: what comes after it belongs to the next walk."""
    horizon = read_horizon(driver.execute, order, tenant_ids, is_sqlite=is_sqlite, prefix=prefix)
    tenant_id = tenant_ids[0]
    walk = _walk_of(tenant_id, query, order, horizon, start)
    rows = walk.rows(order, query.limit, read)
    has_more = len(rows) > query.limit
    shown = rows[: query.limit]
    rest = replace(walk, after=order.key_of(shown[-1])) if has_more else None
    cursor = _cursor(tenant_id, query, rest, walk.horizon)
    return Polled(
        shown,
        {
            "next_cursor": cursor if has_more else None,
            "has_more": has_more,
            "follow_cursor": cursor,
            "restored": walk.is_restored,
        },
    )


def _cursor(tenant_id: str, query: PageQuery, walk: _Walk | None, horizon: Horizon) -> str:
    content: dict[str, Any] = {"t": horizon.top, "o": sorted(horizon.open)}
    if walk is not None:
        moment = walk.updated_after and walk.updated_after.isoformat()
        content |= {"b": walk.start, "r": walk.ready, "k": walk.after, "u": moment}
    return pages.seal(tenant_id, query, content)


def _walk_of(tenant_id: str, query: PageQuery, order: Order, now: Horizon, start: int) -> _Walk:
    """The walk of a query as of now. Raises CursorError, CursorMismatchError and CursorExpiredError."""
    content = pages.unseal(tenant_id, query)
    if content is None:
        return _Walk(now, start, updated_after=getattr(query, "updated_after", None))
    then = Horizon(_whole(content.get("t")), frozenset(_numbers(content.get("o"))))
    after = _key_of(order, content)
    if then.generation < now.generation:
        if order.is_serial:  # a log takes nothing back: it goes on, and there is nothing to drop
            return _Walk(now, then.top if after is None else after[0] + 1)
        # What came back is older than what was seen, wherever it stands: only all of it can tell.
        return _Walk(now, is_restored=True)
    if then.top <= now.removed or then.generation > now.generation:
        raise CursorExpiredError
    if after is None:
        return _Walk(now, then.top, positions_of(sorted(then.open - now.open), now.generation))
    moment = content.get("u")
    return _Walk(
        then,
        _whole(content.get("b")),
        tuple(_numbers(content.get("r"))),
        after,
        None if moment is None else pages.moment_of(moment),
    )


def _key_of(order: Order, content: dict[str, Any]) -> tuple[Any, ...] | None:
    """The last key of a walk that a cursor is inside of. Raises CursorError."""
    if "k" not in content:
        return None
    after = order.read_key(content["k"] if isinstance(content["k"], list) else [])
    if after is None:
        raise CursorError
    return after


def _whole(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**15 * GENERATION:
        raise CursorError
    return value


def _numbers(value: Any) -> list[int]:
    if not isinstance(value, list):
        raise CursorError
    return [_whole(each) for each in value]
