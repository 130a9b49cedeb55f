"""HTTP of tenants."""

from typing import Annotated

from fastapi import APIRouter

from services.gateway.tenants import operations
from services.gateway.tenants.schemas import TenantRead
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.problems import UnauthorizedError, responses

router = APIRouter(prefix="/v1", tags=["gateway: tenants"])
Reader = Annotated[Principal, requires()]


@router.get("/tenant", responses=responses(UnauthorizedError))
def read_tenant(session: ReadSession, principal: Reader) -> TenantRead:
    """The tenant that the key opens; any key may ask."""
    return operations.read_tenant(session, principal)
