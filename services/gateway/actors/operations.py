"""What one can do with actors.

An actor belongs to the tenant of the key that made it: with a test key to the test twin. Test keys see those of
the live tenant as well, since these may hold test keys; live keys know nothing of the twin's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.gateway.actors.repository import ActorRepository
from services.gateway.actors.schemas import (
    ActorCreate,
    ActorPage,
    ActorQuery,
    ActorRead,
    ActorUpdate,
    KnownActor,
    KnownActorQuery,
    KnownActors,
)
from services.gateway.models import Actor
from services.gateway.seller_accounts import operations as seller_accounts
from services.gateway.tenants import operations as tenants
from services.gateway.tenants.operations import LiveKeyRequiredError
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.outbox import add_event
from shared.problems import InvalidRequestError, NotFoundError, Problem, SellerAccountUnknownError, field_error
from shared.texts import Text


class OwnActorError(Problem):
    """Nobody deactivates themselves or changes their own rights: the last owner would lock everybody out."""

    code, status = "own-actor", 409
    title = Text(en="Somebody else has to change your own rights", zh="不能修改自己的权限，须由他人操作")


def create_actor(session: Session, principal: Principal, data: ActorCreate, *, now: datetime) -> ActorRead:
    """A new actor of the caller's tenant. Raises InvalidRequestError for accounts that it has not."""
    check_sellers(session, principal, data.seller_ids)
    actor = add_actor(session, principal.tenant_id, data, by=principal.actor_id, now=now)
    _tell(session, "actor.created", principal, actor, None, now=now)
    return _read(actor, principal)


def add_actor(session: Session, tenant_id: str, data: ActorCreate, *, by: str | None = None, now: datetime) -> Actor:
    """A new actor of a tenant, also for those who set up an installation."""
    actor = Actor(
        actor_id=uuid7(),
        tenant_id=tenant_id,
        kind=data.kind,
        name=data.name,
        language=data.language,
        roles=_joined(data.roles) or "",
        seller_ids=_joined(data.seller_ids),
        changed_by=by,
        version=1,
        created_at=now,
        updated_at=now,
    )
    ActorRepository(session, tenant_id).add(actor)
    return actor


def update_actor(
    session: Session, principal: Principal, actor_id: str, data: ActorUpdate, *, if_match: str | None, now: datetime
) -> ActorRead:
    """Change what is given.

    Raises NotFoundError, LiveKeyRequiredError, OwnActorError, PreconditionFailedError and InvalidRequestError.
    """
    actor = _require_own(session, principal, actor_id)
    check_match(if_match, actor.version)
    given = data.model_fields_set
    if actor_id == principal.actor_id and given & {"roles", "seller_ids"}:
        raise OwnActorError
    check_sellers(session, principal, data.seller_ids)
    before = _members(actor)
    for name in given:
        value = getattr(data, name)
        setattr(actor, name, _joined(value) if isinstance(value, list) else value)
    _change(session, principal, actor, "actor.updated", before, now=now)
    return _read(actor, principal)


def deactivate_actor(session: Session, principal: Principal, actor_id: str, *, now: datetime) -> ActorRead:
    """The actor's keys stop within seconds, and nobody acts for it; a second time changes nothing.

    Raises NotFoundError, LiveKeyRequiredError and OwnActorError.
    """
    actor = _require_own(session, principal, actor_id)
    if actor_id == principal.actor_id:
        raise OwnActorError
    if actor.deactivated_at is None:
        before = _members(actor)
        actor.deactivated_at = now
        _change(session, principal, actor, "actor.deactivated", before, now=now)
    return _read(actor, principal)


def reactivate_actor(session: Session, principal: Principal, actor_id: str, *, now: datetime) -> ActorRead:
    """The actor's keys that were not revoked work again; an active actor stays as it is.

    Raises NotFoundError and LiveKeyRequiredError.
    """
    actor = _require_own(session, principal, actor_id)
    if actor.deactivated_at is not None:
        before = _members(actor)
        actor.deactivated_at = None
        _change(session, principal, actor, "actor.reactivated", before, now=now)
    return _read(actor, principal)


def get_actor(session: Session, principal: Principal, actor_id: str) -> ActorRead:
    """One actor. Raises NotFoundError."""
    return _read(require_actor(session, principal, actor_id), principal)


def require_actor(session: Session, principal: Principal, actor_id: str, *, locked: bool = False) -> Actor:
    """The row of an actor that the caller may know. Raises NotFoundError."""
    actor = _visible(session, principal).get(actor_id, locked=locked)
    if actor is None:
        raise NotFoundError
    return actor


