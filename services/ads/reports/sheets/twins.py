"""Columns that mean the same, such as two named Clicks: what a row says in them, or that it says two things."""

from collections.abc import Callable, Sequence

from services.ads.reports.sheets import texts
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError
from shared.texts import Text

CODE = "columns-disagree"
Said = Sequence[tuple[int, Cell]]
"""Places in a row, and the cells there that are not blank."""


def said_in(row: Sequence[Cell], places: Sequence[int]) -> Said:
    """What a row says in some columns."""
    return [(place, row[place]) for place in places if place < len(row) and not cells.is_blank(row[place])]


def disagreement(said: Said, headers: Sequence[str], read: Callable[[Cell], object]) -> Text | None:
    """Why the first of these cells cannot be taken: another one, as it is read, says something else."""
    if len(said) < 2:
        return None
    (first, cell), *others = said
    wanted = _meaning(cell, read)
    found = next(((place, other) for place, other in others if _meaning(other, read) != wanted), None)
    if found is None:
        return None
    second, other = found
    return texts.DISAGREE.filled(
        first=headers[first].strip(),
        first_place=first + 1,
        second=headers[second].strip(),
        second_place=second + 1,
        cell=cells.shown(cell),
        other=cells.shown(other),
    )


def _meaning(cell: Cell, read: Callable[[Cell], object]) -> object:
    try:
        return read(cell)
    except CellError:
        return cells.parse_text(cell)
