"""The outbox table of every service and the two kinds of rows in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, delete, insert
from sqlmodel import Field, Session, SQLModel

from shared import log
from shared.db.columns import UtcDateTime
from shared.ids import uuid7

REQUEST_ID = "request_id"
"""The argument of every job that says for which request it works; the task decorator takes it."""


class OutboxMixin(SQLModel):
    """Columns of the table `outbox`: rows leave in order of `sequence` and are deleted once carried on.

    `kind` is `event`, `audit` or `job`; `name` the event's type, the action of an audit entry or the workflow's name;
    `identity` the event's, entry's or workflow's id, which makes a second delivery harmless. `subject` is what an
    event or entry is about, or a job's queue (`queue/account` where accounts share one).
    """

    # SQLite counts up only an INTEGER key.
    sequence: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    kind: str = Field(max_length=5)
    name: str = Field(max_length=100)
    identity: str = Field(max_length=300)
    tenant_id: str = Field(max_length=36)
    subject: str = Field(max_length=300)
    content: str
    created_at: datetime = Field(sa_type=UtcDateTime)


rows = Table(
    "outbox",
    MetaData(),
    *(Column(name) for name in ("sequence", "kind", "name", "identity", "tenant_id", "subject", "content")),
    Column("created_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `subject` names what it is about; events of one subject arrive in order."""

    name: str
    tenant_id: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A change as the audit trail is told of it, by `shared.audit`."""

    action: str
    tenant_id: str
    subject: str
    content: Mapping[str, Any]


def add_event(
    session: Session, *, name: str, tenant_id: str, subject: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Tell the outside that something happened, once this transaction commits."""
    add_events(session, [Event(name, tenant_id, subject, data)], now=now)


def add_events(session: Session, events: Iterable[Event], *, now: datetime) -> None:
    """The same of many, in one statement."""
    _add(
        session, [_row("event", each.name, uuid7(), each.tenant_id, each.subject, each.data, now) for each in events]
    )


def add_audit(session: Session, told: Iterable[Told], *, now: datetime) -> None:
    """Have changes kept in the audit trail, once this transaction commits."""
    _add(
        session,
        [_row("audit", each.action, uuid7(), each.tenant_id, each.subject[:300], each.content, now) for each in told],
    )


def request_job(
    session: Session,
    *,
    workflow: str,
    workflow_id: str,
    queue: str,
    tenant_id: str,
    arguments: Mapping[str, Any],
    now: datetime,
    account: str | None = None,
) -> None:
    """Have a workflow run once this transaction commits; a `workflow_id` runs at most once while it is
    known, which is for days after its end (`GATEWAY_JOBS_KEPT_DAYS`), so none may be asked for again after that.

    In a queue that is shared out to accounts, `account` says whose share the job takes.
    """
    subject = queue if account is None else f"{queue}/{account}"
    known = {REQUEST_ID: request_id} if (request_id := log.request_id()) else {}
    _add(session, [_row("job", workflow, workflow_id, tenant_id, subject, {**arguments, **known}, now)])


def withdraw_jobs(session: Session, part: str) -> None:
    """Take back the job requests that wait, and whose workflow ids have this part."""
    session.execute(delete(rows).where(rows.c.kind == "job", rows.c.identity.contains(part, autoescape=True)))


def _row(
    kind: str,
    name: str,
    identity: str,
    tenant_id: str,
    subject: str,
    content: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": name,
        "identity": identity,
        "tenant_id": tenant_id,
        "subject": subject,
        "content": orjson.dumps(content).decode(),
        "created_at": now,
    }


def _add(session: Session, given: Sequence[Mapping[str, Any]]) -> None:
    if given:
        session.connection().execute(insert(rows), given)
