"""Who calls, and what they may do."""

from dataclasses import replace
from datetime import datetime

from services.gateway.actors import operations as actors
from services.gateway.actors.operations import sellers_of
from services.gateway.actors.rules import narrower, scopes_of
from services.gateway.api_keys.rules import is_active
from services.gateway.callers.repository import KnownKey, find_key, key_of
from services.gateway.callers.schemas import CallerActor, MeRead
from services.gateway.models import Actor
from services.gateway.tenants import operations as tenants
from shared.auth import Principal, api_keys
from shared.auth.principal import ACT_AS, ON_BEHALF_OF
from shared.db import Session
from shared.problems import ForbiddenError, NotFoundError, Problem
from shared.texts import Text

_ACT_AS = Text(
    en="{header} needs the key of a system with the scope {scope}.", zh="{header} 需要系统密钥，且具备权限 {scope}。"
).filled(header=ON_BEHALF_OF, scope=ACT_AS)


class ActorUnknownError(Problem):
    """Whom the caller wants to act for is nobody of the tenant, or no person."""

    code, status = "actor-unknown", 403
    title = Text(en="There is no such person to act for", zh="没有可代为操作的此人员")


class ActorDeactivatedError(Problem):
    """Whom the caller wants to act for is deactivated."""

    code, status = "actor-deactivated", 403
    title = Text(en="The person to act for is deactivated", zh="要代为操作的人员已停用")


def find_principal(session: Session, text: str, *, pepper: bytes, now: datetime) -> Principal | None:
    """Whom a key speaks for; None when it does not work (never why)."""
    if api_keys.parse(text) is None:
        return None
    known = find_key(session, api_keys.digest(text, pepper))
    if known is None or not is_active(known.key.expires_at, known.key.revoked_at, now=now):
        return None
    return None if known.actor.deactivated_at is not None else _principal(known)


def act_for(session: Session, principal: Principal, actor_id: str) -> Principal:
    """The person whom a system acts for, with what both of them may do.

    Raises ForbiddenError without the scope, ActorUnknownError and ActorDeactivatedError.
    """
    if ACT_AS not in principal.scopes or principal.kind != "system":
        raise ForbiddenError(_ACT_AS)
    try:
        person = actors.require_actor(session, principal, actor_id)
    except NotFoundError:
        raise ActorUnknownError from None
    if person.kind != "person":
        raise ActorUnknownError
    if person.deactivated_at is not None:
        raise ActorDeactivatedError
    return replace(
        principal,
        kind="person",
        way="on-behalf",
        actor_id=person.actor_id,
        scopes=(principal.scopes & scopes_of(person.roles.split())) - {ACT_AS},
        seller_ids=narrower(principal.seller_ids, sellers_of(person.seller_ids)),
    )


def read_me(session: Session, principal: Principal) -> MeRead:
    """What the caller's key stands for. Raises NotFoundError when it is gone meanwhile."""
    key = key_of(session, tenants.organisation_of(session, principal), principal.key_id)
    if key is None:
        raise NotFoundError
    holder = actors.require_actor(session, principal, key.actor_id)
    person = None
    if principal.way == "on-behalf":
        person = _shown(actors.require_actor(session, principal, principal.actor_id))
    return MeRead(
        tenant_id=principal.tenant_id,
        environment="live" if principal.livemode else "test",
        key_id=key.key_id,
        key_name=key.name,
        expires_at=key.expires_at,
        actor=_shown(holder),
        way=principal.way,
        on_behalf_of=person,
        scopes=sorted(principal.scopes),
        seller_ids=None if principal.seller_ids is None else sorted(principal.seller_ids),
    )


def _principal(known: KnownKey) -> Principal:
    key, actor = known.key, known.actor
    return Principal(
        kind="system" if actor.kind == "system" else "person",
        tenant_id=known.tenant_id,
        actor_id=actor.actor_id,
        key_id=key.key_id,
        scopes=frozenset(key.scopes.split()) & scopes_of(actor.roles.split()),
        livemode=key.livemode,
        seller_ids=narrower(sellers_of(key.seller_ids), sellers_of(actor.seller_ids)),
    )


def _shown(actor: Actor) -> CallerActor:
    return CallerActor(
        actor_id=actor.actor_id,
        kind=actor.kind,
        name=actor.name,
        language=actor.language,
        roles=actor.roles.split(),
    )
