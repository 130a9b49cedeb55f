"""Column headers, brought to a form in which years and languages of one column meet."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from shared.amazon.report_files._errors import ColumnMissingError

_LOST = re.compile("(\ufffd+|\\?+)")
_LEAST_LEFT = 3
"""Letters by which a name is known that has lost some."""


def normalise_header(text: str) -> str:
    """Letters and digits only, of any script, in lower case: "14 Day Total Sales (₹)" -> "14daytotalsales".

    NFKC first, so that full-width brackets and letters count as their plain forms. The digits stay: they
    tell a 7-day from a 14-day window.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if character.isalnum())


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column stands in the rows of a file: nowhere, or more than once where its name is repeated."""

    name: str
    places: tuple[int, ...]

    def of(self, cells: Sequence[str]) -> str:
        """What a row says in it, "" where it says nothing or is too short."""
        for place in self.places:
            if place < len(cells) and (text := cells[place].strip()):
                return text
        return ""

    def is_cut_off(self, cells: Sequence[str]) -> bool:
        """Whether a row ends before it, which is not the same as a blank cell."""
        return bool(self.places) and self.places[0] >= len(cells)


class Header:
    """The names of a file's columns as written, and where they stand.

    Names may be blank, come twice, have lost letters on their way ("H\ufffdndler-SKU", "sku-??????"), or be
    explained in brackets ("seller-sku (satıcı sku)").
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(name.strip() for name in names)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.names):
            self._places[normalise_header(name)].append(place)
        self._explained: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.names):
            if "(" in name:
                self._explained[normalise_header(name.partition("(")[0])].append(place)
        self._damaged = [(_pattern_of(name), place) for place, name in enumerate(self.names) if _LOST.search(name)]

    def need(self, *names: str) -> Column:
        """The column of the first of these names that is there. Raises ColumnMissingError."""
        found = self.find(*names)
        if not found.places:
            raise ColumnMissingError(names[0])
        return found

    def find(self, *names: str) -> Column:
        """The same for a column that may be missing: it says nothing then."""
        wanted = [normalise_header(name) for name in names]
        found = chain(
            (tuple(self._places[name]) for name in wanted if name in self._places),
            ((place,) for name in wanted for pattern, place in self._damaged if pattern.fullmatch(name)),
            (tuple(self._explained[name]) for name in wanted if name in self._explained),
        )
        return Column(names[0], next(found, ()))

    def matching(self, pattern: str) -> list[tuple[re.Match[str], Column]]:
        """The columns whose normalised names match all of a pattern."""
        matches = ((re.fullmatch(pattern, name), places) for name, places in self._places.items())
        return [(match, Column(self.names[places[0]], tuple(places))) for match, places in matches if match]


def _pattern_of(name: str) -> re.Pattern[str]:
    """What a normalised name looks like whose letters got lost; nothing does if too few of them are left.

    Each mark in their place stands for one letter, or took the next one with it; or several were one letter.
    """
    pattern, left = "", 0
    for part in _LOST.split(name):
        if part and part[0] in "\ufffd?":
            pattern += f".{{1,{2 * len(part)}}}"
        else:
            pattern += normalise_header(part)
            left += len(normalise_header(part))
    return re.compile(pattern if left >= _LEAST_LEFT else "(?!)")
