"""What one can do with API keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.gateway.actors import operations as actors
from services.gateway.actors.rules import scopes_of
from services.gateway.api_keys import rules
from services.gateway.api_keys.repository import ApiKeyRepository
from services.gateway.api_keys.schemas import (
    ApiKeyCreate,
    ApiKeyPage,
    ApiKeyQuery,
    ApiKeyRead,
    ApiKeyRotate,
    ApiKeySecretRead,
)
from services.gateway.models import Actor, ApiKey
from services.gateway.tenants import operations as tenants
from services.gateway.tenants.operations import LiveKeyRequiredError
from shared import audit
from shared.audit import Change
from shared.auth import Principal, api_keys
from shared.db import Session
from shared.outbox import add_event
from shared.problems import InvalidRequestError, NotFoundError, Problem, field_error
from shared.texts import Text

_INHERITED = ("tenant_id", "actor_id", "name", "livemode", "scopes", "seller_ids", "expires_at", "chain_id")
"""What a rotated key hands to its successor."""

_NO_ACTOR = Text(
    en="The tenant has no such actor; /v1/actors has them all", zh="租户没有此成员；全部成员见 /v1/actors"
)
_BEYOND_ROLES = Text(en="None of the actor's roles has the scope", zh="该成员的角色不具备此权限")
_BEYOND_ACTOR = Text(en="The actor does not have the seller account", zh="该成员没有此卖家账户")
_MOST = Text(
    en="{most} keys work, of live and test together. Revoke one that is not needed (DELETE /v1/api-keys/{{key_id}}).",
    zh="正式与测试密钥合计已有 {most} 个有效。请先吊销不再需要的密钥（DELETE /v1/api-keys/{{key_id}}）。",
)
_PAST = Text(en="Must lie in the future", zh="须晚于当前时间")


class ApiKeyInactiveError(Problem):
    """A revoked or expired key cannot be rotated."""

    code, status = "api-key-inactive", 409
    title = Text(en="The key no longer works", zh="该密钥已失效")


class RotationUnderwayError(Problem):
    """The key's last rotation is not over: the old and the new one both work."""

    code, status = "rotation-underway", 409
    title = Text(en="Two keys of this rotation work already", zh="该密钥轮换中已有两个有效密钥")


class TooManyKeysError(Problem):
    """So many keys of the tenant work that there may be no other."""

    code, status = "too-many-api-keys", 409
    title = Text(en="The tenant has as many keys as it may have", zh="租户的有效密钥已达上限")


class ActorInactiveError(Problem):
    """A deactivated actor gets no keys."""

    code, status = "actor-inactive", 409
    title = Text(en="The actor is deactivated", zh="该人员或系统已停用")


def create_api_key(
    session: Session, principal: Principal, data: ApiKeyCreate, *, most: int, pepper: bytes, now: datetime
) -> ApiKeySecretRead:
    """A new key, unless `most` of the tenant work.

    Raises LiveKeyRequiredError, TooManyKeysError, ActorInactiveError, and InvalidRequestError for an actor that is
    not the tenant's or has less than the key would.
    """
    if data.livemode and not principal.livemode:
        raise LiveKeyRequiredError
    owner = tenants.organisation_of(session, principal)
    actors.check_sellers(session, principal, data.seller_ids)
    tenants.lock(session, owner)
    if ApiKeyRepository(session, owner, test_only=False).count_active(now=now) >= most:
        raise TooManyKeysError(_MOST.filled(most=most))
    created = issue_api_key(session, owner, data, by=principal.actor_id, pepper=pepper, now=now)
    _tell(session, "api_key.created", principal, created, now=now)
    _note(session, principal, "created", created.key_id, None, _members(created), now=now)
    return created


def issue_api_key(
    session: Session,
    live_tenant_id: str,
    data: ApiKeyCreate,
    *,
    by: str | None = None,
    pepper: bytes,
    now: datetime,
) -> ApiKeySecretRead:
    """A new key of an organisation's actor, also for those who set up an installation and have none yet.

    Raises ActorInactiveError and InvalidRequestError.
    """
    actor = actors.find_holder(session, live_tenant_id, data.actor_id, livemode=data.livemode)
    if actor is None:
        raise _invalid("/actor_id", "not-found", _NO_ACTOR)
    _check_within(actor, data)
    if data.expires_at is not None and data.expires_at <= now:
        raise _invalid("/expires_at", "in-the-past", _PAST)
    values = {
        "tenant_id": live_tenant_id,
        "actor_id": data.actor_id,
        "name": data.name,
        "livemode": data.livemode,
        "scopes": " ".join(sorted(set(data.scopes))),
        "seller_ids": None if data.seller_ids is None else " ".join(dict.fromkeys(data.seller_ids)),
        "created_by": by,
        "expires_at": data.expires_at,
    }
    return _issue(session, values, pepper=pepper, now=now)


def rotate_api_key(
    session: Session, principal: Principal, key_id: str, data: ApiKeyRotate, *, pepper: bytes, now: datetime
) -> ApiKeySecretRead:
    """A successor with the same rights; the old key ends after the overlap.

    Raises NotFoundError, ApiKeyInactiveError and RotationUnderwayError.
    """
    repository = _repository(session, principal)
    old = _require(repository, key_id)
    active = _active_of(repository.chain(old.chain_id), now=now)
    if old not in active:
        raise ApiKeyInactiveError
    if len(active) >= rules.MAX_ACTIVE_IN_CHAIN:
        raise RotationUnderwayError
    before = {"expires_at": old.expires_at, "successor": None}
    inherited = {name: getattr(old, name) for name in _INHERITED} | {"created_by": principal.actor_id}
    created = _issue(session, inherited, pepper=pepper, now=now)
    old.expires_at = rules.end_of_overlap(old.expires_at, timedelta(hours=data.overlap_hours), now=now)
    old.updated_at = now
    repository.save()
    _tell(session, "api_key.created", principal, created, now=now)
    after = {"expires_at": old.expires_at, "successor": created.key_id}
    _note(session, principal, "rotated", old.key_id, before, after, now=now)
    return created


