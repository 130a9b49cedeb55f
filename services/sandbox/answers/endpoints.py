"""GET /sandbox/answer-key."""

from fastapi import APIRouter

from services.sandbox.advertisers.endpoints import NamedAdvertiser
from services.sandbox.answers import operations
from services.sandbox.answers.schemas import AnswerKey
from services.sandbox.clocks.endpoints import NamedMoment
from services.sandbox.sellers.endpoints import NamedSeller
from shared.db import ReadSession

router = APIRouter()


@router.get("/sandbox/answer-key")
def list_sandbox_answers(
    session: ReadSession, advertiser: NamedAdvertiser, seller: NamedSeller, moment: NamedMoment
) -> AnswerKey:
    """What is planted in an advertiser and its seller; open to all, since nothing in here is real."""
    return operations.list_answers(session, advertiser, seller, moment)
