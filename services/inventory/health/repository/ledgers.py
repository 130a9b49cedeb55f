"""The SQL of Amazon's ledger: what its days tell of each SKU in each place."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Table,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
)

from services.inventory.health.rules.ledgers import LEFT, THERE, WORD, whole_words
from services.inventory.marketplaces.repository import each_of
from services.inventory.marketplaces.rules import Window
from shared.db import Session


def days_within(table: FromClause, window: Window) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The days of a window."""
    return table.c.date_on >= window.from_on, table.c.date_on < window.to_on


def was_there(days: FromClause) -> ColumnElement[bool]:
    """Whether there was stock on a day of the ledger."""
    found: ColumnElement[bool] = days.c.starting_quantity + days.c.received_quantity > 0
    return found


def histories(
    session: Session, table: Table, place: Column[Any], own: Sequence[ColumnElement[bool]], window: Window
) -> Iterator[Sequence[Any]]:
    """Rows for `rules.ledgers.added`, of each SKU in each `place` of what is one's `own` in this table of the ledger.

    It is read in the order in which it is stored: so many days are not sorted. Words take as long as all the rest
    together, and most SKUs had some on all days, to their end: only those of the others are asked for.
    """
    units, day = table.c.ending_quantity, table.c.date_on
    first = case((day == window.from_on, table.c.starting_quantity), else_=0)
    whole_days = func.count().filter(was_there(table), units > 0)
    sums = (*map(func.sum, (units, first, table.c.received_quantity)), whole_days)
    within, by = (*own, *days_within(table, window)), (place, table.c.sku)
    rows = session.execute(select(*by, *sums).where(*within).group_by(*by)).all()
    skus = sorted({row.sku for row in rows if row[-1] < window.days})
    words = (func.sum(_word(session, table, window, first)) for first in range(0, window.days, WORD))
    query, told = select(*by, *words).where(*within).group_by(*by), dict[tuple[Any, str], Sequence[int]]()
    for chosen in each_of(table, skus):
        told |= {(where, sku): words_ for where, sku, *words_ in session.execute(query.where(chosen))}
    whole = whole_words(window.days)
    for where, sku, *summed, days in rows:
        yield sku, *summed, *(whole if days == window.days else told[where, sku])


def _word(session: Session, table: Table, window: Window, first: int) -> ColumnElement[Any]:
    """What a day adds to the word whose newest day ended so many days before the window."""
    newest, day = window.to_on - timedelta(days=first + 1), table.c.date_on
    if session.get_bind().dialect.name == "postgresql":
        ago: ColumnElement[Any] = literal(newest, Date) - day
    else:
        ago = cast(func.julianday(literal(newest, Date)) - func.julianday(day), Integer)
    there, left = was_there(table), table.c.ending_quantity > 0
    bits = cast(case((there & left, THERE | LEFT), (there, THERE), (left, LEFT), else_=0), BigInteger)
    within = day.between(newest - timedelta(days=WORD - 1), newest)
    return case((within, bits.bitwise_lshift(type_coerce(ago, Integer) * 2)), else_=0)
