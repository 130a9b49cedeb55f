import pytest

from shared.amazon.report_files import ReportFileError, iter_flat_rows


def rows(*chunks):
    return list(iter_flat_rows(chunks))


def test_cells_stand_between_tabs_and_quotes_are_a_part_of_them():
    assert rows(b'sku\ttitle\tqty\r\nA-1\t12" pan\t3\r\n\r\nB-2\tlid') == [
        {"sku": "A-1", "title": '12" pan', "qty": "3"},
        {"sku": "B-2", "title": "lid", "qty": ""},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_encodings_and_characters_across_the_borders_of_chunks(encoding, size):
    content = "sku\ttitle\nA-1\tKüche für Große\n".encode(encoding)
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    assert rows(*chunks) == [{"sku": "A-1", "title": "Küche für Große"}]


def test_a_bad_line_costs_no_other():
    assert rows(b"sku\nK\xc3\xbcche\nK\xfcche\n\x81\n") == [{"sku": "Küche"}, {"sku": "Küche"}, {"sku": "\ufffd"}]


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "file-empty"), (b"\n\n", "file-empty"), (b"a" * 2**21, "file-rejected")]
)
def test_what_is_no_flat_file(content, code):
    with pytest.raises(ReportFileError) as caught:
        rows(content)
    assert caught.value.code == code
