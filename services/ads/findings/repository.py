"""The SQL of ads findings."""

from collections.abc import Iterable, Sequence

from services.ads.models import Finding
from shared.db import Session
from shared.findings.repository import FindingRepository


def findings_of(session: Session, tenant_id: str) -> FindingRepository[Finding]:
    """The findings of one tenant."""
    return FindingRepository(session, tenant_id, Finding)


class ProductFindings(FindingRepository[Finding]):
    """The findings of one ad product of a tenant: what a judgement of it may open and resolve."""

    def __init__(self, session: Session, tenant_id: str, ad_product: str) -> None:
        super().__init__(session, tenant_id, Finding)
        self._ad_product = ad_product

    def add(self, findings: Iterable[Finding]) -> None:
        """Take new findings, which are of the product."""
        new = list(findings)
        for finding in new:
            finding.ad_product = self._ad_product
        super().add(new)

    def unresolved(self, seller_id: str, marketplace_id: str, codes: Sequence[str]) -> list[Finding]:
        """Those that a judgement of the product may change, locked."""
        found = super().unresolved(seller_id, marketplace_id, codes)
        return [finding for finding in found if finding.ad_product == self._ad_product]
