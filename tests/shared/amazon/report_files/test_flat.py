import io

import pytest

from shared.amazon.report_files import FlatFile, ReportFileError, iter_flat_records

CELLS = [["Date", "MSKU", "Title"], ["11/03/2026", "A-1", '12" pan'], ["11/04/2026", "B-2", "lid"]]


def records(*chunks):
    return list(iter_flat_records(chunks))


def bare(rows):
    return "\r\n".join("\t".join(row) for row in rows).encode()


def quoted(rows):
    return "\r\n".join("\t".join(f'"{cell}"' for cell in row) for row in rows).encode()


@pytest.mark.parametrize("written", [bare(CELLS), quoted(CELLS), quoted(CELLS[:1]) + b"\n" + bare(CELLS[1:])])
def test_cells_are_the_same_bare_and_in_quotes(written):
    assert records(written) == CELLS
    assert records(b"\xef\xbb\xbf" + written + b"\n\n") == CELLS


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('12" pan', '12" pan'),
        ('"12 inch', '"12 inch'),
        ('Cam 1/2"', 'Cam 1/2"'),
        ('"Cam 1/2" Sensor"', 'Cam 1/2" Sensor'),
        ('"Cam 1/2""', 'Cam 1/2"'),
        ('"', '"'),
        ('""', ""),
        (' "a" ', "a"),
        ('"a, b; c"', "a, b; c"),
    ],
)
def test_one_pair_of_quotes_is_cut_off(cell, read):
    assert records(b"sku\ttitle\tqty\n" + f"A-1\t{cell}\t3\n".encode())[1] == ["A-1", read, "3"]


def test_lines_that_hold_nothing_and_headers_that_come_again_are_left_out():
    content = b'"a"\t"b"\r\n\r\n"1"\t"2"\r\n\t\t\r\n""\t""\r\n"a"\t"b"\r\n"3"\r\n4\t5\t6\r\n'
    assert records(content) == [["a", "b"], ["1", "2"], ["3"], ["4", "5", "6"]]


def test_a_file_is_walked_as_often_as_it_is_wanted():
    content = io.BytesIO(b"sku\tqty\nA-1\t3\nB-2")

    def chunks():
        content.seek(0)
        return iter(lambda: content.read(5), b"")

    file = FlatFile(chunks)
    sku, quantity = file.header.need("sku"), file.header.need("qty")
    later = file.rows()
    for rows in (file.rows(), later):
        assert [(sku.of(row), quantity.of(row)) for row in rows] == [("A-1", "3"), ("B-2", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_encodings_and_characters_across_the_borders_of_chunks(encoding, size):
    content = "sku\ttitle\nA-1\tKüche für Große\n".encode(encoding)
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    assert records(*chunks) == [["sku", "title"], ["A-1", "Küche für Große"]]


@pytest.mark.parametrize(
    ("encoding", "title", "cut"),
    [
        ("utf-8", "不锈钢电热水壶", 4),
        ("utf-8", "Küche für Große", 2),
        ("cp932", "電気ケトルと湯呑み", 5),
        ("gb18030", "不锈钢电热水壶", 5),
    ],
)
@pytest.mark.parametrize("quoted", [False, True])
def test_a_title_that_was_cut_in_a_character_costs_only_itself(encoding, title, cut, quoted):
    mark = b'"' if quoted else b""
    whole = title.encode(encoding)
    lines = [[b"sku", b"title", b"qty"], *[[b"A-1", whole, b"3"]] * 20, [b"B-2", whole[:cut], b"4"]]
    content = b"\r\n".join(b"\t".join(mark + cell + mark for cell in line) for line in lines)
    found = records(content)
    assert found[1:21] == [["A-1", title, "3"]] * 20
    assert (found[21][0], found[21][1][-1], found[21][2]) == ("B-2", "\ufffd", "4")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file-empty"), (b"\n\n", "file-empty"), (b'""\t""\n', "file-empty"), (b"a" * 2**21, "file-rejected")],
)
def test_what_is_no_flat_file(content, code):
    with pytest.raises(ReportFileError) as caught:
        FlatFile(lambda: [content])
    assert caught.value.code == code
