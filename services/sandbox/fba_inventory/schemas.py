"""The query of the FBA Inventory API v1, spelled as Amazon spells it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.sandbox.parameters import Moment, Several


class SummaryQuery(BaseModel):
    """Whose stock to show, and how much of it."""

    details: bool = False
    granularityType: Literal["Marketplace"]
    granularityId: str
    startDateTime: Moment | None = None
    sellerSkus: Annotated[list[str], Several, Field(max_length=50)] = []
    sellerSku: str | None = None
    nextToken: str | None = None
    marketplaceIds: Annotated[list[str], Several, Field(max_length=1)]
