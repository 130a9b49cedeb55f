"""The SQL of inventory findings."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from services.inventory.models import Finding
from shared.db import Session
from shared.findings.repository import FindingRepository


class InventoryFindings(FindingRepository[Finding]):
    """The findings of one tenant; those of a pool stand at its home, and concern all its marketplaces."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        super().__init__(session, tenant_id, Finding)

    def _concerning(self, marketplace_ids: Sequence[str]) -> ColumnElement[bool]:
        shared = (col(Finding.shares).contains(f'"{each}"') for each in marketplace_ids)
        return or_(super()._concerning(marketplace_ids), *shared)


def findings_of(session: Session, tenant_id: str) -> InventoryFindings:
    """The findings of one tenant."""
    return InventoryFindings(session, tenant_id)
