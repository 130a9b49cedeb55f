"""The SQL of subscribers: endpoints of the tenant that is the installation itself."""

from datetime import datetime

from sqlmodel import select

from services.gateway.models import Tenant, WebhookEndpoint
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing


class SubscriberRepository:
    """Endpoints of the installation."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_installation(self, *, now: datetime) -> None:
        """Store the tenant that is the installation, unless it is there."""
        row = Tenant(tenant_id=self._tenant_id, name="Zhuli", livemode=True, created_at=now).model_dump()
        add_missing(self._session, table_of(Tenant), row)

    def get(self, name: str) -> WebhookEndpoint | None:
        """The endpoint of one subscriber."""
        query = select(WebhookEndpoint).where(
            WebhookEndpoint.tenant_id == self._tenant_id, WebhookEndpoint.endpoint_id == name
        )
        return self._session.exec(query).one_or_none()

    def save(self, endpoint: WebhookEndpoint) -> None:
        """Store a new endpoint, or the changes of one."""
        self._session.add(endpoint)
        self._session.flush()
