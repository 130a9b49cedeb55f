"""The SQL of tickets findings."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col

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

    def _judged(self, seller_id: str, marketplace_id: str, codes: Sequence[str]) -> Sequence[ColumnElement[bool]]:
        subject_type, subject_id = self._subject
        of_subject = col(Finding.subject_type) == subject_type, col(Finding.subject_id) == subject_id
        return *super()._judged(seller_id, marketplace_id, codes), *of_subject
