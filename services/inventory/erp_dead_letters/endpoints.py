"""HTTP of dead letters of ERPs. That one is read again is a sync (`erp_syncs`)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.inventory.erp_dead_letters import operations
from services.inventory.erp_dead_letters.operations import ErpDeadLetterClosedError
from services.inventory.erp_dead_letters.schemas import (
    ErpDeadLetterDismiss,
    ErpDeadLetterPage,
    ErpDeadLetterQuery,
    ErpDeadLetterRead,
)
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/inventory/erp-dead-letters", tags=["inventory: ERP"])
_Reader = Annotated[Principal, requires("inventory:read", whole_tenant=True)]
_Writer = Annotated[Principal, requires("inventory:write", whole_tenant=True)]
_Id = Annotated[str, Path(min_length=1, max_length=36)]


@router.get("", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_erp_dead_letters(
    session: ReadSession, principal: _Reader, query: Annotated[ErpDeadLetterQuery, Query()]
) -> ErpDeadLetterPage:
    """Records of the ERP that cannot be read, with the reason, oldest change first."""
    return operations.list_erp_dead_letters(session, principal, query)


@router.get(
    "/{dead_letter_id}", response_model=ErpDeadLetterRead, responses=responses(LimitedKeyError, NotFoundError)
)
def get_erp_dead_letter(session: ReadSession, principal: _Reader, dead_letter_id: _Id) -> Response:
    """One record that cannot be read, as the ERP told it."""
    found = operations.get_erp_dead_letter(session, principal, dead_letter_id)
    return answers.shown(found, version=found.version)


@router.post(
    "/{dead_letter_id}/dismiss",
    response_model=ErpDeadLetterRead,
    responses=responses(LimitedKeyError, NotFoundError, PreconditionFailedError, ErpDeadLetterClosedError),
)
def dismiss_erp_dead_letter(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    dead_letter_id: _Id,
    body: ErpDeadLetterDismiss,
    if_match: IfMatch = None,
) -> Response:
    """Close a record, with the reason; it opens again when the ERP tells it otherwise and it still cannot be read."""
    closed = operations.dismiss_erp_dead_letter(session, principal, dead_letter_id, body, if_match=if_match, now=now)
    return answers.shown(closed, version=closed.version)
