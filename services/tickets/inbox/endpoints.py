"""HTTP of the inbox: the gateway proves itself by its signature, as it does to every receiver of webhooks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError

from services.tickets.inbox import operations
from services.tickets.inbox.schemas import BroughtEvent, BroughtEventRead
from shared import webhooks
from shared.clock import Now
from shared.db import WriteSession
from shared.http.bodies import read_at_most
from shared.problems import InvalidRequestError, UnauthorizedError
from shared.texts import Text

_MOST_BYTES = 256 * 1024
_UNSIGNED = Text(en="The gateway's signature of the event does not fit", zh="网关对事件的签名不符")
router = APIRouter(prefix="/internal/tickets", include_in_schema=False)


async def _signed(request: Request, now: Now) -> BroughtEvent:
    """The event in a call that the gateway has signed, before any transaction begins.

    The signature is over the body, so what the headers alone show is looked at before it is read.
    """
    try:
        webhooks.check_headers(request.headers, now=now)
        body = await read_at_most(request, _MOST_BYTES)
        event_id = webhooks.verify(request.headers, body, request.app.state.events_secret, now=now)
        event = BroughtEvent.model_validate_json(body)
    except webhooks.SignatureError as error:
        raise UnauthorizedError("signature", _UNSIGNED) from error
    except ValidationError as error:
        raise InvalidRequestError from error
    if event.event_id != event_id:
        raise UnauthorizedError("signature", _UNSIGNED)
    return event


@router.post("/events")
def receive_event(
    event: Annotated[BroughtEvent, Depends(_signed)], session: WriteSession, now: Now
) -> BroughtEventRead:
    """Take an event of any tenant, each once."""
    return operations.receive_event(session, event, now=now)
