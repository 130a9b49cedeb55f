"""HTTP of events: listed for tenants, taken from our own services."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.gateway.events import operations
from services.gateway.events.schemas import EventBatch, EventBatchRead, EventPage, EventQuery
from shared.auth import Principal, requires
from shared.auth.principal import INTERNAL_SCOPE
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.pages import CURSOR_ERRORS
from shared.problems import ForbiddenError, responses

router = APIRouter(prefix="/v1/events", tags=["gateway: events"])
internal = APIRouter(prefix="/internal", include_in_schema=False)


@router.get("", responses=responses(ForbiddenError, operations.UnknownEventError, *CURSOR_ERRORS))
def list_events(
    session: ReadSession,
    principal: Annotated[Principal, requires("events:read")],
    query: Annotated[EventQuery, Query()],
) -> EventPage:
    """What happened, of all services, in the order of arrival."""
    return operations.list_events(session, principal, query)


@internal.post("/events")
def store_events(
    request: Request,
    session: WriteSession,
    _service: Annotated[Principal, requires(INTERNAL_SCOPE)],
    now: Now,
    batch: EventBatch,
) -> EventBatchRead:
    """Keep events and audit entries; one that is known already is left as it is."""
    pepper: bytes = request.app.state.pepper
    return EventBatchRead(stored=operations.store_events(session, batch, pepper=pepper, now=now))