def find_holder(session: Session, live_tenant_id: str, actor_id: str, *, livemode: bool) -> Actor | None:
    """The actor of an organisation that can hold a key: a live key only one of the live tenant."""
    other_id = None if livemode else tenants.twin_of(session, live_tenant_id)
    return ActorRepository(session, live_tenant_id, other_id).get(actor_id)


def list_known_actors(session: Session, query: KnownActorQuery) -> KnownActors:
    """An active actor of a tenant or of its other half, for our own services; none if there is none."""
    live_tenant_id = tenants.live_of(session, query.tenant_id)
    actor = ActorRepository(session, query.tenant_id, live_tenant_id).get(query.actor_id)
    if actor is None or actor.deactivated_at is not None:
        return KnownActors(items=[])
    sellers = sellers_of(actor.seller_ids)
    known = KnownActor(actor_id=actor.actor_id, seller_ids=None if sellers is None else sorted(sellers))
    return KnownActors(items=[known])


def list_actors(session: Session, principal: Principal, query: ActorQuery) -> ActorPage:
    """A page of the actors that the caller may know. Raises the errors of cursors."""
    found = _visible(session, principal).poll(query)
    return ActorPage(items=[_read(row, principal) for row in found.rows], **found.envelope)


def sellers_of(stored: str | None) -> frozenset[str] | None:
    """A limit as its column holds it; None is none."""
    return None if stored is None else frozenset(stored.split())


def check_sellers(session: Session, principal: Principal, seller_ids: Sequence[str] | None) -> None:
    """Accounts of the live tenant and of the twin will do: a person may work in both. Raises InvalidRequestError."""
    tenant_ids = tenants.both_of(session, principal)
    wrong = seller_accounts.unknown_sellers(session, tenant_ids, seller_ids or ())
    if wrong:
        at = SellerAccountUnknownError
        raise InvalidRequestError(errors=[field_error(f"/seller_ids/{index}", at.code, at.title) for index in wrong])


def take_seller(session: Session, principal: Principal, seller_id: str, *, now: datetime) -> list[str]:
    """Take an account that is gone out of the limits of the caller's own actors; which actors had it."""
    held = [each for each in ActorRepository(session, principal.tenant_id).limited() if seller_id in _sellers(each)]
    for actor in held:
        before = _members(actor)
        actor.seller_ids = " ".join(each for each in _sellers(actor) if each != seller_id)
        _change(session, principal, actor, "actor.updated", before, now=now)
    return [actor.actor_id for actor in held]


def _sellers(actor: Actor) -> list[str]:
    return (actor.seller_ids or "").split()


def _visible(session: Session, principal: Principal) -> ActorRepository:
    return ActorRepository(session, principal.tenant_id, tenants.organisation_of(session, principal))


def _require_own(session: Session, principal: Principal, actor_id: str) -> Actor:
    actor = require_actor(session, principal, actor_id, locked=True)
    if actor.tenant_id != principal.tenant_id:
        raise LiveKeyRequiredError
    return actor


def _change(
    session: Session, principal: Principal, actor: Actor, event: str, before: Mapping[str, Any], *, now: datetime
) -> None:
    actor.version += 1
    actor.changed_by = principal.actor_id
    actor.updated_at = max(now, actor.updated_at)
    ActorRepository(session, actor.tenant_id).save()
    _tell(session, event, principal, actor, before, now=now)


def _joined(values: Sequence[str] | None) -> str | None:
    return None if values is None else " ".join(dict.fromkeys(values))


def _read(actor: Actor, principal: Principal) -> ActorRead:
    sellers = sellers_of(actor.seller_ids)
    derived: dict[str, Any] = {
        "roles": actor.roles.split(),
        "seller_ids": None if sellers is None else sorted(filter(principal.reaches, sellers)),
        "livemode": principal.livemode or actor.tenant_id != principal.tenant_id,
        "active": actor.deactivated_at is None,
    }
    return ActorRead.model_validate(actor.model_dump() | derived)


def _members(actor: Actor) -> dict[str, Any]:
    """What of an actor is kept for good: no name."""
    return {
        "kind": actor.kind,
        "language": actor.language,
        "roles": actor.roles.split(),
        "seller_ids": None if actor.seller_ids is None else actor.seller_ids.split(),
        "active": actor.deactivated_at is None,
        "version": actor.version,
    }


def _tell(
    session: Session,
    name: str,
    principal: Principal,
    actor: Actor,
    before: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    change = Change("actor", name.removeprefix("actor."), actor.actor_id, before=before, after=_members(actor))
    audit.note(session, principal, actor.tenant_id, change, now=now)
    data = {"actor_id": actor.actor_id, "version": actor.version, "by_actor_id": principal.actor_id}
    subject = f"actor:{actor.actor_id}"
    add_event(session, name=name, tenant_id=actor.tenant_id, subject=subject, data=data, now=now)
