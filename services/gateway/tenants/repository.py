"""The SQL of tenants."""

from sqlmodel import select

from services.gateway.models import Tenant
from shared.db import Session


class TenantRepository:
    """One tenant and its twin."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, tenant: Tenant) -> None:
        """Store a new tenant."""
        self._session.add(tenant)
        self._session.flush()

    def tenant(self) -> Tenant | None:
        """The tenant itself."""
        return self._session.get(Tenant, self._tenant_id)

    def lock(self) -> None:
        """Lock the tenant's row."""
        query = select(Tenant.tenant_id).where(Tenant.tenant_id == self._tenant_id).with_for_update()
        self._session.exec(query).one()

    def twin(self) -> Tenant | None:
        """The test twin of this live tenant."""
        query = select(Tenant).where(Tenant.live_tenant_id == self._tenant_id)
        return self._session.exec(query).one_or_none()
