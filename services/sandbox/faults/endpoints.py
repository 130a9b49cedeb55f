"""/sandbox/faults and /sandbox/calls, and where other endpoints meet a fault."""

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.sandbox.advertisers.endpoints import NamedAdvertiser
from services.sandbox.advertisers.rules import plan
from services.sandbox.faults import operations
from services.sandbox.faults.rules import ON_THE_WIRE, OPERATIONS, Kind, Simulated, with_the_token_asked_for
from services.sandbox.faults.schemas import CallList, FaultCreate, FaultList, FaultRead
from services.sandbox.models import Fault
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.db.sessions import database_of

router = APIRouter()


@router.post("/sandbox/faults", status_code=201)
def create_sandbox_fault(session: WriteSession, data: FaultCreate, now: Now) -> FaultRead:
    """Let calls of an advertiser go wrong."""
    return operations.create_fault(session, plan.make_advertiser(data.seed, data.size), data, now=now)


@router.get("/sandbox/faults")
def list_sandbox_faults(session: ReadSession, advertiser: NamedAdvertiser) -> FaultList:
    """What is switched on for an advertiser."""
    return operations.list_faults(session, advertiser)


@router.delete("/sandbox/faults", status_code=204)
def delete_sandbox_faults(session: WriteSession, advertiser: NamedAdvertiser) -> None:
    """Let everything of an advertiser go right again."""
    operations.delete_faults(session, advertiser)


@router.get("/sandbox/calls")
def list_sandbox_calls(session: ReadSession, advertiser: NamedAdvertiser) -> CallList:
    """When an advertiser's calls came in the last hour."""
    return operations.list_calls(session, advertiser)


def meet_fault(request: Request, advertiser: Simulated, *, now: datetime) -> None:
    """Count a call of the Ads API, and let it meet the fault that is switched on for it. Raises Refusal."""
    meet_fault_of(request, advertiser, OPERATIONS[request.scope["endpoint"].__name__], now=now)


def meet_fault_of(request: Request, advertiser: Simulated, operation: str, *, now: datetime) -> None:
    """The same for a call of any API.

    In a transaction of its own: a call that is turned down counts, too.
    """
    with database_of(request).write() as session:
        fault = operations.meet_fault(session, advertiser, operation, now=now)
    request.state.fault = fault
    if fault is not None:
        request.state.is_rate_hidden = fault.kind == Kind.THROTTLED_SILENTLY
        operations.refuse(fault, operation)


def slow_down(request: Request, seconds: float) -> None:
    """Let the answer to a request come so many seconds later."""
    request.state.fault = Fault(
        fault_id="", seed=0, size=0, operation="", kind=Kind.SLOW, pause_seconds=seconds, every=1
    )


def _met(request: Request) -> Fault | None:
    return getattr(request.state, "fault", None)


MetFault = Annotated[Fault | None, Depends(_met)]
"""The fault that this call has met; to be declared after the caller."""


class FaultyWire:
    """Middleware that spoils answers on their way: late, in drops, or not whole."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its answer is held until it is known whether it met a fault."""
        state: dict[str, Any] = scope.setdefault("state", {})
        caught: list[Message] = []

        async def catch(message: Message) -> None:
            fault = state.get("fault")
            if fault is None or fault.kind not in ON_THE_WIRE:
                await send(message)
            else:
                caught.append(message)

        await self._app(scope, receive, catch)
        if caught:
            body = b"".join(message.get("body", b"") for message in caught)
            if state["fault"].kind == Kind.SAME_TOKEN:
                body = _led_back(body, scope)
            await _send_spoiled(state["fault"], caught[0], body, receive, send)


async def _send_spoiled(fault: Fault, start: Message, body: bytes, receive: Receive, send: Send) -> None:
    """Send an answer; `CUT` leaves it unfinished, so that the server breaks the connection."""
    half = body[: len(body) // 2]
    if fault.kind == Kind.SLOW and await _has_left(receive, fault.pause_seconds):
        return
    if fault.kind == Kind.TRUNCATED:
        body = half
    if fault.kind in (Kind.TRUNCATED, Kind.SAME_TOKEN):
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        start = {**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]}
    await send(start)
    if fault.kind == Kind.CUT:
        await send({"type": "http.response.body", "body": half, "more_body": True})
        return
    if fault.kind == Kind.TRICKLE:
        for place in range(len(body)):
            await send({"type": "http.response.body", "body": body[place : place + 1], "more_body": True})
            if await _has_left(receive, fault.pause_seconds):
                return
        body = b""
    await send({"type": "http.response.body", "body": body})


def _led_back(body: bytes, scope: Scope) -> bytes:
    query = QueryParams(scope["query_string"])
    return json.dumps(with_the_token_asked_for(json.loads(body), query)).encode()


async def _has_left(receive: Receive, seconds: float) -> bool:
    """Wait; whether the caller has gone meanwhile."""

    async def leave() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(leave(), seconds)
    except TimeoutError:
        return False
    return True
