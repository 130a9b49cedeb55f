"""Column headers, brought to a form in which years and languages of one column meet."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from shared.amazon.report_files._errors import ColumnMissingError


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


class Header:
    """The names of a file's columns as written, and where they stand. Names may be blank, or come twice."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(name.strip() for name in names)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.names):
            self._places[normalise_header(name)].append(place)

    def need(self, *names: str) -> Column:
        """The column of the first of these names that is there. Raises ColumnMissingError."""
        found = self.find(*names)
        if not found.places:
            raise ColumnMissingError(names[0])
        return found

    def find(self, *names: str) -> Column:
        """The same for a column that may be missing: it says nothing then."""
        found = (normalise_header(name) for name in names)
        return Column(names[0], next((tuple(self._places[name]) for name in found if name in self._places), ()))

    def matching(self, pattern: str) -> list[tuple[re.Match[str], Column]]:
        """The columns whose normalised names match all of a pattern."""
        matches = ((re.fullmatch(pattern, name), places) for name, places in self._places.items())
        return [(match, Column(self.names[places[0]], tuple(places))) for match, places in matches if match]
