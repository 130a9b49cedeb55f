"""Accounts that were deleted: each service ends what it holds of them, some rows at a time.

The gateway names them until the service says that it is done, so that a worker may be killed anywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Table, select, tuple_, update

from shared.db import Database, Session
from shared.findings.columns import FindingMixin
from shared.findings.operations import Outcome, end_findings
from shared.findings.repository import FindingRepository
from shared.internal import InternalClient
from shared.jobs.each import each_alone
from shared.jobs.worker import Loop

PAUSE = 30.0
"""Seconds between looks."""

BATCH = 1000
"""Rows of one transaction; of findings, which are told as well, a tenth."""

_PATH = "/internal/departures"
Tell = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table with `deleted_at`; `of(tenant_id, seller_id)` are the conditions of those of an account."""

    table: Table
    of: Callable[[str, str], Sequence[ColumnElement[bool]]]

    def delete(self, session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> int:
        """Mark up to a batch of them as deleted; how many."""
        table, key = self.table, list(self.table.primary_key)
        mine = (*self.of(tenant_id, seller_id), table.c.deleted_at.is_(None))
        chosen = [tuple(row) for row in session.execute(select(*key).where(*mine).limit(BATCH))]
        if chosen:
            moments = {"deleted_at": now, "updated_at": now}
            raised = {"version": table.c.version + 1} if "version" in table.c else {}
            ended = {"is_listed": False} if "is_listed" in table.c else {}
            gone = update(table).where(*mine, tuple_(*key).in_(chosen))
            session.execute(gone.values({**moments, **raised, **ended}))
        return len(chosen)


def of_seller(table: Table) -> Rows:
    """The rows of a table that names tenant and seller."""
    own = table.c
    return Rows(table, lambda tenant_id, seller_id: (own.tenant_id == tenant_id, own.seller_id == seller_id))


def of_places(table: Table, places: Table, key: str) -> Rows:
    """The rows of a table that names an account on a marketplace by the key of a table of such places."""

    def of(tenant_id: str, seller_id: str) -> Sequence[ColumnElement[bool]]:
        mine = (places.c.tenant_id == tenant_id, places.c.seller_id == seller_id)
        return (table.c[key].in_(select(places.c[key]).where(*mine)),)

    return Rows(table, of)


@dataclass(frozen=True, slots=True)
class Held:
    """What a service holds of accounts: `rows`, `findings` and how they are told, and an `end` in one statement."""

    rows: Sequence[Rows]
    findings: type[FindingMixin]
    tell: Tell
    end: Callable[[Session, str, str], None] = lambda _session, _tenant_id, _seller_id: None


def ending(database: Database, internal: InternalClient, held: Held, *, clock: Callable[[], datetime]) -> Loop:
    """The loop of a service's worker that ends what it holds of accounts that were deleted."""

    def work() -> int:
        accounts = [(one["tenant_id"], one["seller_id"]) for one in internal.get(_PATH)["items"]]
        return len(each_alone("departures", accounts, partial(_end, database, internal, held, clock)).done)

    return Loop("departures", PAUSE, work, lambda: None)


def _end(
    database: Database, internal: InternalClient, held: Held, clock: Callable[[], datetime], account: tuple[str, str]
) -> None:
    while end_batch(database, held, *account, now=clock()):
        pass
    internal.post(_PATH, {"tenant_id": account[0], "seller_id": account[1]})


def end_batch(database: Database, held: Held, tenant_id: str, seller_id: str, *, now: datetime) -> int:
    """End some of what is held of an account, in a transaction for each table; how many rows. 0 is all of it."""
    done = 0
    for rows in held.rows:
        with database.write() as session:
            done += rows.delete(session, tenant_id, seller_id, now=now)
    with database.write() as session:
        repository = FindingRepository(session, tenant_id, held.findings)
        ended = end_findings(repository, repository.unresolved_of(seller_id, BATCH // 10), now=now)
        held.tell(session, Outcome([], [], [], ended), now=now)
        held.end(session, tenant_id, seller_id)
    return done + len(ended)
