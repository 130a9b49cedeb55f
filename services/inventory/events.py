"""What the inventory service tells outside."""

from collections.abc import Mapping
from datetime import datetime

from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText

STOCK_FLAGGED = "stock.flagged"
STOCK_CLEARED = "stock.cleared"


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=STOCK_FLAGGED, cleared=STOCK_CLEARED, now=now)
