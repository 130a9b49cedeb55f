import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from time import monotonic

import openpyxl
import pytest

from shared.amazon.report_files import ReportFileError, read_table

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for index, rows in enumerate(sheets):
        sheet = book.active if index == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rewritten(content: bytes, change: Callable[[str], str], name: str = SHEET) -> bytes:
    """The same workbook with one part of it changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            text = old.read(entry.filename)
            new.writestr(entry.filename, change(text.decode()) if entry.filename == name else text)
    return target.getvalue()


def rows_of(content: bytes, **limits):
    table = read_table(content, "xlsx", **limits)
    return table.headers, [(row.line, row.cells) for row in table.rows]


def code_of(content: bytes, **limits) -> str:
    with pytest.raises(ReportFileError) as caught:
        rows_of(content, **limits)
    return caught.value.code


def test_cells_keep_their_types():
    content = workbook(
        [
            ["Date", "When", "Name", "Spend", "Flag", "Blank", None],
            [date(2026, 10, 1), datetime(2026, 10, 1, 7, 30), " 水壶 ", 39.86, True, None, None],
        ]
    )
    assert rows_of(content) == (
        ["Date", "When", "Name", "Spend", "Flag", "Blank"],
        [(2, [date(2026, 10, 1), datetime(2026, 10, 1, 7, 30), " 水壶 ", 39.86, True, ""])],
    )


@pytest.mark.parametrize("dimension", ['<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>', ""])
def test_the_dimension_is_not_believed(dimension):
    content = workbook([["Date", "Clicks"], *([day, day * 2] for day in range(1, 2401))])
    lying = rewritten(content, lambda text: re.sub(r"<dimension [^>]*/>", dimension, text))
    headers, rows = rows_of(lying)
    assert headers == ["Date", "Clicks"]
    assert len(rows) == 2400
    assert rows[-1] == (2401, [2400.0, 4800.0])


def test_the_first_sheet_with_a_header_is_read():
    content = workbook([], [["Report made by hand"]], [[None, None], ["a", "b"], [1, 2]], [["x", "y"]])
    assert rows_of(content) == (["a", "b"], [(3, [1.0, 2.0])])


def test_titles_above_the_headers_are_passed_over():
    content = workbook([["Report made by hand"], [None, "November"], ["a", "b"], [1, None], [3, 4]])
    assert rows_of(content) == (["a", "b"], [(4, [1.0, ""]), (5, [3.0, 4.0])])


def test_blank_rows_are_passed_over_but_counted():
    content = workbook([["a", "b"], [None, None], [1, None], [" ", None], [None, 2]])
    assert rows_of(content) == (["a", "b"], [(3, [1.0, ""]), (5, ["", 2.0])])


def test_many_rows_arrive_in_order():
    _, rows = rows_of(workbook([["a", "b"], *([number, "x"] for number in range(4500))]))
    assert [row[0] for row in rows] == list(range(2, 4502))


def test_a_walk_may_be_given_up():
    table = read_table(workbook([["a", "b"], *([number, "x"] for number in range(9000))]), "xlsx")
    assert next(table.rows).line == 2


def test_no_header():
    assert code_of(workbook([])) == "file-empty"
    assert code_of(workbook([["only one"]])) == "file-empty"


@pytest.mark.parametrize(
    "content",
    [b"PK", b"PK\x03\x04" + b"x" * 100, workbook([["a", "b"]])[:-100], workbook([["a", "b"]])[:200]],
    ids=["two bytes", "garbage", "without its end", "only its start"],
)
def test_broken_archives(content):
    assert code_of(content) == "file-rejected"


@pytest.mark.parametrize("damage", [lambda text: text[: len(text) // 2], lambda text: "", lambda text: "<a/>" * 3])
def test_broken_parts(damage):
    content = workbook([["a", "b"], [1, 2]])
    assert code_of(rewritten(content, damage, "xl/workbook.xml")) in {"file-rejected", "file-empty"}
    assert code_of(rewritten(content, damage)) in {"file-rejected", "file-empty"}


def test_other_archives():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert code_of(target.getvalue()) == "file-rejected"


def test_locked_workbooks():
    content = bytearray(workbook([["a", "b"]]))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(bytes(content)) == "file-rejected"


def test_bombs_are_refused_by_their_size():
    content = rewritten(workbook([["a", "b"]]), lambda text: text + " " * 3_000_000)
    assert code_of(content, max_ratio=10_000, max_unpacked_bytes=2_000_000) == "file-rejected"
    assert code_of(content) == "file-rejected"


@pytest.mark.parametrize("cell", ["XFD1048576", "B400000"])
def test_a_far_cell_costs_only_the_child(cell):
    far = f'<row r="{cell.lstrip("XFDB")}"><c r="{cell}"><v>1</v></c></row></sheetData>'
    content = rewritten(workbook([["a", "b"]]), lambda text: text.replace("</sheetData>", far))
    started = monotonic()
    assert code_of(content) == "file-rejected"
    assert monotonic() - started < 5


def test_the_row_limit():
    content = workbook([["a", "b"], *([1, 2] for _ in range(11))])
    assert len(rows_of(content, max_rows=11)[1]) == 11
    assert code_of(content, max_rows=10) == "file-rejected"


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    content = rewritten(
        workbook([["a", "b"], ["&", "c"]]),
        lambda text: text.replace("<worksheet", bomb + "<worksheet", 1).replace("&amp;", "&a;&b;"),
    )
    try:
        cells = str(rows_of(content))
    except ReportFileError as error:
        assert error.code == "file-rejected"  # noqa: PT017 - either answer is safe
    else:
        assert "root" not in cells
        assert "aaaaaaaaaa" not in cells
