"""What the catalog service tells outside."""

from collections.abc import Mapping
from datetime import datetime

from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText

LISTING_FLAGGED = "listing.flagged"
LISTING_CLEARED = "listing.cleared"


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=LISTING_FLAGGED, cleared=LISTING_CLEARED, now=now)
