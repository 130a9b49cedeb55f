"""The text of a report, as it is made."""

from collections.abc import Iterator

from services.sandbox.seller_reports.rules import performance, types
from services.sandbox.seller_reports.rules.asked import Asked, Row

FLAT_FILE_TYPE, JSON_TYPE = "text/plain;charset=UTF-8", "application/json;charset=UTF-8"


def media_type_of(report_type: str) -> str:
    """What the document is, with its encoding."""
    return JSON_TYPE if report_type == types.PERFORMANCE else FLAT_FILE_TYPE


def text_of(report_type: str, asked: Asked) -> Iterator[bytes]:
    """The document: a header and lines with tabs, or JSON. Only one listing or day is in memory at a time."""
    if report_type == types.PERFORMANCE:
        yield from performance.report_text(asked)
        return
    kind = types.FLAT_FILES[report_type]
    is_german = all(each.shelf.market.country == "DE" for each in asked.presents)
    yield _line((kind.german_columns if is_german else ()) or kind.columns)
    yield from map(_line, kind.rows(asked))


def is_empty(report_type: str, asked: Asked) -> bool:
    """Whether there is nothing to report: Amazon cancels such a report."""
    return report_type != types.PERFORMANCE and next(types.FLAT_FILES[report_type].rows(asked), None) is None


def is_too_long(report_type: str, asked: Asked) -> bool:
    """Whether the range is longer than this report may cover: it ends as FATAL."""
    kind = types.FLAT_FILES.get(report_type)
    return bool(kind and kind.most_days and (asked.end - asked.start).days > kind.most_days)


def _line(row: Row) -> bytes:
    return ("\t".join(map(str, row)) + "\r\n").encode()
