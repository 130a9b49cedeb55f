"""GET /sandbox/mailbox; Amazon has no API like it, it sends e-mails."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.sandbox.clocks.endpoints import NamedMoment
from services.sandbox.mailbox import operations
from services.sandbox.mailbox.schemas import MailboxRead
from services.sandbox.sellers.endpoints import NamedSeller
from shared.db import ReadSession

router = APIRouter()


@router.get("/sandbox/mailbox")
def get_sandbox_mailbox(
    session: ReadSession, seller: NamedSeller, moment: NamedMoment, days: Annotated[int, Query(ge=1, le=90)] = 7
) -> MailboxRead:
    """What buyers and Amazon wrote to a seller lately; open to all, since nothing in here is real."""
    return operations.get_mailbox(session, seller, days, moment)
