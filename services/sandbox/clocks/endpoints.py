"""GET and POST /sandbox/clock, and the moment at which other endpoints look at a seller."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from services.sandbox.clocks import operations
from services.sandbox.clocks.schemas import ClockRead, ClockUpdate
from services.sandbox.sellers.endpoints import NamedSeller
from shared.clock import Now
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
