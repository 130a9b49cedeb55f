"""The steps from a request to what was made of the document."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Protocol, TypeVar

from dbos import DBOS

from shared.amazon.errors import DocumentExpired, Throttled
from shared.amazon.report_files import ColumnMissingError, ReportFileError
from shared.clock import utc_now
from shared.jobs.reports.states import State, state_of
from shared.jobs.steps import Patience, step
from shared.throttle import ThrottledError

_T = TypeVar("_T")
_PIECE_BYTES = 256 * 1024
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.5, 60.0, 1.6
"""Seconds between two looks at a report, and between two downloads of it."""

WAITS = "waits-for-quota"
"""Code of a part that is under way and has not been given its turn."""

_turn = Lock()
"""Documents are read and stored one by one, of all accounts: SQLite has one writer, we have one interpreter, and each
takes its memory."""

DAMAGED, REFUSED = 3, 5
"""Downloads of one report that cannot be read to their end, and links that are refused, before it is given up."""


class ReportFailedError(RuntimeError):
    """A report did not come, or cannot be used; the same job would fail again."""

    retryable = False

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Look:
    """What Amazon says of a report: its own word for the state, and where the document is.

    `created_at` is when it was asked for, by Amazon's clock.
    """

    word: str
    document: str | None = None
    reason: str | None = None
    created_at: datetime | None = None


class Source(Protocol):
    """One report of Amazon's; every method raises AmazonApiError."""

    def request(self) -> str:
        """Ask for it; its id."""

    def look(self, report_id: str) -> Look:
        """How far it is."""

    def open(self, document: str) -> AbstractContextManager[Iterator[bytes]]:
        """Its bytes as they arrive, by a link that is asked for anew each time. Raises ReportFileError."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that Amazon makes for us, and when we asked for it: by this clock it is late."""

    report_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrived:
    """A report that has come: its document, from its beginning, or None where Amazon has nothing to report.

    `created_at` is when it was asked for, by Amazon's clock, where that is told.
    """

    file: IO[bytes] | None
    created_at: datetime | None = None

    def chunks(self) -> Iterator[bytes]:
        """The document's bytes, some at a time; none of what is empty."""
        if self.file is None:
            return iter(())
        file = self.file
        file.seek(0)
        return iter(lambda: file.read(_PIECE_BYTES), b"")


@dataclass(frozen=True, slots=True)
class Terms:
    """How long failed calls are repeated, and a report is waited for: seconds from its request."""

    patience: Patience
    longest: float


@dataclass(frozen=True, slots=True)
class _Found:
    state: State
    document: str | None
    late: bool
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Unusable:
    """A document that could not be had, or (`damaged`) not read; the next download may be better."""

    code: str
    detail: str
    damaged: bool


def ask(source: Source, terms: Terms, tell: Callable[[str, str], None]) -> Asked:
    """Ask for a report; `tell` is told when it waits for its turn. Raises what the call does not get over."""
    return step("request", _ask, source, tell, patience=terms.patience)


def fetch(source: Source, asked: Asked, take: Callable[[Arrived], _T], terms: Terms) -> _T:
    """What `take` makes of the report, after it was downloaded to its end.

    `take` runs in a step, perhaps twice. It raises ReportFileError for a document that cannot be read.
    Raises ReportFailedError, and what a call does not get over.
    """
    downloads = damaged = 0
    pause = _FIRST_PAUSE
    while True:
        found = _wait(source, asked, terms)
        taken: _T | _Unusable = step("take", _take, source, found, take, patience=terms.patience)
        if not isinstance(taken, _Unusable):
            return taken
        downloads, damaged = downloads + 1, damaged + taken.damaged
        if found.late or damaged == DAMAGED or downloads - damaged == REFUSED:
            raise ReportFailedError(taken.code, f"{taken.detail} (given up after {downloads} downloads)")
        pause = _sleep(pause)


def _ask(source: Source, tell: Callable[[str, str], None]) -> Asked:
    try:
        return Asked(source.request(), utc_now())
    except (Throttled, ThrottledError):
        tell(WAITS, "Amazon's quota of reports is used up, by us or by another program of the seller; asked again")
        raise


def _wait(source: Source, asked: Asked, terms: Terms) -> _Found:
    """Sleep durably until the report is there."""
    pause = _FIRST_PAUSE
    while True:
        found = step("look", _look, source, asked, terms.longest, patience=terms.patience)
        if found.state is not State.MAKING:
            return found
        pause = _sleep(pause)


def _look(source: Source, asked: Asked, longest: float) -> _Found:
    seen = source.look(asked.report_id)
    state, late = state_of(seen.word), utc_now() > asked.at + timedelta(seconds=longest)
    if state is State.READY and seen.document is None:
        raise ReportFailedError("report-failed", f"Amazon calls the report {seen.word}, but names no document")
    if state is State.FAILED:
        raise ReportFailedError("report-failed", f"Amazon could not make the report: {seen.reason or seen.word}")
    if state is State.MAKING and late:
        waited = timedelta(seconds=longest)
        raise ReportFailedError(
            "report-late", f"the report was not ready {waited} after its request: {seen.word[:40]}"
        )
    return _Found(state, seen.document if state is State.READY else None, late, seen.created_at)


def _take(source: Source, found: _Found, take: Callable[[Arrived], _T]) -> _T | _Unusable:
    if found.document is None:
        return take(Arrived(None, found.created_at))
    with TemporaryFile() as file:
        try:
            with source.open(found.document) as chunks:
                for chunk in chunks:
                    file.write(chunk)
            with _turn:
                return take(Arrived(file, found.created_at))
        except DocumentExpired:
            return _Unusable("link-expired", "the link of the report was refused", False)
        except ReportFileError as error:
            return _Unusable(error.code, error.detail, True)
        except ColumnMissingError as error:
            raise ReportFailedError("column-missing", f"the report has no column {error.args[0]}") from error


def _sleep(pause: float) -> float:
    """Sleep durably for half of a pause and up to as much again: jobs that began together do not ask together.

    The next pause, which is longer.
    """
    DBOS.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, keeps no secret
    return min(pause * _GROWTH, _LONGEST_PAUSE)
