"""HTTP of response times."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.tickets.response_times import operations
from services.tickets.response_times.schemas import ResponseTimesQuery, TicketsResponseTimes
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession

router = APIRouter(prefix="/v1/tickets/response-times", tags=["tickets: response times"])
_Reader = Annotated[Principal, requires("tickets:read")]


@router.get("")
def get_tickets_response_times(
    session: ReadSession, principal: _Reader, now: Now, query: Annotated[ResponseTimesQuery, Query()]
) -> TicketsResponseTimes:
    """The share of what came in that was answered in time, and the median: by account, person, day, and so on."""
    return operations.get_tickets_response_times(session, principal, query, now=now)