def revoke_api_key(session: Session, principal: Principal, key_id: str, *, now: datetime) -> None:
    """The key stops working within seconds; a second time changes nothing. Raises NotFoundError."""
    repository = _repository(session, principal)
    key = _require(repository, key_id)
    if key.revoked_at is None:
        key.revoked_at = key.updated_at = now
        key.revoked_by = principal.actor_id
        repository.save()
        revoked = _read(key, now=now)
        _tell(session, "api_key.revoked", principal, revoked, now=now)
        _note(session, principal, "revoked", key_id, _members(revoked), None, now=now)


def take_seller(
    session: Session, principal: Principal, seller_id: str, *, now: datetime
) -> tuple[list[str], list[str]]:
    """Take an account that is gone out of the limits of keys: those revoked that had no other, and those narrowed."""
    repository = _repository(session, principal)
    narrowed: list[str] = []
    revoked: list[str] = []
    for key in repository.limited():
        sellers = (key.seller_ids or "").split()
        if sellers == [seller_id]:
            revoke_api_key(session, principal, key.key_id, now=now)
            revoked.append(key.key_id)
        elif seller_id in sellers:
            key.seller_ids = " ".join(each for each in sellers if each != seller_id)
            key.updated_at = now
            narrowed.append(key.key_id)
    repository.save()
    return revoked, narrowed


def get_api_key(session: Session, principal: Principal, key_id: str, *, now: datetime) -> ApiKeyRead:
    """What is known of a key. Raises NotFoundError."""
    return _read(_require(_repository(session, principal), key_id), now=now)


def list_api_keys(session: Session, principal: Principal, query: ApiKeyQuery, *, now: datetime) -> ApiKeyPage:
    """A page of the organisation's keys; a test key sees test keys. Raises the errors of cursors."""
    found = _repository(session, principal).poll(query)
    return ApiKeyPage(items=[_read(row, now=now) for row in found.rows], **found.envelope)


def _repository(session: Session, principal: Principal) -> ApiKeyRepository:
    owner = tenants.organisation_of(session, principal)
    return ApiKeyRepository(session, owner, test_only=not principal.livemode)


def _require(repository: ApiKeyRepository, key_id: str) -> ApiKey:
    key = repository.get(key_id)
    if key is None:
        raise NotFoundError
    return key


def _active_of(keys: Sequence[ApiKey], *, now: datetime) -> list[ApiKey]:
    return [key for key in keys if rules.is_active(key.expires_at, key.revoked_at, now=now)]


def _check_within(actor: Actor, data: ApiKeyCreate) -> None:
    """A key that says more than its actor may do would be believed, and fail later."""
    if actor.deactivated_at is not None:
        raise ActorInactiveError
    allowed, sellers = scopes_of(actor.roles.split()), actors.sellers_of(actor.seller_ids)
    for index, scope in enumerate(data.scopes):
        if scope not in allowed:
            raise _invalid(f"/scopes/{index}", "beyond-roles", _BEYOND_ROLES)
    for index, seller_id in enumerate(data.seller_ids or ()):
        if sellers is not None and seller_id not in sellers:
            raise _invalid(f"/seller_ids/{index}", "beyond-actor", _BEYOND_ACTOR)


def _issue(session: Session, values: Mapping[str, Any], *, pepper: bytes, now: datetime) -> ApiKeySecretRead:
    text = api_keys.make(livemode=values["livemode"])
    key_id = text.split("_")[2]
    columns = {"chain_id": key_id} | dict(values)
    key = ApiKey(
        **columns,
        key_id=key_id,
        digest=api_keys.digest(text, pepper),
        last_four=text[-4:],
        created_at=now,
        updated_at=now,
    )
    ApiKeyRepository(session, key.tenant_id, test_only=False).add(key)
    return ApiKeySecretRead(**_read(key, now=now).model_dump(), api_key=text)


def _read(key: ApiKey, *, now: datetime) -> ApiKeyRead:
    derived = {
        "scopes": key.scopes.split(),
        "seller_ids": None if key.seller_ids is None else key.seller_ids.split(),
        "active": rules.is_active(key.expires_at, key.revoked_at, now=now),
    }
    return ApiKeyRead.model_validate(key.model_dump() | derived)


def _tell(session: Session, name: str, principal: Principal, key: ApiKeyRead, *, now: datetime) -> None:
    data = {
        "key_id": key.key_id,
        "actor_id": key.actor_id,
        "livemode": key.livemode,
        "by_actor_id": principal.actor_id,
    }
    subject = f"api_key:{key.key_id}"
    add_event(session, name=name, tenant_id=principal.tenant_id, subject=subject, data=data, now=now)


def _members(key: ApiKeyRead) -> dict[str, Any]:
    """What of a key is kept for good: neither its name nor anything of its text."""
    return key.model_dump(mode="json", include={"actor_id", "livemode", "scopes", "seller_ids", "expires_at"})


def _note(
    session: Session,
    principal: Principal,
    done: str,
    key_id: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    change = Change("api_key", done, key_id, before=before, after=after)
    audit.note(session, principal, principal.tenant_id, change, now=now)


def _invalid(pointer: str, code: str, text: Text) -> InvalidRequestError:
    return InvalidRequestError(errors=[field_error(pointer, code, text)])
