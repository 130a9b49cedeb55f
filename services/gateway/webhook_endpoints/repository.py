"""The SQL of webhook endpoints."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, tuple_
from sqlmodel import col, delete, select

from services.gateway.models import Tenant, WebhookEndpoint
from services.gateway.webhook_endpoints.schemas import WebhookEndpointQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing


class WebhookEndpointRepository:
    """Webhook endpoints of one tenant, live or twin."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def lock(self) -> None:
        """Let no other transaction add an endpoint of the tenant, or move one, until this one ends."""
        tenant = select(Tenant.tenant_id).where(Tenant.tenant_id == self._tenant_id)
        self._session.exec(tenant.with_for_update(key_share=True)).all()

    def count(self) -> int:
        """How many there are."""
        query = select(func.count()).select_from(WebhookEndpoint).where(WebhookEndpoint.tenant_id == self._tenant_id)
        return self._session.exec(query).one()

    def add(self, endpoint: WebhookEndpoint) -> bool:
        """Store a new endpoint; False when the tenant has one with this address."""
        return add_missing(self._session, table_of(WebhookEndpoint), endpoint.model_dump())

    def has_other(self, endpoint: WebhookEndpoint, url: str) -> bool:
        """Whether another endpoint of the tenant has this address."""
        query = select(WebhookEndpoint.endpoint_id).where(
            WebhookEndpoint.tenant_id == self._tenant_id,
            WebhookEndpoint.url == url,
            WebhookEndpoint.endpoint_id != endpoint.endpoint_id,
        )
        return self._session.exec(query).first() is not None

    def save(self) -> None:
        """Write the changes made to endpoints of this repository."""
        self._session.flush()

    def remove(self, endpoint_id: str) -> None:
        """Delete an endpoint with its deliveries."""
        mine = (col(WebhookEndpoint.tenant_id) == self._tenant_id, col(WebhookEndpoint.endpoint_id) == endpoint_id)
        self._session.exec(delete(WebhookEndpoint).where(*mine))

    def get(self, endpoint_id: str, *, locked: bool = False) -> WebhookEndpoint | None:
        """One endpoint, on request locked until the transaction ends; None when the tenant has none of this id."""
        query = select(WebhookEndpoint).where(
            WebhookEndpoint.tenant_id == self._tenant_id, WebhookEndpoint.endpoint_id == endpoint_id
        )
        return self._session.exec(query.with_for_update() if locked else query).one_or_none()

    def page(self, query: WebhookEndpointQuery, after: Sequence[Any] | None) -> list[WebhookEndpoint]:
        """Up to `limit + 1` endpoints by (updated_at, endpoint_id)."""
        statement = select(WebhookEndpoint).where(WebhookEndpoint.tenant_id == self._tenant_id)
        if query.enabled is not None:
            statement = statement.where(WebhookEndpoint.enabled == query.enabled)
        if query.updated_after is not None:
            statement = statement.where(WebhookEndpoint.updated_at > query.updated_after)
        order = (col(WebhookEndpoint.updated_at), col(WebhookEndpoint.endpoint_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
