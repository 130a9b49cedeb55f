"""What the inventory service tells outside."""

from collections.abc import Mapping
from datetime import datetime

from shared.auth import Principal
from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText
from shared.outbox import add_event

STOCK_FLAGGED = "stock.flagged"
STOCK_CLEARED = "stock.cleared"
STOCK_DELETED = "stock.deleted"


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=STOCK_FLAGGED, cleared=STOCK_CLEARED, now=now)


def tell_deleted(session: Session, principal: Principal, key: Mapping[str, str], *, now: datetime) -> None:
    """That what a warehouse held of a SKU was taken back."""
    data = {**key, "by_actor_id": principal.actor_id}
    subject = f"stock:{key['seller_id']}:{key['marketplace_id']}:{key['sku']}"
    add_event(session, name=STOCK_DELETED, tenant_id=principal.tenant_id, subject=subject, data=data, now=now)
