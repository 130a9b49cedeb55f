"""Reports that clients have asked for; their content is made when it is downloaded."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime


class ReportRequest(SandboxModel, table=True):
    """One accepted request. `configuration` is its JSON; `fingerprint` is equal for equal requests.

    `requested_at` is the real moment, `asked_on` the day on the seller's clock in the profile's time zone.
    """

    __tablename__ = "report_request"
    __table_args__ = (Index("ix_report_request_equal", "profile_id", "fingerprint", "requested_at"),)

    report_id: str = Field(primary_key=True, max_length=36)
    seed: int = Field(sa_type=BigInteger)
    size: int
    profile_id: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=500)
    start_on: date
    end_on: date
    configuration: str
    fingerprint: str = Field(max_length=64)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    asked_on: date
