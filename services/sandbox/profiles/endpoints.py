"""GET /v2/profiles."""

from fastapi import APIRouter

from services.sandbox.faults.endpoints import MetFault
from services.sandbox.profiles import operations
from services.sandbox.profiles.schemas import ProfileRead
from services.sandbox.tokens.endpoints import CallingAdvertiser

router = APIRouter()


@router.get("/v2/profiles")
def list_sandbox_profiles(advertiser: CallingAdvertiser, fault: MetFault) -> list[ProfileRead]:
    """The profiles that the caller's consent reaches."""
    return operations.list_profiles(advertiser, fault)
