"""The SQL of tickets findings."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.tickets.models import Finding
from shared.db import Session
from shared.findings.repository import FindingRepository


def findings_of(session: Session, tenant_id: str) -> FindingRepository[Finding]:
    """The findings of one tenant."""
    return FindingRepository(session, tenant_id, Finding)


class SubjectFindingRepository(FindingRepository[Finding]):
    """The findings of one tenant about one subject: a judgement of it alone leaves all others alone."""

    def __init__(self, session: Session, tenant_id: str, subject_type: str, subject_id: str) -> None:
        super().__init__(session, tenant_id, Finding)
        self._subject = (subject_type, subject_id)

    def unresolved(self, seller_id: str, marketplace_id: str, codes: Sequence[str]) -> list[Finding]:
        """The findings about the subject that a judgement of these codes may change, locked."""
        subject_type, subject_id = self._subject
        query = select(Finding).where(
            Finding.tenant_id == self.tenant_id,
            Finding.seller_id == seller_id,
            Finding.marketplace_id == marketplace_id,
            col(Finding.code).in_(codes),
            Finding.subject_type == subject_type,
            Finding.subject_id == subject_id,
            col(Finding.resolved_at).is_(None),
        )
        return list(self._session.exec(query.with_for_update()))
