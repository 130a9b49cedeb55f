"""Deliveries of one tenant: read, and started anew."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, update
from sqlmodel import col, select

from services.gateway.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from services.gateway.webhook_deliveries.schemas import WebhookDeliveryQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.positions import Order, Part, Polled, poll

MAX_ATTEMPTS_SHOWN = 100

_ORDER = Order(table_of(WebhookDelivery), ("delivery_id",))


class WebhookDeliveryRepository:
    """Deliveries of one tenant, live or twin."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, delivery_id: str) -> WebhookDelivery | None:
        """One delivery as it is stored now."""
        query = select(WebhookDelivery).where(
            WebhookDelivery.tenant_id == self._tenant_id, WebhookDelivery.delivery_id == delivery_id
        )
        return self._session.exec(query.execution_options(populate_existing=True)).one_or_none()

    def attempts(self, delivery_id: str) -> list[WebhookAttempt]:
        """The newest attempts of a delivery, the first one first."""
        query = (
            select(WebhookAttempt)
            .join(WebhookDelivery, col(WebhookDelivery.delivery_id) == col(WebhookAttempt.delivery_id))
            .where(WebhookDelivery.tenant_id == self._tenant_id, WebhookAttempt.delivery_id == delivery_id)
            .order_by(col(WebhookAttempt.number).desc())
            .limit(MAX_ATTEMPTS_SHOWN)
        )
        return list(self._session.exec(query))[::-1]

    def poll(self, query: WebhookDeliveryQuery) -> Polled[WebhookDelivery]:
        """A page of the tenant's deliveries. Raises the errors of cursors."""
        statement: Select[Any] = select(WebhookDelivery).where(WebhookDelivery.tenant_id == self._tenant_id)
        for name in ("endpoint_id", "status", "event_type", "subject"):
            if (wished := getattr(query, name)) is not None:
                statement = statement.where(getattr(WebhookDelivery, name) == wished)

        def read(part: Part) -> list[WebhookDelivery]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def lock_endpoint(self, endpoint_id: str) -> WebhookEndpoint | None:
        """An endpoint of the tenant; its deliveries change in no other transaction until this one ends."""
        query = select(WebhookEndpoint).where(
            WebhookEndpoint.tenant_id == self._tenant_id,
            WebhookEndpoint.endpoint_id == endpoint_id,
            col(WebhookEndpoint.deleted_at).is_(None),
        )
        locked = query.with_for_update().execution_options(populate_existing=True)
        return self._session.exec(locked).one_or_none()

    def save(self) -> None:
        """Write the changes made to deliveries of this repository."""
        self._session.flush()

    def restart_failed(self, endpoint_id: str, *, failed_since: datetime, now: datetime) -> int:
        """Make what failed at an endpoint since a moment pending again, unscheduled; how many."""
        table = table_of(WebhookDelivery)
        restarted = (
            update(table)
            .where(
                table.c.tenant_id == self._tenant_id,
                table.c.endpoint_id == endpoint_id,
                table.c.status == "failed",
                table.c.updated_at >= failed_since,
            )
            .values(status="pending", tries=0, updated_at=now)
            .returning(table.c.delivery_id)
        )
        return len(self._session.execute(restarted).all())
