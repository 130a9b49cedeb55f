"""Sales on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared.fields import FieldValueError
from shared.http.filters import MarketplaceFilter
from shared.http.moments import Day, check_window
from shared.money import Currency, Money
from shared.pages import Page, PageQuery
from shared.texts import Text

MAX_DAYS = 400
_Count = Annotated[int, Field(ge=-(2**63), le=2**63 - 1, json_schema_extra={"format": "int64"})]


class SalesDayRead(BaseModel):
    """What a SKU sold on one day; cancelled orders do not count. A pending order has units and no price yet.

    Of a pool it is what all its marketplaces sold on their days of this date.

    `multi_channel_units` left Amazon's stock for orders that were taken elsewhere: they are no sale, and not among
    the `units`; those of a shop that the account does not have stand with one that it has.
    """

    date_on: date
    sku: str = Field(max_length=40)
    units: _Count
    orders: _Count
    sales: Money
    multi_channel_units: _Count


class SalesPage(Page[SalesDayRead]):
    """A slice of the days, oldest first, and the sums over all pages."""

    currency: Currency
    timezone: str = Field(max_length=50, description="The days are days of this time zone")
    from_on: date
    to_on: date = Field(description="Exclusive")
    known_until: datetime | None = Field(description="Orders are known that Amazon changed before; null if none are")
    total_units: _Count
    total_sales: Money
    total_multi_channel_units: _Count


_WHOSE = Text(en="Name either a marketplace or a pool", zh="请指定站点或共享库存，二者选一")


class SalesQuery(PageQuery):
    """Which days: one marketplace of one seller account, or one pool, over a half-open window."""

    seller_id: Annotated[str, Field(min_length=1, max_length=20, examples=["A1EXAMPLE"])]
    marketplace_id: MarketplaceFilter = None
    pool_id: Annotated[
        str | SkipJsonSchema[None],
        Field(max_length=36, description="In place of a marketplace: all that sell one stock, in the home's money"),
    ] = None
    from_on: Day
    to_on: Annotated[Day, Field(description="Exclusive")]
    sku: Annotated[str | SkipJsonSchema[None], Field(max_length=40)] = None

    @model_validator(mode="after")
    def _check_window(self) -> "SalesQuery":
        check_window(self.from_on, self.to_on, days=MAX_DAYS)
        if (self.marketplace_id is None) == (self.pool_id is None):
            raise FieldValueError("missing", _WHOSE, member="marketplace_id")
        return self
