"""What one can do with what the gateway tells of a connection: open the finding that it is, and resolve it."""

from datetime import UTC, datetime

from services.tickets import events
from services.tickets.connections import rules
from services.tickets.connections.schemas import ToldConnection
from services.tickets.findings.repository import SubjectFindingRepository
from services.tickets.findings.rules import CONNECTION, TEXTS
from shared.db import Session
from shared.findings.operations import Scope, reconcile_findings

ACCOUNT = ""
"""In place of a marketplace: a connection is the whole account's."""


def follow_connection(session: Session, tenant_id: str, told: ToldConnection, *, now: datetime) -> None:
    """Let the findings about a connection say how it stands; the gateway tells of one connection in order."""
    connection = rules.Connection(
        told.api, told.connection_status, told.reason, told.ends_on, bool(told.ends_within_30_days)
    )
    links = {"seller_account": f"/v1/seller-accounts/{told.seller_id}"}
    observed = rules.observe(connection, links, now.astimezone(UTC).date())
    findings = SubjectFindingRepository(session, tenant_id, CONNECTION, told.api)
    outcome = reconcile_findings(findings, tenant_id, Scope(told.seller_id, ACCOUNT, rules.CODES), observed, now=now)
    events.tell_findings(session, outcome, TEXTS, now=now)
