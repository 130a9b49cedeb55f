"""The SQL of readings of an ERP."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, Select, delete, insert, tuple_, update
from sqlalchemy import select as select_rows
from sqlmodel import col, select

from services.inventory.erp_records.rules import Change, Part, Record
from services.inventory.erp_syncs.schemas import ErpChangeQuery, ErpSyncQuery
from services.inventory.models import ErpChange, ErpRecord, ErpSync, ErpSyncPart
from shared.db import Session
from shared.db.columns import table_of
from shared.db.positions import touch
from shared.db.upserts import add_missing, upsert
from shared.outbox import request_job
from shared.pages import read_cursor
from shared.positions import Order, Polled, poll
from shared.positions import Part as Slice
from shared.syncs.columns import UNDER_WAY

WORKFLOW, QUEUE = "inventory.read_erp", "inventory"
_sync, _part, _record, _change = (table_of(each) for each in (ErpSync, ErpSyncPart, ErpRecord, ErpChange))
_ORDER = Order(_sync, ("sync_id",))
_CHANGE_KEY = (_change.c.kind, _change.c.erp_sku, _change.c.place)


class ErpSyncRepository:
    """Readings of one tenant's ERPs."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, sync: ErpSync) -> bool:
        """Store a new one unless its connection has one under way; whether it was stored."""
        return add_missing(self._session, _sync, sync.model_dump())

    def save(self, sync: ErpSync) -> None:
        """Store a changed one."""
        self._session.add(sync)
        self._session.flush()

    def request(self, sync: ErpSync, *, now: datetime) -> None:
        """Have it run, once this transaction commits."""
        request_job(
            self._session,
            workflow=WORKFLOW,
            workflow_id=f"erp-sync:{self._tenant_id}:{sync.sync_id}",
            queue=QUEUE,
            tenant_id=self._tenant_id,
            arguments={"tenant_id": self._tenant_id, "sync_id": sync.sync_id},
            now=now,
        )

    def get(self, sync_id: str, *, lock: bool = False) -> ErpSync | None:
        """One; locked until the end of the transaction if it is to be changed."""
        query = self._mine().where(ErpSync.sync_id == sync_id)
        found: ErpSync | None = self._session.exec(query.with_for_update() if lock else query).one_or_none()
        return found

    def under_way(self, connection_id: str) -> ErpSync | None:
        """That which waits or runs, locked."""
        query = self._mine().where(ErpSync.connection_id == connection_id, col(ErpSync.status).in_(UNDER_WAY))
        found: ErpSync | None = self._session.exec(query.with_for_update()).one_or_none()
        return found

    def poll(self, query: ErpSyncQuery) -> Polled[ErpSync]:
        """A page of the tenant's readings. Raises the errors of cursors."""
        statement: Select[Any] = self._mine()
        for name in ("connection_id", "status"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(col(getattr(ErpSync, name)) == value)

        def read(part: Slice) -> list[ErpSync]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def parts(self, syncs: Sequence[ErpSync]) -> list[Row[Any]]:
        """The parts of some that were read from this repository."""
        query = select_rows(_part).where(_part.c.sync_id.in_([sync.sync_id for sync in syncs]))
        return list(self._session.execute(query))

    def add_parts(self, sync: ErpSync, names: Iterable[Part]) -> None:
        """Write down the parts of one that has none."""
        rows = [ErpSyncPart(sync_id=sync.sync_id, part=name, status="waiting").model_dump() for name in names]
        self._session.execute(insert(_part), rows)

    def set_part(self, sync: ErpSync, part: Part, **values: Any) -> None:
        """Change a part of one that was read from this repository, and have it told anew."""
        touch(self._session, _sync, _sync.c.sync_id == sync.sync_id)
        self._session.execute(update(_part).where(*_of(_part, sync, part)).values(**values))

    def count_page(self, sync: ErpSync, part: Part) -> None:
        """Count a page of a part."""
        self.set_part(sync, part, pages=_part.c.pages + 1)

    def add_records(self, sync: ErpSync, part: Part, records: Iterable[Record], *, observed_at: datetime) -> None:
        """Keep records until they are applied: of each the newest."""
        of = {"sync_id": sync.sync_id, "part": part, "observed_at": observed_at}
        rows = {
            record.erp_sku: {
                **of,
                "erp_sku": record.erp_sku,
                "content": orjson.dumps(record.content).decode(),
                "reason": record.reason,
                "detail": record.detail,
            }
            for record in records
        }
        upsert(self._session, _record, list(rows.values()), key=("sync_id", "part", "erp_sku"))

    def records(self, sync: ErpSync, part: Part, after: str, limit: int) -> list[tuple[Record, datetime]]:
        """The next records behind a key, and when each was told."""
        query = select_rows(_record).where(*_of(_record, sync, part), _record.c.erp_sku > after)
        found = self._session.execute(query.order_by(_record.c.erp_sku).limit(limit))
        return [
            (Record(row.erp_sku, orjson.loads(row.content), row.reason, row.detail), row.observed_at) for row in found
        ]

    def read_skus(self, sync: ErpSync, part: Part) -> set[str]:
        """The keys of the readable records of a part."""
        query = select_rows(_record.c.erp_sku).where(*_of(_record, sync, part), _record.c.reason.is_(None))
        return set(self._session.execute(query).scalars())

    def forget_records(self, sync: ErpSync) -> None:
        """Drop what was kept until it was applied."""
        self._session.execute(delete(_record).where(_record.c.sync_id == sync.sync_id))

    def add_changes(self, sync: ErpSync, changes: Iterable[Change]) -> None:
        """Keep what a dry run would change."""
        rows = [
            {
                **{"sync_id": sync.sync_id, "kind": each.kind, "erp_sku": each.erp_sku, "place": each.place},
                "before": None if each.before is None else orjson.dumps(dict(each.before)).decode(),
                "after": orjson.dumps(dict(each.after)).decode(),
            }
            for each in changes
        ]
        upsert(self._session, _change, rows, key=("sync_id", "kind", "erp_sku", "place"))

    def changes(self, sync: ErpSync, query: ErpChangeQuery) -> list[Row[Any]]:
        """The changes of a page, and one more if there is. Raises the errors of cursors."""
        after = read_cursor(self._tenant_id, query, width=len(_CHANGE_KEY))
        statement = select_rows(_change).where(_change.c.sync_id == sync.sync_id)
        if after is not None:
            statement = statement.where(tuple_(*_CHANGE_KEY) > tuple(map(str, after)))
        return list(self._session.execute(statement.order_by(*_CHANGE_KEY).limit(query.limit + 1)))

    def _mine(self) -> Any:
        return select(ErpSync).where(ErpSync.tenant_id == self._tenant_id)


def _of(table: Any, sync: ErpSync, part: Part) -> tuple[Any, ...]:
    return table.c.sync_id == sync.sync_id, table.c.part == part
