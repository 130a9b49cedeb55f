"""GET /sandbox/answer-key."""

from fastapi import APIRouter

from services.sandbox.advertisers.endpoints import NamedAdvertiser
from services.sandbox.answers import operations
from services.sandbox.answers.schemas import AnswerKey

router = APIRouter()


@router.get("/sandbox/answer-key")
def list_sandbox_answers(advertiser: NamedAdvertiser) -> AnswerKey:
    """What is planted in an advertiser; open to all, since nothing in here is real."""
    return operations.list_answers(advertiser)
