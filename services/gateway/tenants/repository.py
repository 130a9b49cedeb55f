"""The SQL of tenants and actors."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from services.gateway.models import Actor, Tenant
from services.gateway.tenants.schemas import ActorQuery
from shared.db import Session


class TenantRepository:
    """One tenant, its twin, and the actors of the live one of the two."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, row: Tenant | Actor) -> None:
        """Store a new tenant or actor."""
        self._session.add(row)
        self._session.flush()

    def tenant(self) -> Tenant | None:
        """The tenant itself."""
        return self._session.get(Tenant, self._tenant_id)

    def twin(self) -> Tenant | None:
        """The test twin of this live tenant."""
        query = select(Tenant).where(Tenant.live_tenant_id == self._tenant_id)
        return self._session.exec(query).one_or_none()

    def actor(self, actor_id: str) -> Actor | None:
        """One actor of this live tenant."""
        query = select(Actor).where(Actor.tenant_id == self._tenant_id, Actor.actor_id == actor_id)
        return self._session.exec(query).one_or_none()

    def actors(self, query: ActorQuery, after: Sequence[Any] | None) -> list[Actor]:
        """Up to `limit + 1` actors by (updated_at, actor_id)."""
        statement = select(Actor).where(Actor.tenant_id == self._tenant_id)
        if query.updated_after is not None:
            statement = statement.where(Actor.updated_at > query.updated_after)
        order = (col(Actor.updated_at), col(Actor.actor_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
