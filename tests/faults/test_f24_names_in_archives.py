"""F24: archives whose members are named to lie elsewhere: upwards, absolute, links.

Pass: nothing appears outside of what the job itself makes, and no name of an archive is used as a path.
"""

import io
import os
import stat
import tempfile
import zipfile

import pytest

from tests.faults.sending import HEADERS, ROW, code_of, outcome_of
from tests.shared.amazon.report_files.test_xlsx_tables import workbook

TEXT = ",".join(HEADERS) + "\n" + ",".join(map(str, ROW)) + "\n"
TAKEN = ["{folder}/absolute.csv", "C:\\drive.csv", "a/../../../deep.csv", "con.csv"]
HIDDEN = ["../../up.csv", "..\\..\\back.csv"]
"""Names that begin with a dot are what packers add: the archive counts as empty."""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the job works, deep in a folder of its own, which has to stay as empty as it was."""
    deep = tmp_path / "outside" / "b" / "c" / "spool"
    deep.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    monkeypatch.chdir(deep)
    return deep


def zipped(*members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for member, text in members:
            archive.writestr(member, text)
    return content.getvalue()


def link(name, target):
    """A member that is a symbolic link; its contents are where it leads."""
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return member, str(target)


def files_below(folder):
    return [os.path.join(at, name) for at, folders, names in os.walk(folder) for name in [*names]]


@pytest.fixture
def database(service_database):
    return service_database("ads")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", TAKEN)
def test_a_name_is_no_path(database, place, tmp_path, name):
    outside = tmp_path / "outside"
    named = name.format(folder=outside)
    found = outcome_of(database, "report.zip", zipped((named, TEXT)))
    assert (found.status, found.rows_imported, found.file_name) == ("completed", 1, "report.zip")
    assert files_below(outside) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", HIDDEN)
def test_a_name_that_leads_upwards_is_refused(database, place, tmp_path, name):
    assert outcome_of(database, "report.zip", zipped((name, TEXT))) == "file-rejected"
    assert files_below(tmp_path / "outside") == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_link_is_not_followed(database, place, tmp_path):
    """What it leads to is a good report: if it were followed, rows would come in."""
    good = tmp_path / "good.csv"
    good.write_text(TEXT)
    found = outcome_of(database, "report.zip", zipped(link("report.csv", good)))
    assert code_of(found) is not None
    assert files_below(tmp_path / "outside") == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_parts_of_a_workbook_may_lie_where_they_want(database, place, tmp_path):
    book = io.BytesIO(workbook([HEADERS, ROW]))
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("../../up.xml", "<up/>")
        archive.writestr(*link("xl/media/image1.png", tmp_path))
    found = outcome_of(database, "report.xlsx", book.getvalue())
    assert (found.status, found.rows_imported) == ("completed", 1)
    assert files_below(tmp_path / "outside") == []
