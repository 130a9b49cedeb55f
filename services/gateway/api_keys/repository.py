"""The SQL of API keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, or_
from sqlmodel import col, select

from services.gateway.api_keys.schemas import ApiKeyQuery
from services.gateway.models import Actor, ApiKey, Tenant
from shared.db import Session
from shared.db.columns import table_of
from shared.positions import Order, Part, Polled, poll


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key as the look-up of every request sees it; `tenant_id` is the one that the key opens."""

    key_id: str
    tenant_id: str
    actor_id: str
    kind: Literal["person", "system"]
    livemode: bool
    scopes: frozenset[str]
    expires_at: datetime | None
    revoked_at: datetime | None


_ORDER = Order(table_of(ApiKey), ("key_id",))


class ApiKeyRepository:
    """Keys of one live tenant; `test_only` leaves out those that open the live data."""

    def __init__(self, session: Session, tenant_id: str, *, test_only: bool) -> None:
        self._session = session
        self._tenant_id = tenant_id
        modes = (False,) if test_only else (False, True)
        self._mine = (col(ApiKey.tenant_id) == tenant_id, col(ApiKey.livemode).in_(modes))

    def add(self, key: ApiKey) -> None:
        """Store a new key."""
        self._session.add(key)
        self._session.flush()

    def save(self) -> None:
        """Write the changes made to keys of this repository."""
        self._session.flush()

    def get(self, key_id: str) -> ApiKey | None:
        """One key."""
        return self._session.exec(select(ApiKey).where(*self._mine, ApiKey.key_id == key_id)).one_or_none()

    def chain(self, chain_id: str) -> list[ApiKey]:
        """All keys that followed each other by rotation; no other transaction can add one until this one ends."""
        members = (*self._mine, ApiKey.chain_id == chain_id)
        # Two statements: the one that waited for the lock does not see what was added meanwhile, the next does.
        self._session.exec(select(ApiKey.key_id).where(*members).order_by(ApiKey.key_id).with_for_update()).all()
        query = select(ApiKey).where(*members).execution_options(populate_existing=True)
        return list(self._session.exec(query))

    def poll(self, query: ApiKeyQuery) -> Polled[ApiKey]:
        """A page of keys. Raises the errors of cursors."""
        statement: Select[Any] = select(ApiKey).where(*self._mine)
        if query.actor_id is not None:
            statement = statement.where(col(ApiKey.actor_id) == query.actor_id)

        def read(part: Part) -> list[ApiKey]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)


def find_key(session: Session, digest: str) -> KnownKey | None:
    """The key of a digest, of any tenant: who the caller is, is the question here."""
    opened = or_(
        (col(ApiKey.livemode).is_(True)) & (Tenant.tenant_id == ApiKey.tenant_id),
        (col(ApiKey.livemode).is_(False)) & (Tenant.live_tenant_id == ApiKey.tenant_id),
    )
    query = (
        select(ApiKey, Tenant.tenant_id, Actor.kind)
        .join(Tenant, opened)
        .join(Actor, col(Actor.actor_id) == ApiKey.actor_id)
        .where(ApiKey.digest == digest)
    )
    found = session.exec(query).one_or_none()
    if found is None:
        return None
    key, tenant_id, kind = found
    return KnownKey(
        key_id=key.key_id,
        tenant_id=tenant_id,
        actor_id=key.actor_id,
        kind="system" if kind == "system" else "person",
        livemode=key.livemode,
        scopes=frozenset(key.scopes.split()),
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
    )
