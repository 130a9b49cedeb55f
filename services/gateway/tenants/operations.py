"""What one can do with tenants and actors.

A live tenant and its test twin are one organisation: actors and keys belong to the live tenant, all
other data to the one of the two that a key opens.
"""

from datetime import datetime

from services.gateway.models import Actor, Tenant
from services.gateway.tenants.repository import TenantRepository
from services.gateway.tenants.schemas import ActorCreate, ActorPage, ActorQuery, ActorRead, TenantRead
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
    tenant = TenantRepository(session, principal.tenant_id).tenant()
    if tenant is None:
        raise NotFoundError
    return tenant.live_tenant_id or tenant.tenant_id


def read_tenant(session: Session, principal: Principal) -> TenantRead:
    """The tenant of the caller. Raises NotFoundError."""
    tenant = TenantRepository(session, principal.tenant_id).tenant()
    if tenant is None:
        raise NotFoundError
    return TenantRead.model_validate(tenant, from_attributes=True)


def create_actor(session: Session, principal: Principal, data: ActorCreate, *, now: datetime) -> ActorRead:
    """A new actor of the caller's organisation. Raises LiveKeyRequiredError."""
    if not principal.livemode:
        raise LiveKeyRequiredError
    return _read(add_actor(session, principal.tenant_id, data, now=now))


def add_actor(session: Session, live_tenant_id: str, data: ActorCreate, *, now: datetime) -> Actor:
    """A new actor of a live tenant, for those who set up an installation."""
    actor = Actor(
        actor_id=uuid7(),
        tenant_id=live_tenant_id,
        kind=data.kind,
        name=data.name,
        created_at=now,
        updated_at=now,
    )
    TenantRepository(session, live_tenant_id).add(actor)
    return actor


def is_actor_of(session: Session, live_tenant_id: str, actor_id: str) -> bool:
    """Whether a live tenant has this actor."""
    return TenantRepository(session, live_tenant_id).actor(actor_id) is not None


def get_actor(session: Session, principal: Principal, actor_id: str) -> ActorRead:
    """One actor. Raises NotFoundError."""
    actor = TenantRepository(session, organisation_of(session, principal)).actor(actor_id)
    if actor is None:
        raise NotFoundError
    return _read(actor)


def list_actors(session: Session, principal: Principal, query: ActorQuery) -> ActorPage:
    """A page of the organisation's actors. Raises the errors of cursors."""
    found = TenantRepository(session, organisation_of(session, principal)).poll_actors(query)
    return ActorPage(items=[_read(row) for row in found.rows], **found.envelope)


def _read(actor: Actor) -> ActorRead:
    return ActorRead.model_validate(actor, from_attributes=True)
