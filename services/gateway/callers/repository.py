"""The SQL of callers, over the keys of all tenants: who asks, and for which tenant, is the question here."""

from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import col, select

from services.gateway.models import Actor, ApiKey, Tenant
from shared.db import Session


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key and its actor as the look-up of every request sees them; `tenant_id` is the one that the key opens."""

    tenant_id: str
    key: ApiKey
    actor: Actor


def find_key(session: Session, digest: str) -> KnownKey | None:
    """The key of a digest, of any tenant."""
    opened = or_(
        (col(ApiKey.livemode).is_(True)) & (Tenant.tenant_id == ApiKey.tenant_id),
        (col(ApiKey.livemode).is_(False)) & (Tenant.live_tenant_id == ApiKey.tenant_id),
    )
    query = (
        select(ApiKey, Tenant.tenant_id, Actor)
        .join(Tenant, opened)
        .join(Actor, col(Actor.actor_id) == ApiKey.actor_id)
        .where(ApiKey.digest == digest)
    )
    found = session.exec(query).one_or_none()
    if found is None:
        return None
    key, tenant_id, actor = found
    return KnownKey(tenant_id, key, actor)


def key_of(session: Session, live_tenant_id: str, key_id: str) -> ApiKey | None:
    """One key of a live tenant, whatever it opens."""
    return session.exec(
        select(ApiKey).where(ApiKey.tenant_id == live_tenant_id, ApiKey.key_id == key_id)
    ).one_or_none()
