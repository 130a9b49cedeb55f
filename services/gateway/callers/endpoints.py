"""HTTP of the caller."""

from typing import Annotated

from fastapi import APIRouter

from services.gateway.callers import operations
from services.gateway.callers.schemas import MeRead
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.problems import responses

router = APIRouter(prefix="/v1", tags=["gateway: actors"])


@router.get("/me", responses=responses())
def read_me(session: ReadSession, principal: Annotated[Principal, requires()]) -> MeRead:
    """Whose the key is, what it may do, for which seller accounts, until when; any key may ask."""
    return operations.read_me(session, principal)
