import gzip

import pytest

from shared.amazon.report_files import ReportFileError, sniff

GZIP = gzip.compress(b"[]", mtime=0)


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"PK\x03\x04rest", "a.xlsx", "xlsx"),
        (b"PK\x03\x04rest", "A.XLSX", "xlsx"),
        (GZIP, "report.json.gz", "json.gz"),
        (GZIP, "report", "json.gz"),
        (b'\n [{"a": 1}', "r.json", "json"),
        (b"\xef\xbb\xbf[]", "r.json", "json"),
        (b"Date,Clicks\n", "r.csv", "csv"),
        (b"Date\tClicks\n", "r.tsv", "csv"),
        (b"Date;Clicks\n", "r.txt", "csv"),
        ("日期,点击量\n".encode(), "报告.csv", "csv"),
        ("日期,点击量\n".encode("gb18030"), "报告.csv", "csv"),
        ("Date,Clicks\n".encode("utf-16"), "r.csv", "csv"),
        ("Date,Clicks\n".encode("utf-16-le"), "r.csv", "csv"),
        ("Date,Clicks\n".encode("utf-16-be"), "r.csv", "csv"),
        (b"Date,Clicks\n", "report.2026-10-31", "csv"),
        (b"Date,Name\n" + b"1,a\x0bb\n" + b"2,c\n" * 50, "r.csv", "csv"),
        (b"Date,Clicks\n", "", "csv"),
    ],
)
def test_kinds(head, name, kind):
    assert sniff(head, name) == kind


@pytest.mark.parametrize("head", [b"", b"  \r\n\t", b"\xef\xbb\xbf"])
def test_empty_files(head):
    with pytest.raises(ReportFileError) as caught:
        sniff(head, "r.csv")
    assert caught.value.code == "file-empty"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"just some text", "r.xlsx"),
        (b"Date,Clicks\n", "r.json"),
        (b"PK\x03\x04rest", "r.csv"),
        (GZIP, "r.json"),
        (b"[1]", "r.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "r.xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked.xlsx"),
        (b"%PDF-1.7\n", "r.csv"),
        (b"<!DOCTYPE html><html>", "r.csv"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "r.csv"),
        (bytes(range(256)), "r.csv"),
    ],
)
def test_files_that_are_not_what_they_should_be(head, name):
    with pytest.raises(ReportFileError) as caught:
        sniff(head, name)
    assert caught.value.code == "file-rejected"
