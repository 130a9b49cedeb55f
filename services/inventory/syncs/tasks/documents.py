"""The document of a report: downloaded to its end, and only then stored, some rows at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any, TypeVar

from services.inventory.syncs.rules import Counted
from services.inventory.syncs.tasks.work import DocumentBrokenError, ReportFailedError
from shared.amazon.errors import DocumentExpired
from shared.amazon.report_files import ColumnMissingError, FlatFile, ReportFileError, RowError
from shared.amazon.sp_api import Connection
from shared.amazon.sp_api.reports import Reports

_T = TypeVar("_T")
CHUNK_ROWS = 50_000
"""Rows of one transaction: short enough for those who wait for the database."""

_PIECE_BYTES = 256 * 1024
_REASON_LENGTH = 200
_turn = Lock()
"""Documents are stored one by one, of all accounts: SQLite has one writer, and we have one interpreter."""


def store_document(
    connection: Connection,
    downloading: Lock,
    document_id: str,
    reader: Callable[[FlatFile], Callable[[list[str]], _T | None]],
    store: Callable[[list[_T]], int],
    arranger: Callable[[FlatFile], Callable[[Iterable[_T]], Iterable[_T]]] = lambda _: lambda rows: rows,
) -> Counted:
    """Download a report's flat file and store its good rows in chunks.

    `reader` makes what gives None for rows that are none of ours and raises RowError for bad ones; what `arranger`
    makes sees all rows in their order. An account's documents come one after the other (`downloading` is its lock),
    so that the first is stored early. Nothing is stored of a document that breaks off. Raises DocumentBrokenError,
    and ReportFailedError when it lacks a column.
    """
    reports = Reports(connection)
    with TemporaryFile() as file:
        try:
            with downloading, reports.open_document(reports.get_report_document(document_id)) as chunks:
                for chunk in chunks:
                    file.write(chunk)
            with _turn:
                flat = FlatFile(lambda: _pieces(file))
                return _store(flat.rows(), reader(flat), store, arranger(flat))
        except DocumentExpired as error:
            raise DocumentBrokenError("link-expired", "the link of the report was refused") from error
        except ReportFileError as error:
            raise DocumentBrokenError(error.code, error.detail) from error
        except ColumnMissingError as error:
            raise ReportFailedError("column-missing", f"the report has no column {error.args[0]}") from error


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(_PIECE_BYTES), b"")


def _store(
    rows: Iterable[list[str]],
    parse: Callable[[list[str]], _T | None],
    store: Callable[[list[_T]], int],
    arrange: Callable[[Iterable[_T]], Iterable[_T]],
) -> Counted:
    seen: Counter[str] = Counter()
    rejections: Counter[str] = Counter()

    def parsed() -> Iterator[_T]:
        for row in rows:
            seen["rows"] += 1
            try:
                found = parse(row)
            except RowError as error:
                rejections[str(error)[:_REASON_LENGTH]] += 1
            else:
                if found is not None:
                    yield found

    changed = sum(store(chunk) for chunk in _chunks(arrange(parsed())))
    return Counted(seen["rows"], changed, dict(rejections))


def _chunks(rows: Iterable[_T]) -> Iterator[list[_T]]:
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
