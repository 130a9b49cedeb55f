"""HTTP of the Inventory Performance Index."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.inventory.ipi_scores import operations
from services.inventory.ipi_scores.schemas import (
    IpiDriversQuery,
    IpiDriversRead,
    IpiScoreCreate,
    IpiScoreImport,
    IpiScorePage,
    IpiScoreQuery,
    IpiScoreRead,
    IpiScoreResults,
)
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession, hot
from shared.idempotency import IdempotencyKeyReusedError, RequiredIdempotencyKey, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import UNKNOWN_ACCOUNT, SellerAccountUnknownError, responses

router = APIRouter(prefix="/v1/inventory", tags=["inventory: index"])
_Reader = Annotated[Principal, requires("inventory:read")]
_Writer = Annotated[Principal, requires("inventory:write")]


@router.get("/ipi-scores", responses=responses(*CURSOR_ERRORS))
def list_ipi_scores(
    session: ReadSession, principal: _Reader, query: Annotated[IpiScoreQuery, Query()]
) -> IpiScorePage:
    """Scores as they were entered or imported, oldest change first."""
    return operations.list_ipi_scores(session, principal, query)


@router.post("/ipi-scores", responses=responses(*UNKNOWN_ACCOUNT))
def record_ipi_score(session: WriteSession, principal: _Writer, now: Now, body: IpiScoreCreate) -> IpiScoreRead:
    """Enter the score of a day, or correct it; no API of Amazon's tells it."""
    return operations.record_ipi_score(session, principal, body, now=now)


@router.post(
    "/ipi-scores/bulk",
    status_code=207,
    response_model=IpiScoreResults,
    responses=responses(SellerAccountUnknownError, IdempotencyKeyReusedError),
)
@idempotent
def import_ipi_scores(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: IpiScoreImport,
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Import scores of any accounts and days; one bad item never blocks the others."""
    return hot.answer(operations.import_ipi_scores(session, principal, body, now=now), status=207)


@router.get("/ipi-drivers", responses=responses(*UNKNOWN_ACCOUNT))
def get_ipi_drivers(
    session: ReadSession, principal: _Reader, now: Now, query: Annotated[IpiDriversQuery, Query()]
) -> IpiDriversRead:
    """What drives the index: excess, stranded stock, sell-through and in-stock rate, as Amazon defines them."""
    return operations.get_ipi_drivers(session, principal, query, now=now)
