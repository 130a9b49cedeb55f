"""What the catalog service tells outside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.catalog.models import Listing
from shared.auth import Principal
from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText
from shared.outbox import add_event

LISTING_FLAGGED = "listing.flagged"
LISTING_CLEARED = "listing.cleared"
LISTING_DELETED = "listing.deleted"
COSTS_CHANGED = "costs.changed"
_TOLD = ("seller_id", "marketplace_id", "sku", "listing_id", "version")


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=LISTING_FLAGGED, cleared=LISTING_CLEARED, now=now)


def tell_deleted(session: Session, listing: Listing, by_actor_id: str, *, now: datetime) -> None:
    """That what an ERP said of a listing was taken back."""
    data = {name: getattr(listing, name) for name in _TOLD} | {"by_actor_id": by_actor_id}
    subject = f"sku:{listing.seller_id}:{listing.marketplace_id}:{listing.sku}"
    add_event(session, name=LISTING_DELETED, tenant_id=listing.tenant_id, subject=subject, data=data, now=now)


def tell_costs(
    session: Session, principal: Principal, seller_id: str, counts: Mapping[Any, int], *, now: datetime
) -> None:
    """That unit costs of an account were created, updated or deleted, and how many; their list says which."""
    data = {"seller_id": seller_id, "counts": dict(counts), "by_actor_id": principal.actor_id}
    subject, tenant_id = f"costs:{seller_id}", principal.tenant_id
    add_event(session, name=COSTS_CHANGED, tenant_id=tenant_id, subject=subject, data=data, now=now)
