"""What one can ask of response times."""

from datetime import datetime, timedelta

from services.tickets.response_times import rules
from services.tickets.response_times.repository import ResponseTimeRepository
from services.tickets.response_times.rules import Group, Times, Window
from services.tickets.response_times.schemas import ResponseTimesQuery, TicketsResponseTime, TicketsResponseTimes
from shared.auth import Principal
from shared.db import Session

_MEMBERS = {"account": "seller_id", "category": "category", "person": "person"}


def get_tickets_response_times(
    session: Session, principal: Principal, query: ResponseTimesQuery, *, now: datetime
) -> TicketsResponseTimes:
    """How fast what came in was answered, group by group in their order."""
    asked = ResponseTimeRepository(session, principal.tenant_id).asked(query)
    window, within = Window(query.from_on, query.to_on), timedelta(hours=query.within_hours)
    found = rules.times_of(query.group_by, asked, window, within, now)
    ordered = sorted(found.items(), key=lambda each: (each[0].window.from_on, each[0].name or ""))
    return TicketsResponseTimes(items=[_read(query.group_by, group, times) for group, times in ordered])


def _read(by: str, group: Group, times: Times) -> TicketsResponseTime:
    names: dict[str, str | None] = dict.fromkeys(_MEMBERS.values())
    if by in _MEMBERS:
        names[_MEMBERS[by]] = group.name
    return TicketsResponseTime(
        **names,
        from_on=group.window.from_on,
        to_on=group.window.to_on,
        received=times.counts.total(),
        in_time=times.counts["in_time"],
        late=times.counts["late"],
        missed=times.counts["missed"],
        running=times.counts["running"],
        closed=times.counts["closed"],
        share_in_time=times.share_in_time,
        median_seconds=times.median_seconds,
    )
