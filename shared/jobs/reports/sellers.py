"""Reports of the Selling Partner API as sources."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.amazon.sp_api import Connection
from shared.amazon.sp_api.reports import Reports
from shared.jobs.reports.road import Look


@dataclass(frozen=True, slots=True)
class SellerReport:
    """One report of a seller account; `connect` gives the API under its consent. Times as `create_report` has them.

    `turn` is held while its document is downloaded.
    """

    connect: Callable[[], Connection]
    report_type: str
    marketplace_ids: Sequence[str]
    since: datetime | None = None
    until: datetime | None = None
    options: Mapping[str, str] | None = None
    wishes: Mapping[str, str] | None = None
    turn: AbstractContextManager[Any] = field(default_factory=nullcontext)

    def request(self) -> str:
        """Ask for it; its id."""
        return Reports(self.connect()).create_report(
            self.report_type,
            self.marketplace_ids,
            data_start_time=self.since,
            data_end_time=self.until,
            report_options=self.options,
            wishes=self.wishes,
        )

    def look(self, report_id: str) -> Look:
        """How far it is."""
        found = Reports(self.connect()).get_report(report_id)
        return Look(found.processing_status, found.report_document_id, None, found.created_time)

    @contextmanager
    def open(self, document: str) -> Iterator[Iterator[bytes]]:
        """Its text; each time by a new link."""
        reports = Reports(self.connect())
        with self.turn, reports.open_document(reports.get_report_document(document)) as chunks:
            yield chunks
