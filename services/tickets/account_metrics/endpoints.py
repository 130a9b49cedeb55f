"""HTTP of account metrics."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.tickets.account_metrics import operations
from services.tickets.account_metrics.schemas import AccountMetricPage, AccountMetricQuery
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/tickets/account-metrics", tags=["tickets: account metrics"])
_Reader = Annotated[Principal, requires("tickets:read")]


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_account_metrics(
    session: ReadSession, principal: _Reader, query: Annotated[AccountMetricQuery, Query()]
) -> AccountMetricPage:
    """Amazon's account health, metric by metric, against Amazon's own targets; oldest change first."""
    return operations.list_account_metrics(session, principal, query)
