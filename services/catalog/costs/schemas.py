"""Unit costs on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.catalog.costs.rules import (
    CURRENCIES,
    FIRST_DAY,
    HIGHEST,
    SLIPS,
    Kind,
    Source,
    decimals_of,
    most_decimals,
)
from shared.amazon.skus import SKU_LENGTH, Sku
from shared.bulk.items import EACH_FOR_ITSELF
from shared.bulk.schemas import BulkItem, BulkRequest, BulkResult
from shared.fields import FieldValueError
from shared.http.moments import Day, Moment
from shared.money import Money
from shared.pages import DeletedQuery, Page, PageQuery, PolledPage
from shared.sheets import SheetFormat
from shared.texts import Text

KEY = ("seller_id", "sku", "kind", "valid_from")
"""What names a cost."""

MAX_COSTS = 500
"""Costs of one request."""

_RANGE = Text(en="A cost is from 0 to {most}", zh="成本须在 0 至 {most} 之间").filled(most=HIGHEST)
_FINE = Text(
    en="A cost in {currency} has up to {most} decimals: two more than it is paid in",
    zh="{currency} 成本最多 {most} 位小数（比支付精度多两位）",
)
_UNKNOWN = Text(en="ISO 4217 has no such currency", zh="ISO 4217 没有此币种")
_MEANT = Text(en="Write {meant}: ISO 4217 has no {given}", zh="请写 {meant}：ISO 4217 没有 {given}")
_EARLY = Text(en="Must be {day} or later", zh="不得早于 {day}").filled(day=FIRST_DAY)
_SKU = Field(max_length=SKU_LENGTH, description="The seller's SKU, as Amazon knows it", examples=["ZL-0044"])
_SELLER = Field(max_length=20, description="Amazon's id of the seller account", examples=["A2EXAMPLE12345"])
_ID = Field(max_length=36, description="Our id of it", examples=["019e5b7c-0000-7000-8000-000000000001"])
_KIND = Field(
    max_length=20,
    description="purchase_price: paid to the supplier; moving_average: what the ERP values a unit in stock at; "
    "first_leg_freight: bringing a unit to Amazon's warehouse (头程)",
    examples=["purchase_price"],
)
_SOURCE = Field(
    max_length=10,
    description="manual: entered by a person; import: from a file; erp: told by the seller's own system",
    examples=["erp"],
)
_FROM = Field(description="The first day on which it counts", examples=["2026-11-01"])


def _check_cost(cost: Money) -> Money:
    if cost.currency not in CURRENCIES:
        meant = SLIPS.get(cost.currency)
        text = _MEANT.filled(meant=meant, given=cost.currency) if meant else _UNKNOWN
        raise FieldValueError("currency-unknown", text, member="currency")
    if not 0 <= cost.amount <= HIGHEST:
        raise FieldValueError("cost_range", _RANGE, member="amount")
    most = most_decimals(cost.currency)
    if decimals_of(cost.amount) > most:
        raise FieldValueError("too_fine", _FINE.filled(currency=cost.currency, most=most), member="amount")
    return cost


def _since_the_first(day: date) -> date:
    if day < FIRST_DAY:
        raise FieldValueError("too_early", _EARLY)
    return day


class CatalogCostUpsert(BulkItem):
    """What one unit of a SKU costs from a day on: takes the place of the same kind from the same day only."""

    sku: Annotated[Sku, _SKU]
    kind: Annotated[Kind, Field(description=_KIND.description, examples=["purchase_price"])]
    valid_from: Annotated[Day, AfterValidator(_since_the_first), _FROM]
    cost: Annotated[
        Money,
        AfterValidator(_check_cost),
        Field(
            description="Of one unit: two decimals more than the currency is paid in, so 12.3456 CNY and 150.25 JPY",
            examples=[{"amount": "12.35", "currency": "CNY"}],
        ),
    ]
    source: Annotated[
        Source | None,
        Field(description="By default (null) `manual` of a person's key, `erp` of a system's", examples=["erp"]),
    ] = None


class CatalogCostBatch(BulkRequest):
    """Unit costs, each checked and stored for itself."""

    items: list[Annotated[CatalogCostUpsert, EACH_FOR_ITSELF]] = Field(
        min_length=1, max_length=MAX_COSTS, description="Costs of any SKUs, kinds and days"
    )


class CatalogCostResult(BulkResult):
    """What became of one cost."""

    seller_id: str | None = _SELLER
    sku: str | None = Field(max_length=100, description="As it was given", examples=["ZL-0044"])
    kind: str | None = Field(max_length=100, description="As it was given", examples=["purchase_price"])
    valid_from: str | None = Field(max_length=100, description="As it was given", examples=["2026-11-01"])
    cost_id: str | None = _ID
    version: int | None = Field(
        ge=1,
        le=2**31 - 1,
        json_schema_extra={"format": "int32"},
        description="Its version since, null where it was rejected",
        examples=[1],
    )


class CatalogCostResults(BaseModel):
    """One result for each item of the batch, in its order."""

    results: list[CatalogCostResult] = Field(max_length=MAX_COSTS, description="By the place of the item")


class CatalogCostRead(BaseModel):
    """What one unit of a SKU costs its seller from a day on, on whichever marketplace it is sold."""

    cost_id: str = _ID
    seller_id: str = _SELLER
    sku: str = _SKU
    kind: str = _KIND
    valid_from: date = _FROM
    cost: Money = Field(description="Of one unit", examples=[{"amount": "12.35", "currency": "CNY"}])
    source: str = _SOURCE
    version: int = Field(
        ge=1,
        le=2**31 - 1,
        json_schema_extra={"format": "int32"},
        description="Rises with each change",
        examples=[1],
    )
    changed_by: str = Field(
        max_length=36, description="The actor who last told of it", examples=["019e5b7c-0000-7000-8000-00000000000a"]
    )
    created_at: datetime = Field(description="When it was first told of", examples=["2026-11-20T12:00:00Z"])
    updated_at: datetime = Field(description="When it last changed", examples=["2026-11-20T12:00:00Z"])
    deleted_at: datetime | None = Field(
        description="When it was deleted; shown with `include_deleted` only", examples=[None]
    )


class CatalogCostPage(PolledPage[CatalogCostRead]):
    """A slice of unit costs, in the order of `updated_at`."""


class CatalogEffectiveCostPage(Page[CatalogCostRead]):
    """A slice of the costs that count on a day, by account, SKU and kind."""


_SkuFilter = Annotated[str | SkipJsonSchema[None], Field(max_length=SKU_LENGTH, description="One SKU")]
_SellerFilter = Annotated[str | SkipJsonSchema[None], Field(max_length=20, description="One seller account")]
_KindFilter = Annotated[Kind | SkipJsonSchema[None], Field(description="One kind of cost")]


_SourceFilter = Annotated[Source | SkipJsonSchema[None], Field(description="Who told of it")]


class CatalogCostQuery(DeletedQuery):
    """Filters of a list of unit costs."""

    seller_id: _SellerFilter = None
    sku: _SkuFilter = None
    kind: _KindFilter = None
    source: _SourceFilter = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field(description="Changed since this moment")] = None


class CatalogCostExportQuery(BaseModel):
    """Which costs a file is to hold, and its form."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[SheetFormat, Field(description="The kind of file", examples=["xlsx"])] = "csv"
    seller_id: _SellerFilter = None
    sku: _SkuFilter = None
    kind: _KindFilter = None
    source: _SourceFilter = None


class CatalogEffectiveCostQuery(PageQuery):
    """Filters of a list of the costs that count on a day."""

    on: Annotated[Day, Field(description="The day", examples=["2026-11-20"])]
    seller_id: _SellerFilter = None
    sku: _SkuFilter = None
    kind: _KindFilter = None
