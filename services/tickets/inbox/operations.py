"""What is done with an event: once, whatever the gateway repeats."""

from datetime import datetime

from pydantic import ValidationError

from services.tickets.case_events import operations as case_events
from services.tickets.cases.operations.holding import hold_source
from services.tickets.cases.rules import source_key_of
from services.tickets.connections import operations as connections
from services.tickets.connections.schemas import ToldConnection
from services.tickets.inbox.repository import InboxRepository
from services.tickets.inbox.schemas import BroughtEvent, BroughtEventRead
from services.tickets.worklist import operations as worklist
from services.tickets.worklist.schemas import ToldFinding
from shared import log
from shared.db import Session

CONNECTION_CHANGED = "seller_account.connection_changed"


def receive_event(session: Session, event: BroughtEvent, *, now: datetime) -> BroughtEventRead:
    """Let the worklist follow a finding and open the case it calls for; what is brought again changes nothing.

    A connection to Amazon that stands otherwise becomes a finding itself. An event that tells neither whole is taken
    and left aside: refused, it would hold up its subject for good.
    """
    if not InboxRepository(session, event.tenant_id).add(event.event_id, event.type, now=now):
        return BroughtEventRead(received=False)
    try:
        if event.type == CONNECTION_CHANGED:
            told = ToldConnection.model_validate(event.data)
            connections.follow_connection(session, event.tenant_id, told, now=now)
        else:
            _follow_finding(session, event, now=now)
    except ValidationError as error:
        places = [".".join(map(str, each["loc"])) for each in error.errors(include_url=False, include_input=False)]
        log.get(__name__).warning("event without a finding", event_id=event.event_id, type=event.type, places=places)
    return BroughtEventRead(received=True)


def _follow_finding(session: Session, event: BroughtEvent, *, now: datetime) -> None:
    """Raises ValidationError when the event tells no whole finding."""
    finding = ToldFinding.model_validate(event.data)
    # Whoever changes a case locks it before its item of the worklist; so do we.
    hold_source(session, event.tenant_id, source_key_of(finding.finding_id))
    worklist.put_finding(session, event.tenant_id, finding, now=now)
    case_events.follow_finding(
        session, event.tenant_id, event.type, event.data, event.event_id, happened_at=event.timestamp, now=now
    )
