"""What an ERP has told, on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.moments import Moment
from shared.money import Money
from shared.pages import PageQuery, PolledPage

_INT32: dict[str, Any] = {"format": "int32"}
_Int64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1, json_schema_extra={"format": "int64"})]
_Int32 = Annotated[int, Field(ge=-(2**31), le=2**31 - 1, json_schema_extra=_INT32)]


class ErpBundlePart(BaseModel):
    """So many units of a SKU in a bundle."""

    erp_sku: str = Field(max_length=100)
    quantity: int = Field(ge=1, le=2**63 - 1, json_schema_extra={"format": "int64"})


class ErpProductRead(BaseModel):
    """A SKU of the ERP's, or a bundle of some. What the ERP does not tell is null."""

    erp_sku: str = Field(max_length=100)
    connection_id: str = Field(max_length=36)
    is_bundle: bool = Field(description="Whether it is a bundle of `parts`")
    name_cn: str | None = Field(max_length=500, description="Its Chinese name")
    name_en: str | None = Field(max_length=500, description="Its English name")
    status: _Int32 | None = Field(
        description="The ERP's own number: 1 automatic, 2 to develop, 3 normal, 4 clearance, 5 stopped"
    )
    purchase_price: Money | None = Field(description="Of the newest purchase")
    stock_cost: Money | None = Field(description="What a unit in stock has cost")
    warning_days: _Int32 | None = Field(description="Days of stock below which the ERP warns")
    in_transit_quantity: _Int64 | None = Field(description="Bought, and not yet come, in all of its warehouses")
    parts: list[ErpBundlePart] | None = Field(max_length=1000, description="Of a bundle; null of any other SKU")
    updated_at: datetime


class ErpProductPage(PolledPage[ErpProductRead]):
    """A slice of the ERP's SKUs, in the order of `updated_at`."""


class ErpProductQuery(PageQuery):
    """Filters of a list of the ERP's SKUs."""

    connection_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    erp_sku: Annotated[str | SkipJsonSchema[None], Field(max_length=100)] = None
    is_bundle: Annotated[bool | SkipJsonSchema[None], Field()] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class ErpPlaceRead(BaseModel):
    """A shop or a warehouse of the ERP's."""

    connection_id: str = Field(max_length=36)
    kind: str = Field(max_length=10, examples=["warehouse"], description="shop or warehouse")
    erp_id: str = Field(max_length=50, description="The ERP's own id", examples=["1001"])
    name: str = Field(max_length=200)
    updated_at: datetime


class ErpPlacePage(PolledPage[ErpPlaceRead]):
    """A slice of the ERP's shops and warehouses, in the order of `updated_at`."""


class ErpPlaceQuery(PageQuery):
    """Filters of a list of shops and warehouses."""

    connection_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    kind: Literal["shop", "warehouse"] | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
