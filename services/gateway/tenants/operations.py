"""What one can do with tenants.

A live tenant and its test twin are one organisation: keys belong to the live tenant, all other data to the
one of the two that a key opens.
"""

from datetime import datetime

from services.gateway.models import Tenant
from services.gateway.tenants.repository import TenantRepository
from services.gateway.tenants.schemas import TenantRead
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.problems import NotFoundError, Problem
from shared.texts import Text


class LiveKeyRequiredError(Problem):
    """A test key may not change what live keys depend on."""

    code, status = "live-key-required", 403
    title = Text(en="This needs a live key", zh="该操作需要正式环境密钥")


def create_tenant(session: Session, name: str, *, now: datetime) -> tuple[Tenant, Tenant]:
    """A new live tenant and its test twin."""
    live = Tenant(tenant_id=uuid7(), name=name, livemode=True, created_at=now)
    twin = Tenant(tenant_id=uuid7(), name=name, livemode=False, live_tenant_id=live.tenant_id, created_at=now)
    for tenant in (live, twin):
        TenantRepository(session, tenant.tenant_id).add(tenant)
    return live, twin


def organisation_of(session: Session, principal: Principal) -> str:
    """The id of the live tenant behind a key, be it live or test. Raises NotFoundError."""
    return live_of(session, principal.tenant_id)


def live_of(session: Session, tenant_id: str) -> str:
    """The id of the live tenant that a tenant is, or is the twin of. Raises NotFoundError."""
    tenant = TenantRepository(session, tenant_id).tenant()
    if tenant is None:
        raise NotFoundError
    return tenant.live_tenant_id or tenant.tenant_id


def lock(session: Session, tenant_id: str) -> None:
    """Let no other transaction that does the same go on before this one ends."""
    TenantRepository(session, tenant_id).lock()


def read_tenant(session: Session, principal: Principal) -> TenantRead:
    """The tenant of the caller. Raises NotFoundError."""
    tenant = TenantRepository(session, principal.tenant_id).tenant()
    if tenant is None:
        raise NotFoundError
    return TenantRead.model_validate(tenant, from_attributes=True)


def both_of(session: Session, principal: Principal) -> tuple[str, str]:
    """The live tenant behind a key, and its test twin. Raises NotFoundError."""
    live_tenant_id = organisation_of(session, principal)
    return live_tenant_id, twin_of(session, live_tenant_id)


def twin_of(session: Session, live_tenant_id: str) -> str:
    """The id of a live tenant's test twin. Raises NotFoundError."""
    twin = TenantRepository(session, live_tenant_id).twin()
    if twin is None:
        raise NotFoundError
    return twin.tenant_id
