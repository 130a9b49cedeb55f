"""The SQL of tenants and actors."""

from typing import Any

from sqlalchemy import Select
from sqlmodel import select

from services.gateway.models import Actor, Tenant
from services.gateway.tenants.schemas import ActorQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.positions import Order, Part, Polled, poll

_ORDER = Order(table_of(Actor), ("actor_id",))


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

    def poll_actors(self, query: ActorQuery) -> Polled[Actor]:
        """A page of the tenant's actors. Raises the errors of cursors."""
        statement: Select[Any] = select(Actor).where(Actor.tenant_id == self._tenant_id)

        def read(part: Part) -> list[Actor]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)
