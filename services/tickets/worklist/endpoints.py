"""HTTP of the worklist: the hot path, asynchronous and without a response model at run time."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.tickets.worklist import operations
from services.tickets.worklist.schemas import WorklistPage, WorklistQuery
from shared.app.language import CallerLanguage
from shared.auth import Principal, requires
from shared.db import hot
from shared.db.sessions import database_of
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/tickets/worklist", tags=["tickets: worklist"])
_Reader = Annotated[Principal, requires()]


@router.get("", response_model=WorklistPage, responses=responses(*CURSOR_ERRORS))
async def list_worklist(
    request: Request, principal: _Reader, query: Annotated[WorklistQuery, Query()], language: CallerLanguage
) -> Response:
    """Open findings of all services and open cases: by severity, then due time, then money at stake.

    Any key may ask, and is shown what it may read: findings of ads under `ads:read`, and so on, cases under
    `tickets:read`.
    """
    return hot.answer(await operations.list_worklist(database_of(request), principal, query, language))
