import pytest

from shared.amazon.report_files import ReportFileError, read_table


def rows_of(content: bytes, **limits):
    table = read_table(content, "csv", **limits)
    return table.headers, [(row.line, row.cells) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_chinese_in_its_encodings(encoding):
    text = "日期,广告活动名称,花费\n2026-10-01,水壶 精准投放,12.50\n"
    assert rows_of(text.encode(encoding)) == (
        ["日期", "广告活动名称", "花费"],
        [(2, ["2026-10-01", "水壶 精准投放", "12.50"])],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_german_in_its_encodings(encoding):
    text = "Währung;Kampagne;7 Tage, Umsatz gesamt (€)\nEUR;Küche für Große;1.234,56 €\n"
    assert rows_of(text.encode(encoding)) == (
        ["Währung", "Kampagne", "7 Tage, Umsatz gesamt (€)"],
        [(2, ["EUR", "Küche für Große", "1.234,56 €"])],
    )


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbfDate\xff\xfe,Clicks\n", b"\xff\xfeD\x00\x00\xdc\x00\xdc", b"a\x81\x20b\x8f,\x90\xff\n"],
    ids=["utf-8 by its mark", "utf-16 by its mark", "neither Chinese nor Western"],
)
def test_no_encoding_fits(content):
    with pytest.raises(ReportFileError) as caught:
        rows_of(content)
    assert caught.value.code == "encoding-unknown"


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


def test_a_quote_that_is_never_closed():
    content = b'a,b\n1,"open\n' + b"2,3\n" * 50_000
    with pytest.raises(ReportFileError) as caught:
        rows_of(content)
    assert caught.value.code == "file-rejected"
    assert "line 2" in caught.value.detail


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
