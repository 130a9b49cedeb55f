"""Tables that people keep in files: what their columns are called, and such a file written."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from shared.texts import Language, Text

SheetFormat = Literal["csv", "xlsx"]
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet program take a text in a .csv for a formula."""

_PLAIN = "'"
"""Before such a text it says that it is none; who reads the file back takes it off."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: the member of an item that it holds, by its path, and its title.

    `also` are other titles by which it is known. `form` says what its cells hold.
    """

    member: tuple[str, ...]
    title: Text
    also: tuple[str, ...] = ()
    form: Literal["text", "number", "day"] = "text"
    is_needed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All by which it is known."""
        return (self.member[-1], self.title.en, self.title.zh, *self.also)


def written(
    form: SheetFormat, name: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]], language: Language
) -> bytes:
    """A file of these rows: None is a blank cell, a Decimal or int a number, a date a day, all else text."""
    titles = [column.title.in_language(language) for column in columns]
    return _csv(titles, rows) if form == "csv" else xlsx(name, titles, rows)


def plain(text: str) -> str:
    """A text as it was before a .csv said that it is no formula."""
    return text[1:] if text.startswith(tuple(_PLAIN + mark for mark in _ACTIVE)) else text


def _csv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """With the mark by which spreadsheet programs know UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(titles)
    writer.writerows([_text_of(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _text_of(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    text = "" if cell is None else str(cell)
    return _PLAIN + text if isinstance(cell, str) and text.startswith(_ACTIVE) else text


def xlsx(name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with one sheet; every text stays text, whatever it begins with."""
    import xlsxwriter  # here, so that no program holds it that never writes a workbook

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, titles, book.add_format({"bold": True}))
        sheet.set_column(0, len(titles) - 1, 18)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, Decimal | int):
                    sheet.write_number(line, place, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day)
                elif cell is not None:
                    sheet.write_string(line, place, str(cell))
    return target.getvalue()
