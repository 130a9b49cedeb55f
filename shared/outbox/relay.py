"""Carries outbox rows on: events to the gateway, job requests to the job queue; at least once, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select

from shared.db.engine import Database
from shared.outbox.rows import rows

BATCH = 100


@dataclass(frozen=True, slots=True)
class Carried:
    """One outbox row on its way; `content` is the event's data or the workflow's keyword arguments."""

    name: str
    identity: str
    tenant_id: str
    subject: str
    content: dict[str, Any]
    created_at: datetime


class Relay:
    """Empties one service's outbox.

    `publish` takes a batch of events and `enqueue` one of job requests, whole or not at all; both may see a
    row again after a crash and must make nothing of it the second time. Only one relay of a service may run
    at a time.
    """

    def __init__(
        self,
        database: Database,
        *,
        publish: Callable[[Sequence[Carried]], None],
        enqueue: Callable[[Sequence[Carried]], None],
    ) -> None:
        self._database = database
        self._publish = publish
        self._enqueue = enqueue

    def run_jobs(self) -> int:
        """Enqueue the waiting job requests as one batch; the number carried on."""
        return self._carry("job", self._enqueue)

    def run_events(self) -> int:
        """Publish the waiting events as one batch; the number carried on."""
        return self._carry("event", self._publish)

    def _carry(self, kind: str, hand_over: Callable[[Sequence[Carried]], None]) -> int:
        found = self._waiting(kind)
        if found:
            hand_over([carried for _, carried in found])
        return self._done([sequence for sequence, _ in found])

    def _waiting(self, kind: str) -> list[tuple[int, Carried]]:
        query = select(rows).where(rows.c.kind == kind).order_by(rows.c.sequence).limit(BATCH)
        with self._database.read() as session:
            return [
                (
                    row.sequence,
                    Carried(
                        row.name,
                        row.identity,
                        row.tenant_id,
                        row.subject,
                        orjson.loads(row.content),
                        row.created_at,
                    ),
                )
                for row in session.execute(query)
            ]

    def _done(self, sequences: Sequence[int]) -> int:
        if sequences:
            with self._database.write() as session:
                session.execute(delete(rows).where(rows.c.sequence.in_(sequences)))
        return len(sequences)
