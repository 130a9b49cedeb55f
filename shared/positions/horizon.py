"""Up to where a list is known: what a walk takes before its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.db.positions import GENERATION
from shared.positions.order import Order

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Horizon:
    """Positions from `top` on, and those of the transactions `open` (their numbers), are not known yet.

    `removed` is the newest position of rows that were removed for good, 0 if none were.
    """

    top: int
    open: frozenset[int]
    removed: int = 0

    @property
    def generation(self) -> int:
        """The generation of the database."""
        return self.top // GENERATION

    def known(self, rows: Sequence[T], positions: Sequence[int]) -> list[T]:
        """The rows, by their positions, that were there when the horizon was taken."""
        if not self.open:
            return [row for row, position in zip(rows, positions, strict=True) if position < self.top]
        return [
            row
            for row, position in zip(rows, positions, strict=True)
            if position < self.top and not self._is_open(position)
        ]

    def _is_open(self, position: int) -> bool:
        return position % GENERATION in self.open and position // GENERATION >= self.generation - 1


def positions_of(numbers: Sequence[int], generation: int) -> tuple[int, ...]:
    """The positions of transactions: one that was open while the generation rose is of the one before."""
    return tuple(each * GENERATION + number for number in numbers for each in (generation - 1, generation))


_NEWEST = "(SELECT max({number}) FROM {prefix}{table}{own})"
_REMOVED = "(SELECT removed_pos FROM {prefix}position_removed WHERE list_name = {place} AND tenant_id = {place})"
_STATE = "FROM {prefix}position_state"
_SERIAL = f"SELECT generation, {_NEWEST}, {_REMOVED} {_STATE}"
_COUNTED = f"SELECT generation, (generation << 48) + number, {_REMOVED} {_STATE}"
_SNAPSHOT = f"SELECT generation, {_NEWEST}, {_REMOVED}, pg_current_snapshot()::text, pg_is_in_recovery() {_STATE}"


def read_horizon(
    execute: Callable[..., Any], order: Order, tenant_ids: Sequence[str], *, is_sqlite: bool, prefix: str
) -> Horizon:
    """The horizon of a list with rows of these tenants, the first of whom it is.

    `execute` is that of a driver's connection, `prefix` stands before tables.
    """
    scope = tenant_ids if order.by_tenant else []
    place = "?" if is_sqlite else "%s"
    own = f" WHERE tenant_id IN ({', '.join([place] * len(scope))})" if scope else ""
    template = _SERIAL if order.is_serial else _COUNTED if is_sqlite else _SNAPSHOT
    text = template.format(number=order.number, table=order.table.name, own=own, place=place, prefix=prefix)
    newest_of = [] if template is _COUNTED else scope
    generation, newest, removed, *snapshot = execute(
        text, [*newest_of, order.table.name, scope[0] if scope else ""]
    ).fetchone()
    base, removed = generation * GENERATION, removed or 0
    top = max(base, (newest or 0) + 1, removed + 1)
    return _clamped(base, top, removed, *snapshot) if snapshot else Horizon(top, frozenset(), removed)


def _clamped(base: int, top: int, removed: int, snapshot: str, is_standby: bool) -> Horizon:
    """The horizon of a snapshot of PostgreSQL (`xmin:xmax:open,open`), no further than what is stored.

    Numbers that reached no disk are given out again after a crash: a horizon beyond them would hide their rows.
    """
    least, most, listed = snapshot.split(":")
    # Nothing tells a standby which transactions are open.
    top = max(base, min(top, base + int(least if is_standby else most)))
    numbers = (int(number) for number in listed.split(",") if number and not is_standby)
    return Horizon(top, frozenset(number for number in numbers if base + number < top), removed)
