"""What the ads service tells outside."""

from collections.abc import Mapping
from datetime import datetime

from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText

CAMPAIGN_FLAGGED = "campaign.flagged"
CAMPAIGN_CLEARED = "campaign.cleared"


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=CAMPAIGN_FLAGGED, cleared=CAMPAIGN_CLEARED, now=now)
