"""The SQL of actors."""

from typing import Any

from sqlalchemy import Select
from sqlmodel import col, select

from services.gateway.actors.schemas import ActorQuery
from services.gateway.models import Actor
from shared.db import Session
from shared.db.columns import table_of
from shared.positions import Order, Part, Polled, poll

_ORDER = Order(table_of(Actor), ("actor_id",))


class ActorRepository:
    """Actors of one tenant, and those of its other half where that is named: of the live tenant, of its test twin."""

    def __init__(self, session: Session, tenant_id: str, other_id: str | None = None) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._others = [other_id] if other_id and other_id != tenant_id else []
        self._mine = col(Actor.tenant_id).in_([tenant_id, *self._others])

    def add(self, actor: Actor) -> None:
        """Store a new actor."""
        self._session.add(actor)
        self._session.flush()

    def save(self) -> None:
        """Write the changes made to actors of this repository."""
        self._session.flush()

    def get(self, actor_id: str, *, locked: bool = False) -> Actor | None:
        """One actor, on request locked until the transaction ends."""
        query = select(Actor).where(self._mine, Actor.actor_id == actor_id)
        return self._session.exec(query.with_for_update() if locked else query).one_or_none()

    def limited(self) -> list[Actor]:
        """Actors that do not have all seller accounts, locked until the transaction ends."""
        query = select(Actor).where(self._mine, col(Actor.seller_ids).is_not(None))
        return list(self._session.exec(query.order_by(col(Actor.actor_id)).with_for_update()))

    def poll(self, query: ActorQuery) -> Polled[Actor]:
        """A page of actors. Raises the errors of cursors."""
        statement: Select[Any] = select(Actor).where(self._mine)
        if query.kind is not None:
            statement = statement.where(col(Actor.kind) == query.kind)
        if query.active is not None:
            is_gone = col(Actor.deactivated_at).is_not(None)
            statement = statement.where(~is_gone if query.active else is_gone)

        def read(part: Part) -> list[Actor]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read, others=self._others)
