"""The rows of a document on their way into tables: parsed one by one, stored some at a time, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from shared.amazon.report_files import ForeignRowError, RowError
from shared.jobs.outcomes import Counted

_R = TypeVar("_R")
_T = TypeVar("_T")
CHUNK_ROWS = 1_000
"""Rows of one transaction, which are in memory together (some 2 KB each)."""

_REASON_LENGTH = 200


def store_rows(
    rows: Iterable[_R],
    parse: Callable[[_R], _T | None],
    store: Callable[[list[_T]], int],
    arrange: Callable[[Iterable[_T]], Iterable[_T]] = lambda parsed: parsed,
) -> Counted:
    """Store the good rows in chunks; `store` tells how many changed.

    `parse` gives None for rows that are not asked for and raises RowError for bad ones; `arrange` sees all rows in
    their order.
    """
    seen, rejections = Counter[str](), Counter[str]()

    def parsed() -> Iterator[_T]:
        for row in rows:
            seen["rows"] += 1
            try:
                found = parse(row)
            except RowError as error:
                rejections[str(error)[:_REASON_LENGTH]] += 1
                seen["foreign"] += isinstance(error, ForeignRowError)
            else:
                if found is not None:
                    yield found

    changed = sum(store(chunk) for chunk in chunks_of(arrange(parsed())))
    return Counted(seen["rows"], changed, dict(rejections), seen["foreign"])


def chunks_of(rows: Iterable[_T]) -> Iterator[list[_T]]:
    """Lists of at most CHUNK_ROWS rows."""
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
