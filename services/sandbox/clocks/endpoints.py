"""GET and POST /sandbox/clock, and the moment at which other endpoints look at a seller."""

from datetime import datetime
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.sandbox.clocks import operations
from services.sandbox.clocks.schemas import ClockRead, ClockUpdate
from services.sandbox.sellers.endpoints import NamedSeller
from shared.clock import Now, clock_of
from shared.db import ReadSession, WriteSession

router = APIRouter()


@router.get("/sandbox/clock")
def get_sandbox_clock(session: ReadSession, seller: NamedSeller, now: Now) -> ClockRead:
    """The seller's present."""
    return operations.get_clock(session, seller, now=now)


@router.post("/sandbox/clock")
def advance_sandbox_clock(session: WriteSession, seller: NamedSeller, data: ClockUpdate, now: Now) -> ClockRead:
    """Let days pass for a seller: what was planted for them happens."""
    return operations.advance_clock(session, seller, data, now=now)


def _moment(session: ReadSession, seller: NamedSeller, now: Now) -> datetime:
    return operations.moment_of(session, seller.seller_id, now=now)


NamedMoment = Annotated[datetime, Depends(_moment)]
"""The present of the query's seller."""


def show_moment(request: Request, moment: datetime) -> None:
    """Date the answer by a seller's clock."""
    request.state.moment = moment


class DatedAnswers:
    """Middleware that dates every answer (RFC 9110, 6.6.1), by the clock of the seller that it is for.

    The server in front must add no date of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        state: dict[str, Any] = scope.setdefault("state", {})
        clock = clock_of(scope["app"])

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(state.get("moment") or clock(), usegmt=True)
                message = {**message, "headers": [*message["headers"], (b"date", date.encode())]}
            await send(message)

        await self._app(scope, receive, dated)
