"""All SQL about report requests."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from services.sandbox.models import ReportRequest
from shared.db import Session


class ReportRepository:
    """Report requests of all profiles: the link of a document names no profile."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self, profile_id: int) -> None:
        """Let no other transaction work on this profile's requests until this one has ended.

        On SQLite that is so anyway: write transactions come one after the other.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.exec(select(func.pg_advisory_xact_lock(profile_id)))

    def add(self, request: ReportRequest) -> None:
        """Keep a request."""
        self._session.add(request)
        self._session.flush()

    def find(self, report_id: str) -> ReportRequest | None:
        """The request of a report id."""
        return self._session.get(ReportRequest, report_id)

    def find_since(self, profile_id: int, fingerprint: str, since: datetime) -> ReportRequest | None:
        """The newest equal request of a profile that was made after `since`."""
        query = (
            select(ReportRequest)
            .where(ReportRequest.profile_id == profile_id)
            .where(ReportRequest.fingerprint == fingerprint)
            .where(ReportRequest.requested_at > since)
            .order_by(col(ReportRequest.requested_at).desc())
            .limit(1)
        )
        return self._session.exec(query).first()
