"""What one can do with an event: open a case from it, and note in the case that its reason has ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.tickets import events
from services.tickets.case_events import rules
from services.tickets.cases.operations import open_case
from services.tickets.cases.operations.holding import Held, change_status, hold_source, save
from services.tickets.cases.rules import source_key_of
from services.tickets.clocks.operations import ENDED
from services.tickets.messages.operations import add_system_note, is_touched
from shared.db import Session

_ENDED_NOTE = "The finding that opened this case has resolved. / 触发本工单的问题已解除。"


def follow_finding(
    session: Session,
    tenant_id: str,
    event_type: str,
    event_data: Mapping[str, Any],
    event_id: str,
    *,
    happened_at: datetime,
    now: datetime,
) -> None:
    """Open the case that an event calls for, once per finding; most call for none.

    `event_data` is the whole finding as `shared.findings` tells it; the clocks of its case start when it
    `happened_at`, not when the event came. When the finding clears, its case gets a note, once per event; it is
    resolved only if no person has written in it or taken it.
    """
    content = rules.content_of_event(event_type, event_data)
    if content is not None:
        open_case(session, tenant_id, content, received_at=min(happened_at, now), now=now)
    elif rules.is_cleared(event_type, event_data):
        found = hold_source(session, tenant_id, source_key_of(event_data["finding_id"]))
        if found is not None and add_system_note(
            session, found.case, _ENDED_NOTE, source_key=f"event:{event_id}", now=now
        ):
            _end(session, found, now=now)


def _end(session: Session, held: Held, *, now: datetime) -> None:
    case, event = held.case, events.CASE_UPDATED
    if case.status not in ENDED and case.assignee is None and not is_touched(session, case):
        event = change_status(held, "resolved", at=now, now=now)
    save(session, held, event, now=now)
