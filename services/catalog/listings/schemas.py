"""Listings on the wire."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.catalog.listings.rules import Source
from shared.amazon.ids import MarketplaceId, SellerId
from shared.amazon.skus import Sku
from shared.bulk.items import EACH_FOR_ITSELF
from shared.bulk.schemas import MAX_ITEMS, BulkItem, BulkRequest, BulkResult
from shared.fields import FieldValueError, explained
from shared.http.filters import SORT, MarketplacesFilter, SearchFilter
from shared.http.moments import Moment
from shared.money import Money
from shared.pages import DeletedQuery, PolledPage
from shared.texts import Text

KEY = ("seller_id", "marketplace_id", "sku")
"""What names a listing."""

HIGHEST_PRICE = Decimal(1_000_000_000)
_PRICE_RANGE = Text(en="A price is from 0 to {most}", zh="价格须在 0 至 {most} 之间").filled(most=HIGHEST_PRICE)
_TEXT = explained(r"^[^\x00]*$", en="Must not hold a NUL character", zh="不得含 NUL 字符")
"""Any text but one with a NUL character, which PostgreSQL cannot store."""


def _check_price(price: Money) -> Money:
    if not 0 <= price.amount <= HIGHEST_PRICE:
        raise FieldValueError("price_range", _PRICE_RANGE, member="amount")
    return price


_Line = Annotated[str, Field(max_length=2000, pattern=_TEXT)]
_Highlight = Annotated[_Line, Field(examples=["Leak-proof, fits standard taps, 2 year warranty"])]
_Texts = Annotated[list[_Line], Field(max_length=20)]
_Code = Annotated[str, Field(max_length=20, pattern=_TEXT)]
_Name = Annotated[str, Field(max_length=500, pattern=_TEXT)]
_Quantity = Annotated[int, Field(ge=-(2**63), le=2**63 - 1, json_schema_extra={"format": "int64"})]
"""Units as Amazon tells them: below zero where more was sold than there was."""

_Count = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]
_Version = Annotated[int, Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})]
Status = Literal["BUYABLE", "DISCOVERABLE"]


class _Content(BaseModel):
    """What an ERP says of a listing. A barcode that breaks a rule is no refusal: it becomes a finding."""

    model_config = ConfigDict(extra="forbid")

    asin: _Code | None = None
    fn_sku: _Code | None = None
    title: _Line | None = None
    item_highlight: _Highlight | None = None
    brand: _Name | None = None
    bullets: _Texts | None = None
    description: Annotated[str, Field(max_length=20_000, pattern=_TEXT)] | None = None
    search_terms: Annotated[str, Field(max_length=5000, pattern=_TEXT)] | None = None
    product_type: Annotated[str, Field(max_length=100, pattern=_TEXT)] | None = None
    condition_type: Annotated[str, Field(max_length=40, pattern=_TEXT, examples=["new_new"])] | None = None
    gtin: Annotated[str, Field(max_length=100, pattern=_TEXT, examples=["4006381333931"])] | None = None
    gtin_type: Annotated[_Code, Field(examples=["ean"])] | None = None
    images: Annotated[_Texts, Field(description="Addresses, that of the main image first")] | None = None
    price: Annotated[Money, AfterValidator(_check_price)] | None = None
    quantity: _Count | None = None
    fulfillment_channel: Annotated[str, Field(max_length=40, pattern=_TEXT)] | None = None

    def named(self) -> Iterator[tuple[str, Any]]:
        """The members of the content that are named, null or not, in one order."""
        return ((name, getattr(self, name)) for name in _Content.model_fields if name in self.model_fields_set)


class CatalogListingUpdate(_Content):
    """What to change of what an ERP said (JSON merge patch, RFC 7396): null empties, what is left out stays."""


class CatalogListingUpsert(BulkItem, _Content):
    """What an ERP says of one listing: what is left out stays as it is, and is empty at first; null empties."""

    marketplace_id: MarketplaceId
    sku: Sku


class CatalogListingCreate(_Content):
    """A listing that the ERP wants."""

    seller_id: SellerId
    marketplace_id: MarketplaceId
    sku: Sku


class CatalogListingBatch(BulkRequest):
    """Listings, each checked and stored for itself."""

    items: list[Annotated[CatalogListingUpsert, EACH_FOR_ITSELF]] = Field(min_length=1, max_length=MAX_ITEMS)


class CatalogListingResult(BulkResult):
    """What became of one listing."""

    seller_id: str | None = Field(max_length=20)
    marketplace_id: str | None = Field(max_length=20)
    sku: str | None = Field(max_length=100)
    listing_id: str | None = Field(max_length=36)
    version: _Version | None


class CatalogListingResults(BaseModel):
    """One result for each item of the batch, in its order."""

    results: list[CatalogListingResult] = Field(max_length=MAX_ITEMS)


class CatalogListingIssue(BaseModel):
    """Something that Amazon objects to, in its own words."""

    code: str = Field(max_length=200)
    message: str = Field(max_length=10_000)
    severity: str = Field(max_length=20, examples=["ERROR"], description="ERROR, WARNING or INFO")
    attribute_names: list[Annotated[str, Field(max_length=500)]] = Field(max_length=1000)
    categories: list[Annotated[str, Field(max_length=500)]] = Field(max_length=1000)
    enforcement_actions: list[Annotated[str, Field(max_length=500)]] = Field(max_length=1000)


class CatalogListingRead(BaseModel):
    """One SKU on one marketplace of one seller account, as one side tells it."""

    listing_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    sku: str = Field(max_length=100)
    source: str = Field(
        max_length=6, description="amazon: reported by Amazon; erp: wanted by the seller's own system"
    )
    asin: str | None = Field(max_length=20)
    fn_sku: str | None = Field(max_length=20)
    title: str | None = Field(max_length=2000)
    item_highlight: str | None = Field(
        max_length=20_000,
        description="Amazon's `title_differentiation`: shown beside a title of at most 75 characters",
    )
    brand: str | None = Field(max_length=500)
    bullets: list[Annotated[str, Field(max_length=20_000)]] = Field(max_length=1000)
    description: str | None = Field(max_length=1_000_000)
    search_terms: str | None = Field(max_length=1_000_000)
    product_type: str | None = Field(max_length=100)
    condition_type: str | None = Field(max_length=40)
    gtin: str | None = Field(max_length=100)
    gtin_type: str | None = Field(max_length=20)
    images: list[Annotated[str, Field(max_length=20_000)]] = Field(max_length=1000)
    price: Money | None
    quantity: _Quantity | None
    fulfillment_channel: str | None = Field(max_length=40)
    status: list[Annotated[str, Field(max_length=20)]] = Field(
        max_length=2, examples=[["BUYABLE", "DISCOVERABLE"]], description="Amazon's; empty for what is not on sale"
    )
    is_listed: bool = Field(description="False once Amazon no longer reports it")
    is_parent: bool
    issues: list[CatalogListingIssue] = Field(max_length=1000)
    version: _Version
    changed_by: str | None = Field(max_length=36, description="The actor who last told of it; null of Amazon's side")
    created_at: datetime
    content_at: datetime = Field(description="When anything but the quantity last changed")
    updated_at: datetime
    absent_since: datetime | None = Field(
        description="Since when Amazon names it nowhere; a day later it is no longer listed"
    )
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class CatalogListingPage(PolledPage[CatalogListingRead]):
    """A slice of listings, in the order of `updated_at`."""


class CatalogListingQuery(DeletedQuery):
    """Filters of a list of listings."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplacesFilter = ()
    sku: Annotated[str | SkipJsonSchema[None], Field(max_length=100)] = None
    q: Annotated[SearchFilter, Field(description="A part of SKU, ASIN or title")] = None
    sort: Annotated[Literal["sku", "-sku"] | SkipJsonSchema[None], Field(description=SORT)] = None
    status: Status | None = None
    source: Source | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
