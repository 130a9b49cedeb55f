"""The SQL of webhook endpoints."""

from typing import Any

from sqlalchemy import Select, func
from sqlmodel import col, select

from services.gateway.models import Tenant, WebhookEndpoint
from services.gateway.webhook_endpoints.schemas import WebhookEndpointQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.positions import Order, Part, Polled, poll

_ORDER = Order(table_of(WebhookEndpoint), ("endpoint_id",))
_IS_KEPT = col(WebhookEndpoint.deleted_at).is_(None)


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
        query = select(func.count()).select_from(WebhookEndpoint)
        query = query.where(WebhookEndpoint.tenant_id == self._tenant_id, _IS_KEPT)
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

    def get(self, endpoint_id: str, *, locked: bool = False) -> WebhookEndpoint | None:
        """One endpoint, on request locked until the transaction ends; None when the tenant has none of this id."""
        query = select(WebhookEndpoint).where(
            WebhookEndpoint.tenant_id == self._tenant_id, WebhookEndpoint.endpoint_id == endpoint_id, _IS_KEPT
        )
        return self._session.exec(query.with_for_update() if locked else query).one_or_none()

    def poll(self, query: WebhookEndpointQuery) -> Polled[WebhookEndpoint]:
        """A page of the tenant's endpoints. Raises the errors of cursors."""
        statement: Select[Any] = select(WebhookEndpoint).where(WebhookEndpoint.tenant_id == self._tenant_id)
        if not query.include_deleted:
            statement = statement.where(_IS_KEPT)
        if query.enabled is not None:
            statement = statement.where(col(WebhookEndpoint.enabled) == query.enabled)

        def read(part: Part) -> list[WebhookEndpoint]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)
