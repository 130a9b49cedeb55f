"""Carries outbox rows on: events and audit entries to the gateway, job requests to the job queue.

At least once, in order.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select

from shared import log, metrics
from shared.db.engine import Database
from shared.outbox.rows import rows

BATCH = 100
_KINDS = {"event": ("event", "audit"), "job": ("job",)}
"""What is carried together, in its order."""

LEFT_OUT_SECONDS = 60.0
"""For so long a row that was refused by itself is left out, before it is tried again."""

_MOST_LEFT_OUT = 10_000
"""So many refused rows are not about a row any more."""


class RowsRefusedError(Exception):
    """What was handed over is wrong, and will not be right later: one row of it at least is at fault."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One outbox row on its way; `content` is the event's data, the workflow's keyword arguments, or of an audit
    entry what it holds beside its action.
    """

    name: str
    identity: str
    tenant_id: str
    subject: str
    content: dict[str, Any]
    created_at: datetime
    is_audit: bool = False


class Relay:
    """Empties one service's outbox.

    `publish` takes a batch of events and audit entries and `enqueue` one of job requests, whole or not at all; both
    may see a row again after a crash and must make nothing of it the second time. Only one relay of a service may
    run at a time.

    Where they raise RowsRefusedError, each row of the batch is handed over by itself, and what is refused then stops
    nobody: those behind it go on, of the same subject too, and it is tried again after a while by `clock` (seconds).
    """

    def __init__(
        self,
        database: Database,
        *,
        publish: Callable[[Sequence[Carried]], None],
        enqueue: Callable[[Sequence[Carried]], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._publish = publish
        self._enqueue = enqueue
        self._clock = clock
        self._left_out: dict[str, dict[int, float]] = {"job": {}, "event": {}}

    def run_jobs(self) -> int:
        """Enqueue the waiting job requests as one batch; the number carried on."""
        return self._carry("job", self._enqueue)

    def run_events(self) -> int:
        """Publish the waiting events and audit entries as one batch; the number carried on."""
        return self._carry("event", self._publish)

    def _carry(self, kind: str, hand_over: Callable[[Sequence[Carried]], None]) -> int:
        found = self._waiting(kind)
        try:
            if found:
                hand_over([carried for _, carried in found])
        except RowsRefusedError:
            return self._carry_each(kind, found, hand_over)
        return self._done([sequence for sequence, _ in found])

    def _carry_each(
        self, kind: str, found: Sequence[tuple[int, Carried]], hand_over: Callable[[Sequence[Carried]], None]
    ) -> int:
        """Carry each row by itself, and leave out for a while what is refused. Raises RowsRefusedError if all is."""
        left_out = self._left_out[kind]
        taken = []
        for sequence, carried in found:
            try:
                hand_over([carried])
            except RowsRefusedError as error:
                if len(left_out) >= _MOST_LEFT_OUT:
                    raise
                left_out[sequence] = self._clock() + LEFT_OUT_SECONDS
                metrics.rows_passed_over.labels(f"outbox.{kind}").inc()
                log.get(__name__).error(
                    "row passed over", loop=f"outbox.{kind}", row=carried.identity, failure=log.failure_of(error)
                )
            else:
                taken.append(sequence)
        self._done(taken)
        return len(found)

    def _waiting(self, kind: str) -> list[tuple[int, Carried]]:
        now = self._clock()
        left_out = {sequence: until for sequence, until in self._left_out[kind].items() if until > now}
        self._left_out[kind] = left_out
        query = select(rows).where(rows.c.kind.in_(_KINDS[kind])).order_by(rows.c.sequence).limit(BATCH)
        if left_out:
            query = query.where(rows.c.sequence.not_in(left_out))
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
                        row.kind == "audit",
                    ),
                )
                for row in session.execute(query)
            ]

    def _done(self, sequences: Sequence[int]) -> int:
        if sequences:
            with self._database.write() as session:
                session.execute(delete(rows).where(rows.c.sequence.in_(sequences)))
        return len(sequences)
