"""Report files opened whatever they are packed in."""

import gzip
import io
import json
import zipfile

import openpyxl
import pytest

from shared.amazon.report_files import ReportFileError, open_report

TEXT = b"Date,Clicks\n2026-11-03,4\n"
LIMIT = 8 * 1024 * 1024


def zipped(*members, compression=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return content.getvalue()


def workbook():
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def opened(content, name, limit=LIMIT):
    found = open_report(io.BytesIO(content), name, max_bytes=limit)
    return found.kind, b"".join(found.chunks())


def refused(content, name="report.zip", limit=LIMIT):
    with pytest.raises(ReportFileError) as error:
        opened(content, name, limit)
    return error.value.detail


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT, "report.csv"),
        (gzip.compress(TEXT, mtime=0), "report.csv.gz"),
        (gzip.compress(TEXT, mtime=0), "report"),
        (zipped(("report.csv", TEXT)), "report.zip"),
        (zipped(("report.csv", TEXT), ("__MACOSX/._report.csv", b"x")), "report.zip"),
        (zipped(("a/", b""), ("a/report.csv", TEXT), compression=zipfile.ZIP_STORED), "download"),
    ],
)
def test_a_text_table_in_any_packing(content, name):
    assert opened(content, name) == ("csv", TEXT)


def test_documents_and_workbooks():
    document = json.dumps([{"a": 1}]).encode()
    assert opened(document, "report.json") == ("json", document)
    assert opened(gzip.compress(document, mtime=0), "report.json.gz") == ("json", document)
    book = workbook()
    assert opened(book, "report.xlsx") == ("xlsx", book)


def test_the_chunks_can_be_read_twice():
    for content in (TEXT, gzip.compress(TEXT, mtime=0), zipped(("report.csv", TEXT))):
        found = open_report(io.BytesIO(content), "report", max_bytes=LIMIT)
        assert b"".join(found.chunks()) == b"".join(found.chunks()) == TEXT


def test_what_is_not_one_report():
    assert "2 files" in refused(zipped(("a.csv", TEXT), ("b.csv", TEXT)))
    assert "0 files" in refused(zipped())
    assert "broken" in refused(zipped(("a.csv", TEXT))[:-30])
    assert "named as csv" in refused(zipped(("a.csv", TEXT)), "report.csv")
    assert "kind xlsx" in refused(zipped(("a.xlsx", workbook())))
    assert "kind xlsx" in refused(gzip.compress(workbook(), mtime=0), "a.xlsx.gz")
    assert "binary" in refused(zipped(("a.csv", bytes(100))))


def test_bombs_are_stopped_by_what_comes_out():
    zeros = b"0,0\n" * (5 * 1024 * 1024)
    assert "too much" in refused(zipped(("a.csv", zeros)), limit=64 * 1024 * 1024)
    assert "too much" in refused(gzip.compress(zeros, mtime=0), "a.csv.gz", limit=64 * 1024 * 1024)
    assert "too large" in refused(TEXT * 1000, "a.csv", limit=1000)


def test_a_zip_file_that_lies_about_itself():
    content = bytearray(zipped(("a.csv", TEXT * 100)))
    middle = content.index(b"a.csv") + 20
    content[middle] ^= 0xFF
    assert "damaged" in refused(bytes(content))


def test_a_zip_file_with_a_password():
    content = bytearray(zipped(("a.csv", TEXT)))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    assert "password" in refused(bytes(content))
