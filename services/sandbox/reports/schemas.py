"""The shapes of version 3 reporting, spelled as Amazon spells them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/vnd.createasyncreportrequest.v3+json"
Status = Literal["PENDING", "PROCESSING", "COMPLETED", "FAILED"]


class Configuration(BaseModel):
    """What the report is to hold. Filters are not simulated: only an empty list is taken."""

    model_config = ConfigDict(extra="forbid")

    adProduct: str
    groupBy: list[str]
    columns: list[str]
    reportTypeId: str
    timeUnit: str
    format: str
    filters: list[str] | None = Field(default=None, max_length=0)


class ReportCreate(BaseModel):
    """A request for a report; the last day, `endDate`, belongs to it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=500, pattern=r"^[^\x00]*$")
    startDate: date
    endDate: date
    configuration: Configuration


class ReportRead(BaseModel):
    """A report and how far it is; `url` and what follows from it come with COMPLETED.

    `url` answers with a gzip file of a JSON array until `urlExpiresAt`; `fileSize` is in bytes.
    """

    reportId: str
    name: str
    status: Status
    startDate: date
    endDate: date
    configuration: Configuration
    createdAt: datetime
    updatedAt: datetime
    generatedAt: datetime | None = None
    url: str | None = None
    urlExpiresAt: datetime | None = None
    fileSize: int | None = None
    failureReason: str | None = None
