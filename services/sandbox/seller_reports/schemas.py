"""Requests of the Reports API 2021-06-30, spelled as Amazon spells them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.sandbox.parameters import Moment, Several

ProcessingStatus = Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]


class SellerReportCreate(BaseModel):
    """Which report to make; dates are taken for reports that have none, and ignored."""

    reportType: str = Field(min_length=1, max_length=100)
    marketplaceIds: list[str] = Field(min_length=1, max_length=25)
    dataStartTime: Moment | None = None
    dataEndTime: Moment | None = None
    reportOptions: dict[str, str] | None = None


class SellerReportSearch(BaseModel):
    """Which reports to list; a nextToken brings its own question."""

    reportTypes: Annotated[list[str], Several, Field(max_length=10)] = []
    processingStatuses: Annotated[list[ProcessingStatus], Several] = []
    marketplaceIds: Annotated[list[str], Several, Field(max_length=10)] = []
    pageSize: int = Field(default=10, ge=1, le=100)
    createdSince: Moment | None = None
    createdUntil: Moment | None = None
    nextToken: str | None = None
