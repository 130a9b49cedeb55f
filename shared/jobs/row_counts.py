"""How many rows the reports of a marketplace had, so that a file out of line is not taken for the truth."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, delete, select
from sqlmodel import Field, SQLModel

from shared.db import Session
from shared.db.columns import UtcDateTime, table_of
from shared.db.upserts import upsert
from shared.jobs.outcomes import LEAST_ROWS, ROWS_OUT_OF_LINE, Count, Counted, Outcome, doubt_of, is_repeated

_KEPT = 9
_KEY = ("tenant_id", "seller_id", "marketplace_id", "report", "sync_id")


class ReportCountMixin(SQLModel):
    """How many rows a report of a marketplace had when a sync read it, and whether they were believed."""

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    report: str = Field(primary_key=True, max_length=40)
    sync_id: str = Field(primary_key=True, max_length=36)
    row_count: int = Field(sa_type=BigInteger)
    is_believed: bool
    counted_at: datetime = Field(sa_type=UtcDateTime)


class ReportCounts:
    """The numbers of rows of one tenant's reports in `model`'s table."""

    def __init__(self, session: Session, tenant_id: str, model: type[ReportCountMixin]) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._table = table_of(model)

    def suspicion(
        self,
        seller_id: str,
        marketplace_id: str,
        report: str,
        sync_id: str,
        rows: int,
        *,
        least: int = LEAST_ROWS,
        now: datetime,
    ) -> Outcome | None:
        """The outcome of a report whose number of rows is not believed; the number is kept in either case.

        A new number that is told twice begins a new history.
        """
        mine = dict(zip(_KEY, (self._tenant_id, seller_id, marketplace_id, report), strict=False))
        known = self._known(mine, sync_id)
        earlier = [count for _, count in known]
        doubt = doubt_of(rows, earlier, least=least)
        forgotten = known if is_repeated(rows, earlier) else known[_KEPT - 1 :]
        table = self._table
        if forgotten:
            older = table.c.sync_id.in_([each for each, _ in forgotten])
            self._session.execute(delete(table).where(*(table.c[name] == mine[name] for name in mine), older))
        row = mine | {"sync_id": sync_id, "row_count": rows, "is_believed": doubt is None, "counted_at": now}
        upsert(self._session, table, [row], key=_KEY)
        return None if doubt is None else Outcome("suspect", Counted(rows), ROWS_OUT_OF_LINE, doubt)

    def _known(self, mine: dict[str, str], sync_id: str) -> Sequence[tuple[str, Count]]:
        """Those of other syncs, the newest first: a step may run twice."""
        table = self._table
        query = (
            select(table.c.sync_id, table.c.row_count, table.c.is_believed)
            .where(*(table.c[name] == mine[name] for name in mine), table.c.sync_id != sync_id)
            .order_by(table.c.counted_at.desc(), table.c.sync_id.desc())
        )
        return [(row[0], Count(row[1], row[2])) for row in self._session.execute(query)]
