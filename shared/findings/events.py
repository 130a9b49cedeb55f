"""What every service tells outside about its findings: each event holds the whole finding, in both languages.

Who keeps a list of findings (the worklist does) needs nothing else: `version` says which event is the newer.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shared.db import Session
from shared.findings.columns import FindingMixin
from shared.findings.operations import Outcome, read
from shared.findings.rules import FindingText
from shared.outbox import Event, add_events

CHANGED = "finding.changed"
_SENTENCES = ("title", "reason", "recommended_action")


def tell_findings(
    session: Session,
    outcome: Outcome,
    texts: Mapping[str, FindingText],
    *,
    flagged: str,
    cleared: str,
    now: datetime,
) -> None:
    """Events of what a judgement has opened or brought back, seen changed, and resolved."""
    by_name = ((flagged, outcome.opened), (CHANGED, outcome.changed), (cleared, outcome.resolved))
    add_events(session, (_event(name, each, texts) for name, findings in by_name for each in findings), now=now)


def tell_changed(
    session: Session, findings: Iterable[FindingMixin], texts: Mapping[str, FindingText], *, now: datetime
) -> None:
    """The events of findings that somebody has decided on, or given to somebody."""
    add_events(session, [_event(CHANGED, finding, texts) for finding in findings], now=now)


def reported(finding: FindingMixin, texts: Mapping[str, FindingText]) -> dict[str, Any]:
    """The finding as an event holds it: as on the wire, but for sentences (of its proposal, too): `{en, zh}`."""
    english, chinese = read(finding, texts, "en"), read(finding, texts, "zh")
    sentences = {name: {"en": getattr(english, name), "zh": getattr(chinese, name)} for name in _SENTENCES}
    reported = english.model_dump(mode="json") | sentences
    if english.proposal is not None and chinese.proposal is not None:
        reported["proposal"]["why"] = {"en": english.proposal.why, "zh": chinese.proposal.why}
    return reported


def _event(name: str, finding: FindingMixin, texts: Mapping[str, FindingText]) -> Event:
    subject = f"{finding.subject_type}:{finding.seller_id}:{finding.marketplace_id}:{finding.subject_id}"
    return Event(name, finding.tenant_id, subject[:300], reported(finding, texts))
