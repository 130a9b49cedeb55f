"""F21: workbooks that are more than they seem: parts that unpack to too much, sizes that lie, a million rows,
document types with entities.

Pass: `file-rejected` within 5 s, in little memory of ours, and nothing outside is read or called. What is sent is
over our own limits, or asks for what our own guard or the library's plain behaviour refuses.
"""

import io
import resource
import socket
import struct
import zipfile

import pytest

from tests.faults.sending import HEADERS, ROW, code_of, outcome_of
from tests.shared.amazon.report_files.test_xlsx_tables import rewritten, workbook

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
MOST_GROWTH = 64 * 1024**2


@pytest.fixture
def database(service_database):
    return service_database("ads")


@pytest.fixture
def little_memory():
    """This process has not grown by much at the end: its peak, which never goes down."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST_GROWTH


def with_sheet(change):
    return rewritten(workbook([HEADERS, ROW]), change)


def test_the_plain_one_is_taken(database):
    taken = outcome_of(database, "report.xlsx", workbook([HEADERS, ROW]))
    assert (taken.status, taken.rows_imported) == ("completed", 1)


def test_parts_that_unpack_to_too_much(database, little_memory):
    bomb = with_sheet(lambda text: text + " " * 12_000_000)
    assert len(bomb) < 60_000
    assert code_of(outcome_of(database, "report.xlsx", bomb)) == "file-rejected"


def test_a_packed_table_that_unpacks_to_too_much(database, little_memory):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.csv", ",".join(HEADERS) + "\n" + ("0" * 3_999 + "\n") * 3_000)
    assert code_of(outcome_of(database, "report.zip", content.getvalue())) == "file-rejected"


@pytest.mark.parametrize("size", [10, 2**31])
def test_a_packed_table_whose_size_lies(database, little_memory, size):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.csv", ",".join(HEADERS) + "\n" + ",".join(map(str, ROW)) + "\n")
    lying = bytearray(content.getvalue())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", lying, lying.index(mark) + place, size)
    found = outcome_of(database, "report.zip", bytes(lying))
    if code_of(found) is None:  # what came out is what was packed, whatever was said of it
        assert (size, found.rows_imported) == (2**31, 1)
    else:
        assert code_of(found) in ("file-rejected", "file-truncated", "file-empty")


def test_a_million_rows(database, little_memory):
    far = '<row r="1000000"><c r="A1000000"><v>1</v></c><c r="B1000000"><v>1</v></c></row></sheetData>'
    found = outcome_of(database, "report.xlsx", with_sheet(lambda text: text.replace("</sheetData>", far)))
    assert code_of(found) == "file-rejected"
    assert "more than" in found.failure_detail


def test_entities_and_outside_documents(database, little_memory):
    """One entity that names a place of ours: neither is it expanded, nor does anything call there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        types = f'<!DOCTYPE x [<!ENTITY a "expanded"><!ENTITY b SYSTEM "{place}">]>'
        typed = rewritten(
            workbook([HEADERS, [ROW[0], "Kettle &", *ROW[2:]]]),
            lambda text: text.replace("<worksheet", types + "<worksheet", 1).replace("&amp;", "&a;&b;"),
        )
        found = outcome_of(database, "report.xlsx", typed)
        assert code_of(found) == "file-rejected"
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()
