"""The header of the last file of each report, so that one which gained or lost columns is told once."""

from collections.abc import Iterable
from datetime import datetime

import orjson
from sqlalchemy import select, update

from shared.amazon.report_files import normalise_header
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.metrics import report_header_changes
from shared.outbox import add_event
from shared.syncs.columns import ReportHeaderMixin

REPORT_HEADER_CHANGED = "report.header_changed"
_KEY = ("tenant_id", "seller_id", "marketplace_id", "report")


class ReportHeaders:
    """The headers of one tenant's reports in `model`'s table."""

    def __init__(self, session: Session, tenant_id: str, model: type[ReportHeaderMixin]) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._table = table_of(model)

    def note(self, seller_id: str, marketplace_id: str, report: str, header: Iterable[str], *, now: datetime) -> None:
        """Keep a header, and tell which columns came and went since the last file. Their order says nothing.

        `marketplace_id` is "" for a report of all of an account's.
        """
        mine = dict(zip(_KEY, (self._tenant_id, seller_id, marketplace_id, report), strict=True))
        names = {normalise_header(name): name[:200] for name in header if name}
        row = {"columns": orjson.dumps(names).decode(), "changed_at": now}
        own = [self._table.c[name] == value for name, value in mine.items()]
        before = self._session.execute(select(self._table.c.columns).where(*own)).scalar_one_or_none()
        if before is None:
            add_missing(self._session, self._table, mine | row)
            return
        known = orjson.loads(before)
        if known.keys() == names.keys():
            return
        # Of two files that are read at the same time one tells it.
        change = update(self._table).where(*own, self._table.c.columns == before).values(row)
        if self._session.execute(change.returning(self._table.c.report)).first() is None:
            return
        report_header_changes.labels(report).inc()
        add_event(
            self._session,
            name=REPORT_HEADER_CHANGED,
            tenant_id=self._tenant_id,
            subject=f"report:{seller_id}:{marketplace_id}:{report}",
            data={
                "seller_id": seller_id,
                "marketplace_id": marketplace_id or None,
                "report": report,
                "gained": [name for key, name in names.items() if key not in known],
                "lost": [name for key, name in known.items() if key not in names],
            },
            now=now,
        )
