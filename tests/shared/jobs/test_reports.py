"""The road from Amazon, with a source that says what it is told to say."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.amazon.errors import DocumentExpired, Throttled
from shared.amazon.report_files import ColumnMissingError, ForeignRowError, ReportFileError, RowError
from shared.jobs.outcomes import Counted
from shared.jobs.reports import Look, ReportFailedError, Terms, ask, fetch, road, rows, store_rows
from shared.jobs.steps import Patience
from shared.texts import Text
from shared.throttle import ThrottledError
from tests.steps import run_at_once

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TERMS = Terms(Patience(), 60.0)


@dataclass
class Stand:
    """Says one word after the other (the last again and again), and gives one document after the other."""

    words: list[str]
    documents: list[Any] = field(default_factory=lambda: [[b"a", b"b"]])
    document: str | None = "doc"
    opened: int = 0

    def request(self) -> str:
        return "R1"

    def look(self, report_id: str) -> Look:
        assert report_id == "R1"
        word = self.words.pop(0) if len(self.words) > 1 else self.words[0]
        return Look(word, self.document, "no reason" if word == "FAILED" else None, NOW)

    @contextmanager
    def open(self, document: str) -> Any:
        self.opened += 1
        found = self.documents.pop(0) if len(self.documents) > 1 else self.documents[0]
        if isinstance(found, Exception):
            raise found
        yield iter(found)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Half a minute passes with each look at the clock after the first."""
    moments = (NOW + timedelta(seconds=30 * number) for number in range(1000))
    monkeypatch.setattr(road, "utc_now", lambda: next(moments))
    run_at_once(monkeypatch)
    monkeypatch.setattr(road.DBOS, "sleep", lambda _seconds: None)


def fetched(stand, take=lambda arrived: (b"".join(arrived.chunks()), arrived.created_at), terms=TERMS):
    return fetch(stand, ask(stand, terms, lambda *_: None), take, terms)


@pytest.mark.parametrize("word", ["DONE", "COMPLETED"])
@pytest.mark.parametrize("before", ["IN_QUEUE", "IN_PROGRESS", "PENDING", "PROCESSING", "A_WORD_OF_NEXT_YEAR"])
def test_what_is_being_made_is_waited_for(before, word):
    assert fetched(Stand([before, word])) == (b"ab", NOW)


def test_what_amazon_cancels_is_empty_whatever_document_it_names():
    stand = Stand(["CANCELLED"])
    assert fetched(stand, lambda arrived: (arrived.file, list(arrived.chunks()))) == (None, [])
    assert stand.opened == 0


@pytest.mark.parametrize(
    ("words", "document", "code", "detail"),
    [
        (["FATAL"], None, "report-failed", "Amazon could not make the report: FATAL"),
        (["FAILED"], None, "report-failed", "Amazon could not make the report: no reason"),
        (["DONE"], None, "report-failed", "Amazon calls the report DONE, but names no document"),
        (["IN_QUEUE"], None, "report-late", "the report was not ready 0:01:00 after its request: IN_QUEUE"),
        (
            ["ODD" * 20],
            None,
            "report-late",
            f"the report was not ready 0:01:00 after its request: {('ODD' * 20)[:40]}",
        ),
    ],
)
def test_a_report_that_does_not_come_fails_with_its_reason(words, document, code, detail):
    with pytest.raises(ReportFailedError) as refused:
        fetched(Stand(words, document=document))
    assert (refused.value.code, refused.value.detail) == (code, detail)


REFUSED = DocumentExpired(403, "AccessDenied", "Request has expired")
DAMAGED = ReportFileError(
    "file-truncated", Text(en="the packed data ends in the middle", zh="压缩数据在中途结束，文件不完整")
)
PATIENT = Terms(Patience(), 100_000.0)


@pytest.mark.parametrize(
    ("documents", "opened"),
    [([REFUSED] * 4 + [[b"c"]], 5), ([DAMAGED, REFUSED, DAMAGED, REFUSED, [b"c"]], 5), ([[b"c"]], 1)],
)
def test_another_link_is_asked_for_and_a_damaged_document_downloaded_again(documents, opened):
    stand = Stand(["DONE"], documents)
    assert fetched(stand, terms=PATIENT) == (b"c", NOW)
    assert stand.opened == opened


@pytest.mark.parametrize(
    ("failure", "terms", "code", "detail"),
    [
        (REFUSED, PATIENT, "link-expired", "the link of the report was refused (given up after 5 downloads)"),
        (DAMAGED, PATIENT, "file-truncated", "the packed data ends in the middle (given up after 3 downloads)"),
        (REFUSED, TERMS, "link-expired", "the link of the report was refused (given up after 3 downloads)"),
    ],
    ids=["refused", "damaged", "late"],
)
def test_what_stays_unusable_is_given_up_with_its_reason(failure, terms, code, detail):
    with pytest.raises(ReportFailedError) as refused:
        fetched(Stand(["DONE"], [failure]), terms=terms)
    assert (refused.value.code, refused.value.detail) == (code, detail)


def test_a_document_that_breaks_off_is_not_taken():
    def broken():
        yield b"half"
        raise DAMAGED

    taken = []
    stand = Stand(["DONE"], [broken(), [b"whole"]])
    fetched(stand, lambda arrived: taken.append(b"".join(arrived.chunks())))
    assert taken == [b"whole"]


def test_a_column_that_is_missing_is_missing_in_the_next_download_too():
    def take(arrived):
        raise ColumnMissingError("sku")

    stand = Stand(["DONE"])
    with pytest.raises(ReportFailedError) as refused:
        fetched(stand, take)
    assert (refused.value.code, refused.value.detail) == ("column-missing", "the report has no column sku")
    assert stand.opened == 1


def test_rows_are_stored_some_at_a_time_and_counted(monkeypatch):
    monkeypatch.setattr(rows, "CHUNK_ROWS", 2)
    stored = []

    def parse(row):
        if row == "bad":
            raise RowError("bad")
        if row == "foreign":
            raise ForeignRowError("of another shop")
        return None if row == "other" else row

    def store(chunk):
        stored.append(list(chunk))
        return len(chunk)

    counted = store_rows(["a", "bad", "b", "other", "foreign", "bad", "c"], parse, store)
    assert counted == Counted(7, 3, {"bad": 2, "of another shop": 1}, 1)
    assert stored == [["a", "b"], ["c"]]
    assert store_rows(["a", "b"], parse, store, lambda parsed: reversed(list(parsed))) == Counted(2, 2, {}, 0)
    assert stored[-1] == ["b", "a"]


@pytest.mark.parametrize("refusal", [Throttled(429, "QuotaExceeded", "slower"), ThrottledError("reports.X", 60.0)])
def test_who_waits_for_a_turn_says_so(refusal):
    class Busy(Stand):
        def request(self):
            raise refusal

    told = []
    with pytest.raises(type(refusal)):
        ask(Busy(["DONE"]), TERMS, lambda *words: told.append(words))
    detail = "Amazon's quota of reports is used up, by us or by another program of the seller; asked again"
    assert told == [("waits-for-quota", detail)]
