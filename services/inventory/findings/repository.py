"""The SQL of inventory findings."""

from services.inventory.models import Finding
from shared.db import Session
from shared.findings.repository import FindingRepository


def findings_of(session: Session, tenant_id: str) -> FindingRepository[Finding]:
    """The findings of one tenant."""
    return FindingRepository(session, tenant_id, Finding)
