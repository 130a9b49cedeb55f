"""The request that an account is judged now: its bounds have changed, or what an ERP has told of it."""

from datetime import datetime

from shared.db import Session
from shared.outbox import request_job

JUDGE = "judge_account"
"""The workflow of each service, behind its name."""

SETTLE_SECONDS = 5
"""An ERP sends in many batches: what comes within this time is judged together."""


def ask_at_once(session: Session, service: str, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Have all of an account judged once this transaction commits."""
    _ask(session, service, tenant_id, seller_id, now.isoformat(), changed_only=False, now=now)


def ask_when_settled(session: Session, service: str, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Have what has changed of an account judged some seconds later, once for all that comes until then."""
    reason = f"push-{int(now.timestamp() // SETTLE_SECONDS)}"
    _ask(session, service, tenant_id, seller_id, reason, changed_only=True, now=now)


def _ask(
    session: Session,
    service: str,
    tenant_id: str,
    seller_id: str,
    reason: str,
    *,
    changed_only: bool,
    now: datetime,
) -> None:
    arguments = {"tenant_id": tenant_id, "seller_id": seller_id, "changed_only": changed_only}
    request_job(
        session,
        workflow=f"{service}.{JUDGE}",
        workflow_id=f"{service}-judge:{tenant_id}:{seller_id}:{reason}",
        queue=service,
        tenant_id=tenant_id,
        arguments=arguments,
        now=now,
    )
