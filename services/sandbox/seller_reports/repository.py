"""All SQL about seller reports."""

from datetime import datetime

from sqlmodel import col, select

from services.sandbox.models import SellerReport
from shared.db import Session


class SellerReportRepository:
    """Requests of all sellers: the link of a document names none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, report: SellerReport) -> None:
        """Keep a request, new or changed."""
        self._session.add(report)
        self._session.flush()

    def find(self, report_id: str) -> SellerReport | None:
        """The request of a report id."""
        return self._session.get(SellerReport, report_id)

    def list_between(self, seller_id: str, since: datetime, until: datetime) -> list[SellerReport]:
        """A seller's requests from `since` to `until`, by the seller's clock, newest first."""
        query = (
            select(SellerReport)
            .where(SellerReport.seller_id == seller_id)
            .where(SellerReport.moment >= since)
            .where(SellerReport.moment <= until)
            .order_by(col(SellerReport.moment).desc(), col(SellerReport.report_id).desc())
        )
        return list(self._session.exec(query))
