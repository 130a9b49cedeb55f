"""HTTP of the audit trail."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.gateway.audit import operations
from services.gateway.audit.schemas import AuditEntryPage, AuditEntryQuery
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import ForbiddenError, responses

router = APIRouter(prefix="/v1/audit-entries", tags=["gateway: audit"])


@router.get("", responses=responses(ForbiddenError, *CURSOR_ERRORS))
def list_audit_entries(
    session: ReadSession,
    principal: Annotated[Principal, requires("audit:read")],
    query: Annotated[AuditEntryQuery, Query()],
) -> AuditEntryPage:
    """Who changed what, in every service; a key limited to seller accounts sees what concerns these."""
    return operations.list_audit_entries(session, principal, query)
