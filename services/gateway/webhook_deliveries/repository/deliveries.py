"""Deliveries of one tenant: read, and started anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import tuple_, update
from sqlmodel import col, select

from services.gateway.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from services.gateway.webhook_deliveries.schemas import WebhookDeliveryQuery
from shared.db import Session
from shared.db.columns import table_of

MAX_ATTEMPTS_SHOWN = 100


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

    def page(self, query: WebhookDeliveryQuery, after: Sequence[Any] | None) -> list[WebhookDelivery]:
        """Up to `limit + 1` deliveries by (updated_at, delivery_id)."""
        statement = select(WebhookDelivery).where(WebhookDelivery.tenant_id == self._tenant_id)
        for name in ("endpoint_id", "status", "event_type", "subject"):
            if (wished := getattr(query, name)) is not None:
                statement = statement.where(getattr(WebhookDelivery, name) == wished)
        if query.updated_after is not None:
            statement = statement.where(WebhookDelivery.updated_at > query.updated_after)
        order = (col(WebhookDelivery.updated_at), col(WebhookDelivery.delivery_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))

    def lock_endpoint(self, endpoint_id: str) -> WebhookEndpoint | None:
        """An endpoint of the tenant; its deliveries change in no other transaction until this one ends."""
        query = select(WebhookEndpoint).where(
            WebhookEndpoint.tenant_id == self._tenant_id, WebhookEndpoint.endpoint_id == endpoint_id
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
