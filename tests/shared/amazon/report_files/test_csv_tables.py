import pytest

from shared.amazon.report_files import ReportFileError, read_table, stream_table


def rows_of(content: bytes, **limits):
    table = read_table(content, "csv", **limits)
    return table.headers, [(row.line, row.cells) for row in table.rows]


@pytest.mark.parametrize("size", [1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1])
def test_characters_across_the_borders_of_slices(size):
    text = ("a,b\n" + "x" * 100_000 + ",y\n").encode()
    text += ("é," + "z" * 998 + "\n").encode() * ((size - len(text)) // 1002)
    text += b"q" * (size - len(text)) + "é,1\n".encode()
    headers, rows = rows_of(text)
    assert headers == ["a", "b"]
    assert rows[-1][1] == ["q" * (len(rows[-1][1][0]) - 1) + "é", "1"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter, line_end):
    lines = [delimiter.join(cells) for cells in (["Date", "Name"], ["1", f'"x{delimiter}y ""z"""'])]
    assert rows_of(line_end.join(lines).encode()) == (["Date", "Name"], [(2, ["1", f'x{delimiter}y "z"'])])


def test_rows_keep_their_lines_and_lengths():
    content = b'\n a ,, b ,,\n1\n\n,,\n1,2,3,4,5,6\n"two\nlines",x\n last,row,\n\n ,\n'
    assert rows_of(content) == (
        [" a ", "", " b "],
        [
            (3, ["1"]),
            (6, ["1", "2", "3", "4", "5", "6"]),
            (7, ["two\nlines", "x"]),
            (9, [" last", "row", ""]),
        ],
    )


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , ,\n"])
def test_no_header(content):
    with pytest.raises(ReportFileError) as caught:
        rows_of(content)
    assert caught.value.code == "file-empty"


def test_a_header_alone_is_a_table():
    assert rows_of(b"a,b") == (["a", "b"], [])


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,"open,3', ["1", '"open', "3"]),
        ('1,"Cam 1/2" Sensor",3', ["1", 'Cam 1/2" Sensor', "3"]),
        ('"Cable 1/2"","x","3"', ['Cable 1/2"', "x", "3"]),
        ('"5"" nail","a, b",3', ['5" nail', "a, b", "3"]),
        ('5" nail,"a, b",3', ['5" nail', "a, b", "3"]),
        ('="123",="0x",3', ["123", "0x", "3"]),
        ('"=""1234567890123456789""",=1,=""', ["1234567890123456789", "=1", ""]),
        ('"",",",""""', ["", ",", '"']),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_quotes(line, cells, delimiter):
    content = "\n".join(["a,b,c", line, "x,y,z"]).replace(",", delimiter).encode()
    assert rows_of(content) == (
        ["a", "b", "c"],
        [(2, [cell.replace(",", delimiter) for cell in cells]), (3, ["x", "y", "z"])],
    )


def test_a_quote_that_is_never_closed_costs_no_other_line():
    content = b'a,b\n1,"open\n' + b'"2",3\n' * 50_000
    rows = rows_of(content)[1]
    assert (rows[0], rows[1], len(rows)) == ((2, ["1", '"open']), (3, ["2", "3"]), 50_001)


def test_a_cell_over_several_lines():
    assert rows_of(b'a,b,c\n1,"two\r\nlines",3\n4,5,6\n') == (
        ["a", "b", "c"],
        [(2, ["1", "two\nlines", "3"]), (4, ["4", "5", "6"])],
    )


def test_titles_above_the_headers_are_passed_over():
    content = b"Search term report\n\nNovember\nDate;Sales\n1;12,50\n2;3,00\n3;4,00\n"
    assert rows_of(content) == (["Date", "Sales"], [(5, ["1", "12,50"]), (6, ["2", "3,00"]), (7, ["3", "4,00"])])


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"a;b\n1,5;2,5\n3,5;4,5\n", ["a", "b"]),
        (b"a,b\n1;5,2;5\n3;5,4;5\n", ["a", "b"]),
        (b"7 days, sales;7 days, orders;b\n1,5;2;3\n", ["7 days, sales", "7 days, orders", "b"]),
        (b'a\tb\n"1,5"\t"2;5"\n', ["a", "b"]),
        (b"sep=;\na;b\n1;2\n", ["a", "b"]),
    ],
)
def test_the_separator_is_what_all_lines_have(content, headers):
    found, rows = rows_of(content)
    assert (found, {len(cells) for _, cells in rows}) == (headers, {len(headers)})


def test_one_column_is_a_table_too():
    assert rows_of(b"a\n1\n2\n") == (["a"], [(2, ["1"]), (3, ["2"])])


def test_a_table_that_arrives_in_pieces():
    content = 'a,b\r\n"x, 水壶",1\r\n'.encode("gb18030")
    table = stream_table((content[index : index + 1] for index in range(len(content))), max_rows=3)
    assert (table.headers, list(table.rows)) == (["a", "b"], [(2, ["x, 水壶", "1"])])


def test_the_row_limit_holds_before_anything_is_read():
    assert len(rows_of(b"a,b\n" + b"1,2\n" * 10, max_rows=10)[1]) == 10
    with pytest.raises(ReportFileError) as caught:
        read_table(b"a,b\n" + b"1,2\n" * 11, "csv", max_rows=10)
    assert caught.value.code == "file-rejected"


@pytest.mark.parametrize("garbage", [b",", b"x", b"lorem ipsum "])
def test_endless_lines_are_refused(garbage):
    with pytest.raises(ReportFileError) as caught:
        rows_of(b"a,b\n" + garbage * (3_000_000 // len(garbage)))
    assert caught.value.code == "file-rejected"
