"""Items of a bulk request out of a table that people keep, and what became of its rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Annotated, Any, Literal

from pydantic import BaseModel, Field

from shared.amazon.cells import Cell, CellError, is_blank, parse_date, parse_money, parse_text
from shared.amazon.report_files import ReportFileError, normalise_header, read_table, sniff
from shared.money import amount_text
from shared.problems import FieldError, Problem
from shared.sheets import SheetColumn, plain
from shared.texts import Text

MAX_ROWS = 5000
MAX_BYTES = 5 * 1024 * 1024
_UNPACKED_BYTES = 40 * 1024 * 1024
_MOST_TOLD = 1000
_TOO_LARGE = Text(
    en="A table has up to {rows} rows and 5 MB: send it in parts", zh="表格最多 {rows} 行、5 MB：请分批上传"
).filled(rows=MAX_ROWS)
_NO_COLUMN = Text(en="The table has no column {title} ({member})", zh="表格缺少“{title}”列（{member}）")
_NO_TABLE = Text(en="Send a .csv or .xlsx", zh="请上传 .csv 或 .xlsx 文件")


class SheetRejectedError(Problem):
    """The file is no table, is too large, or lacks a column."""

    code, status = "sheet-rejected", 422
    title = Text(en="The file cannot be read as a table", zh="无法将该文件读取为表格")


class SheetRow(BaseModel):
    """A row of a file that was not taken, or looks odd."""

    line: int = Field(ge=1, le=2**31 - 1, description="Of the file; its first line is 1", examples=[7])
    status: str = Field(
        max_length=10, description="What became of the row, as of an item of a bulk request", examples=["rejected"]
    )
    errors: list[FieldError] = Field(max_length=10, description="Why it was not taken; pointers name the columns")
    warnings: list[FieldError] = Field(max_length=10, description="What was taken all the same and may be a mistake")


class SheetImportRead(BaseModel):
    """What became of the rows of a file, and each row that was not taken."""

    seller_id: str = Field(
        max_length=20, description="The account of rows that name none", examples=["A2EXAMPLE12345"]
    )
    rows: int = Field(ge=0, le=MAX_ROWS, description="Rows that hold anything", examples=[120])
    created: int = Field(ge=0, le=MAX_ROWS, description="Rows that were new", examples=[100])
    updated: int = Field(ge=0, le=MAX_ROWS, description="Rows that changed what was there", examples=[10])
    unchanged: int = Field(ge=0, le=MAX_ROWS, description="Rows that said what was so already", examples=[8])
    repeated: int = Field(
        ge=0, le=MAX_ROWS, description="Rows that named again what an earlier row did", examples=[1]
    )
    rejected: int = Field(ge=0, le=MAX_ROWS, description="Rows that were not taken", examples=[1])
    ignored_columns: list[Annotated[str, Field(max_length=100)]] = Field(
        max_length=100, description="Titles that nothing is known of", examples=[["Remark"]]
    )
    told: list[SheetRow] = Field(
        max_length=_MOST_TOLD, description="The first 1,000 rows that were not taken or look odd, in their order"
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file as items, each with its line, and the titles that nothing is known of."""

    items: Sequence[Mapping[str, Any]]
    lines: Sequence[int]
    ignored: Sequence[str]


def read_sheet(file: IO[bytes], name: str, columns: Sequence[SheetColumn]) -> Sheet:
    """The items that a table holds. A cell that cannot be read stays as it is written, for the item to be refused.

    Raises SheetRejectedError.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise SheetRejectedError(_TOO_LARGE)
    try:
        kind = sniff(content[:4096], name)
        if kind not in ("csv", "xlsx"):
            raise SheetRejectedError(_NO_TABLE)
        # The limit of the reader counts all lines, blank ones and those of titles too.
        table = read_table(content, kind, max_rows=2 * MAX_ROWS, max_unpacked_bytes=_UNPACKED_BYTES)
        places, ignored = _places_of(table.headers, columns)
        rows = [(row.line, _item_of(row.cells, places)) for row in table.rows]
    except ReportFileError as error:
        raise SheetRejectedError(error.text) from error
    if len(rows) > MAX_ROWS:
        raise SheetRejectedError(_TOO_LARGE)
    return Sheet([item for _, item in rows], [line for line, _ in rows], ignored)


def summary(seller_id: str, sheet: Sheet, results: Iterable[Mapping[str, Any]]) -> SheetImportRead:
    """What became of a file, by the results of its items."""
    listed = list(results)
    counts = Counter(result["status"] for result in listed)
    told = [
        SheetRow(line=line, status=result["status"], errors=result["errors"], warnings=result["warnings"])
        for line, result in zip(sheet.lines, listed, strict=True)
        if result["errors"] or result["warnings"]
    ]
    names: tuple[Literal["created", "updated", "unchanged", "repeated", "rejected"], ...]
    names = ("created", "updated", "unchanged", "repeated", "rejected")
    return SheetImportRead(
        seller_id=seller_id,
        rows=len(listed),
        **{name: counts[name] for name in names},
        ignored_columns=[title[:100] for title in sheet.ignored[:100]],
        told=told[:_MOST_TOLD],
    )


def _places_of(
    headers: Sequence[str], columns: Sequence[SheetColumn]
) -> tuple[list[tuple[int, SheetColumn]], list[str]]:
    """Where the columns stand that are there. Raises SheetRejectedError where a needed one is not."""
    known = {normalise_header(name): column for column in columns for name in column.names}
    found: dict[tuple[str, ...], tuple[int, SheetColumn]] = {}
    ignored = []
    for place, title in enumerate(headers):
        column = known.get(normalise_header(title))
        if column is not None:
            found.setdefault(column.member, (place, column))
        elif title:
            ignored.append(title)
    for column in columns:
        if column.is_needed and column.member not in found:
            missing = Text(
                en=_NO_COLUMN.en.format(title=column.title.en, member=column.member[-1]),
                zh=_NO_COLUMN.zh.format(title=column.title.zh, member=column.member[-1]),
            )
            raise SheetRejectedError(missing)
    return list(found.values()), ignored


def _item_of(cells: Sequence[Cell], places: Iterable[tuple[int, SheetColumn]]) -> dict[str, Any]:
    """The members that a row names: a blank cell names none."""
    item: dict[str, Any] = {}
    for place, column in places:
        if place < len(cells) and not is_blank(cells[place]):
            inside = item
            for part in column.member[:-1]:
                inside = inside.setdefault(part, {})
            inside[column.member[-1]] = _read(cells[place], column)
    return item


def _read(cell: Cell, column: SheetColumn) -> str:
    try:
        if column.form == "number" and (number := parse_money(cell)) is not None:
            return amount_text(number)
        if column.form == "day" and (day := parse_date(cell)) is not None:
            return day.isoformat()
    except CellError:
        pass
    return plain(cell.isoformat() if isinstance(cell, date) else parse_text(cell))
