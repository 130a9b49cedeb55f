"""The SQL of ads findings."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col

from services.ads.findings.schemas import AdsFindingQuery
from services.ads.models import Finding
from services.ads.products import code_of
from shared.db import Session
from shared.findings.repository import FindingRepository
from shared.findings.schemas import FindingQuery


class AdsFindings(FindingRepository[Finding]):
    """The findings of one tenant; those of one ad product where one is given, which new ones are of, too."""

    def __init__(self, session: Session, tenant_id: str, ad_product: str | None = None) -> None:
        super().__init__(session, tenant_id, Finding)
        self._ad_product = ad_product

    def add(self, findings: Iterable[Finding]) -> None:
        """Take new findings, which are of the product."""
        new = list(findings)
        for finding in new:
            finding.ad_product = self._ad_product or finding.ad_product
        super().add(new)

    def _judged(self, seller_id: str, marketplace_id: str, codes: Sequence[str]) -> Sequence[ColumnElement[bool]]:
        judged = super()._judged(seller_id, marketplace_id, codes)
        return judged if self._ad_product is None else (*judged, col(Finding.ad_product) == self._ad_product)

    def _own_conditions(self, query: FindingQuery) -> Sequence[ColumnElement[bool]]:
        if not isinstance(query, AdsFindingQuery) or query.ad_product is None:
            return ()
        return (col(Finding.ad_product) == code_of(query.ad_product),)


def findings_of(session: Session, tenant_id: str) -> AdsFindings:
    """The findings of one tenant."""
    return AdsFindings(session, tenant_id)
