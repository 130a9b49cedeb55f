"""What one can do with what the gateway tells of a connection: open the finding that it is, and resolve it."""

from datetime import UTC, datetime

from services.tickets import events
from services.tickets.connections import rules
from services.tickets.connections.schemas import ToldConnection
from services.tickets.findings.repository import SubjectFindingRepository
from services.tickets.findings.rules import CONNECTION, TEXTS
from shared.db import Session
from shared.findings.judging import Seen, judge
from shared.findings.operations import Scope
from shared.findings.rules import ask

ACCOUNT = ""
"""In place of a marketplace: a connection is the whole account's."""


def follow_connection(session: Session, tenant_id: str, told: ToldConnection, *, now: datetime) -> None:
    """Let the findings about a connection say how it stands; the gateway tells of one connection in order."""
    connection = rules.Connection(
        told.api,
        told.connection_status,
        told.reason,
        told.ends_on,
        bool(told.ends_within_30_days),
        {"seller_account": f"/v1/seller-accounts/{told.seller_id}"},
        now.astimezone(UTC).date(),
    )
    judge(
        SubjectFindingRepository(session, tenant_id, CONNECTION, told.api),
        Scope(told.seller_id, ACCOUNT),
        rules.JUDGES,
        lambda sitting: Seen(ask(sitting.judges, [connection])),
        lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
        now=now,
    )
