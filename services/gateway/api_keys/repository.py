"""The SQL of API keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlmodel import col, func, or_, select

from services.gateway.api_keys.schemas import ApiKeyQuery
from services.gateway.models import ApiKey
from shared.db import Session
from shared.db.columns import table_of
from shared.positions import Order, Part, Polled, poll

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

    def count_active(self, *, now: datetime) -> int:
        """How many keys work."""
        lasting = or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now)
        mine = select(func.count()).where(*self._mine, col(ApiKey.revoked_at).is_(None), lasting)
        return self._session.exec(mine).one()

    def limited(self) -> list[ApiKey]:
        """Keys that were not revoked and do not have all seller accounts, locked until the transaction ends."""
        query = select(ApiKey).where(
            *self._mine, col(ApiKey.seller_ids).is_not(None), col(ApiKey.revoked_at).is_(None)
        )
        return list(self._session.exec(query.order_by(ApiKey.key_id).with_for_update()))

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
