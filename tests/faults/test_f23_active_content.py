"""F23: workbooks with macros, links to other documents, and formulas that call programs or the network.

Pass: rejected, or read for the values that stand in them; nothing is run, and nothing connects to where they point.
"""

import io
import socket
import zipfile

import pytest
from sqlalchemy import select

from services.ads.models import SearchTermFact
from shared.db.columns import table_of
from tests.faults.sending import HEADERS, ROW, code_of, outcome_of
from tests.shared.amazon.report_files.test_xlsx_tables import SHEET, rewritten, workbook

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LINKS = "xl/externalLinks"


@pytest.fixture
def database(service_database):
    return service_database("ads")


@pytest.fixture
def listener():
    """A place that documents point to; nobody may have been there at the end."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield f"http://127.0.0.1:{found.getsockname()[1]}"
        found.settimeout(0.2)
        with pytest.raises(TimeoutError):
            found.accept()


def with_parts(content, **parts):
    """The same workbook with further parts; names have `__` for a slash."""
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return target.getvalue()


def with_formula(formula, value):
    """A report whose search term is a formula, with the value that it had when the file was saved."""
    held = "" if value is None else f"<v>{value}</v>"
    cell = f'<c r="F2" t="str"><f>{formula}</f>{held}</c>'

    def change(text):
        start = text.index('<c r="F2"')
        return text[:start] + cell + text[text.index("</c>", start) + 4 :]

    return rewritten(workbook([HEADERS, ROW]), change, SHEET)


def terms(database):
    with database.read() as session:
        return list(session.scalars(select(table_of(SearchTermFact).c.search_term)))


@pytest.mark.parametrize("name", ["report.xlsm", "report.xlsx"])
def test_macros_are_never_run(database, name):
    book = with_parts(workbook([HEADERS, ROW]), **{"xl__vbaProject.bin": b"\xd0\xcf\x11\xe0 Auto_Open Shell"})
    found = outcome_of(database, name, book)
    assert (found.status, terms(database)) == ("completed", ["lid"])


@pytest.mark.parametrize(
    "formula", ["cmd|'/c calc'!A0", 'WEBSERVICE("{place}/x")', 'HYPERLINK("{place}/x","lid")', "[1]Sheet1!$A$1"]
)
def test_formulas_count_for_their_values(database, listener, formula):
    found = outcome_of(database, "report.xlsx", with_formula(formula.format(place=listener), "lid"))
    assert (found.status, terms(database)) == ("completed", ["lid"])


def test_a_formula_without_a_value_is_not_worked_out(database, listener):
    found = outcome_of(database, "report.xlsx", with_formula(f'WEBSERVICE("{listener}/x")', None))
    assert found.status in ("completed", "failed")
    assert all(listener not in term and "WEBSERVICE" not in term for term in terms(database))


def test_links_to_other_documents_are_not_followed(database, listener):
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relation}" Target="{listener}/book.xlsx" TargetMode="External"/></Relationships>'  # noqa: E501 - as spreadsheets write them
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    parts = {f"{LINKS}/externalLink1.xml": link, f"{LINKS}/_rels/externalLink1.xml.rels": relations}
    found = outcome_of(database, "report.xlsx", with_parts(workbook([HEADERS, ROW]), **parts))
    assert code_of(found) is None
    assert terms(database) == ["lid"]
