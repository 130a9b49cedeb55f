"""Response times on the wire."""

from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from services.tickets.cases.rules import Category
from services.tickets.response_times.rules import GroupBy
from shared.fields import FieldValueError
from shared.http.filters import MarketplaceFilter
from shared.http.moments import Day
from shared.texts import Text

LONGEST = timedelta(days=366)
_Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]
_WINDOW = Text(en="Must be 1 to 366 days after from_on (exclusive)", zh="须比 from_on 晚 1 至 366 天（不含当天）")
_CENTURY = Text(en="Must be in this century", zh="须在本世纪内")


class ResponseTimesQuery(BaseModel):
    """Which days, of what, and how it is grouped."""

    model_config = ConfigDict(extra="forbid")

    from_on: Day
    to_on: Annotated[Day, Field(description="Exclusive; after from_on, by up to 366 days")]
    group_by: GroupBy = "account"
    within_hours: Annotated[
        int,
        Field(ge=1, le=720, json_schema_extra={"format": "int32"}, description="In time; Amazon's own bound is 24"),
    ] = 12
    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    category: Category | None = None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not self.from_on < self.to_on <= self.from_on + LONGEST:
            raise FieldValueError("window", _WINDOW, member="to_on")
        if not date(2000, 1, 1) <= self.from_on < date(2100, 1, 1):
            raise FieldValueError("window", _CENTURY, member="from_on")
        return self


class TicketsResponseTime(BaseModel):
    """How fast what came in in a group was answered. Only the member that it is grouped by is given."""

    seller_id: str | None = Field(max_length=20)
    category: str | None = Field(max_length=20)
    person: str | None = Field(
        max_length=36, description="Who has answered, else who has the case; null also where nobody has"
    )
    from_on: date
    to_on: date = Field(description="Exclusive")
    received: _Count
    in_time: _Count = Field(description="Answered within the bound")
    late: _Count = Field(description="Answered after it")
    missed: _Count = Field(description="Not answered, and the bound is over")
    running: _Count = Field(description="Not answered, and there is time")
    closed: _Count = Field(description="Not answered, and the case ended within the bound: it needed none")
    share_in_time: float | None = Field(description="in_time / (in_time + late + missed); null while nothing was due")
    median_seconds: float | None = Field(
        description="Of what was answered or missed, which is longer than any answer; null if the middle was missed"
    )


class TicketsResponseTimes(BaseModel):
    """The response times of each group in which something came in."""

    items: list[TicketsResponseTime] = Field(max_length=100_000)
