"""What is done with an event: once, whatever the gateway repeats."""

from datetime import datetime

from pydantic import ValidationError

from services.tickets.case_events import operations as case_events
from services.tickets.inbox.repository import InboxRepository
from services.tickets.inbox.schemas import BroughtEvent, BroughtEventRead
from services.tickets.worklist import operations as worklist
from services.tickets.worklist.schemas import ToldFinding
from shared import log
from shared.db import Session


def receive_event(session: Session, event: BroughtEvent, *, now: datetime) -> BroughtEventRead:
    """Let the worklist follow a finding and open the case it calls for; what is brought again changes nothing.

    An event that tells no whole finding is taken and left aside: refused, it would hold up its subject for good.
    """
    if not InboxRepository(session, event.tenant_id).add(event.event_id, event.type, now=now):
        return BroughtEventRead(received=False)
    try:
        finding = ToldFinding.model_validate(event.data)
    except ValidationError as error:
        places = [".".join(map(str, each["loc"])) for each in error.errors(include_url=False, include_input=False)]
        log.get(__name__).warning("event without a finding", event_id=event.event_id, type=event.type, places=places)
        return BroughtEventRead(received=True)
    worklist.put_finding(session, event.tenant_id, finding, now=now)
    case_events.follow_finding(session, event.tenant_id, event.type, event.data, event.event_id, now=now)
    return BroughtEventRead(received=True)
