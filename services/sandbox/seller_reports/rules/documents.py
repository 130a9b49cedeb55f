"""The text of a report, as it is made."""

from collections.abc import Iterator
from itertools import chain

from services.sandbox.seller_reports.rules import performance, types
from services.sandbox.seller_reports.rules.asked import Asked

_JSON_TYPE = "application/json;charset=UTF-8"


def document_of(report_type: str, asked: Asked) -> tuple[Iterator[bytes], str]:
    """The document as it is made, and what it is, with its encoding.

    It is a header and lines with tabs, or JSON. Only one listing or day is in memory at a time.
    """
    if report_type == types.PERFORMANCE:
        return performance.report_text(asked), _JSON_TYPE
    kind = types.FLAT_FILES[report_type]
    form = kind.form(asked)
    return chain([form.header_line], map(form.line_of, kind.rows(asked))), f"text/plain;charset={form.encoding}"


def is_empty(report_type: str, asked: Asked) -> bool:
    """Whether there is nothing to report: Amazon cancels such a report."""
    return report_type != types.PERFORMANCE and next(types.FLAT_FILES[report_type].rows(asked), None) is None


def is_too_long(report_type: str, asked: Asked) -> bool:
    """Whether the range is longer than this report may cover: it ends as FATAL."""
    kind = types.FLAT_FILES.get(report_type)
    return bool(kind and kind.most_days and (asked.end - asked.start).days > kind.most_days)
