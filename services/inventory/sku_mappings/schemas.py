"""SKU mappings on the wire."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from services.inventory.sku_mappings.rules.parts import MOST_PARTS, Parts, Source, joined
from shared.amazon.skus import SKU_LENGTH, Sku, without_ends
from shared.bulk.items import EACH_FOR_ITSELF
from shared.bulk.schemas import BulkItem, BulkRequest, BulkResult
from shared.fields import FieldValueError, explained
from shared.http.moments import Moment
from shared.pages import DeletedQuery, Page, PageQuery, PolledPage
from shared.sheets import SheetFormat
from shared.texts import Text

KEY = ("seller_id", "sku")
"""What names a mapping."""

MAX_MAPPINGS = 500
"""Mappings, and decisions, of one request."""

ERP_SKU_LENGTH = 100
Decision = Literal["accept", "refuse"]
_NO_CONTROLS = explained(
    r"^[^\x00-\x1f\x7f]+$", en="Must not be empty or hold control characters", zh="不得为空，不得含控制字符"
)
_TWICE = Text(en="Name each of the ERP's SKUs once, with its whole number", zh="每个 ERP SKU 只写一次，并写明总数量")
_ID = Field(max_length=36, description="Our id of it", examples=["019e5b7c-0000-7000-8000-000000000001"])
_SELLER = Field(max_length=20, description="Amazon's id of the seller account", examples=["A2EXAMPLE12345"])
_SKU = Field(max_length=SKU_LENGTH, description="The seller's SKU, as Amazon knows it", examples=["ZL-0044-FBA"])
_SOURCE = Field(
    max_length=10,
    description="manual: entered by a person; import: from a file; erp: told by a system; suggestion: accepted",
    examples=["manual"],
)
ErpSku = Annotated[
    str,
    BeforeValidator(without_ends),
    Field(
        min_length=1,
        max_length=ERP_SKU_LENGTH,
        pattern=_NO_CONTROLS,
        description="A SKU of the ERP's (Mabang: stockSku)",
        examples=["ZL-0044"],
    ),
]
Count = Annotated[
    int,
    Field(ge=1, le=10_000, json_schema_extra={"format": "int32"}, description="How many make one unit", examples=[1]),
]


class InventorySkuPart(BaseModel):
    """A good of the ERP that a SKU consists of, and how many of it."""

    model_config = ConfigDict(extra="forbid")

    erp_sku: ErpSku
    quantity: Annotated[Count, Field(strict=True)] = 1


class InventorySkuPartRead(BaseModel):
    """A good of the ERP that a SKU consists of, and how many of it."""

    erp_sku: str = Field(max_length=ERP_SKU_LENGTH, description="The ERP's SKU", examples=["ZL-0044"])
    quantity: Count


def parts_of(parts: Iterable[InventorySkuPart]) -> Parts:
    """Parts on the wire as values."""
    return joined((part.erp_sku, part.quantity) for part in parts)


def parts_read(parts: Parts) -> list[InventorySkuPartRead]:
    """Parts as they are told; whoever stored them has checked them."""
    return [InventorySkuPartRead.model_construct(erp_sku=erp_sku, quantity=count) for erp_sku, count in parts]


_Parts = Annotated[
    list[InventorySkuPart],
    Field(
        min_length=1,
        max_length=MOST_PARTS,
        description="What one unit consists of: one good, or several of a bundle",
        examples=[[{"erp_sku": "ZL-0044", "quantity": 2}]],
    ),
]


class _Told(BulkItem):
    sku: Annotated[Sku, _SKU]
    parts: _Parts

    @model_validator(mode="after")
    def _check_once(self) -> Self:
        if len({part.erp_sku for part in self.parts}) < len(self.parts):
            raise FieldValueError("part_repeated", _TWICE, member="parts")
        return self


class InventorySkuMappingUpsert(_Told):
    """What one unit of a SKU consists of; it takes the place of all that was told of the SKU."""

    source: Annotated[
        Source | None,
        Field(description="By default (null) `manual` of a person's key, `erp` of a system's", examples=["erp"]),
    ] = None


class InventorySkuMappingBatch(BulkRequest):
    """Mappings, each checked and stored for itself."""

    items: list[Annotated[InventorySkuMappingUpsert, EACH_FOR_ITSELF]] = Field(
        min_length=1, max_length=MAX_MAPPINGS, description="Mappings of any SKUs"
    )


class InventorySkuSuggestionDecision(_Told):
    """What a person says of a suggestion: accept makes it the mapping, refuse keeps it from coming again."""

    decision: Annotated[Decision, Field(description="What is to become of it", examples=["accept"])]


class InventorySkuSuggestionDecisions(BulkRequest):
    """Decisions on suggestions, each for itself."""

    items: list[Annotated[InventorySkuSuggestionDecision, EACH_FOR_ITSELF]] = Field(
        min_length=1, max_length=MAX_MAPPINGS, description="Suggestions with their parts, as they were told"
    )


class InventorySkuMappingResult(BulkResult):
    """What became of one mapping or decision; outdated: the SKU has been mapped to something else meanwhile."""

    seller_id: str | None = _SELLER
    sku: str | None = Field(max_length=100, description="As it was given", examples=["ZL-0044-FBA"])
    mapping_id: str | None = _ID


class InventorySkuMappingResults(BaseModel):
    """One result for each item, in their order."""

    results: list[InventorySkuMappingResult] = Field(max_length=MAX_MAPPINGS, description="By the place of the item")


class InventorySkuMappingRead(BaseModel):
    """What one unit of a seller's SKU consists of, on whichever marketplace it is sold."""

    mapping_id: str = _ID
    seller_id: str = _SELLER
    sku: str = _SKU
    parts: list[InventorySkuPartRead] = Field(
        max_length=MOST_PARTS,
        description="Goods of the ERP, by name",
        examples=[[{"erp_sku": "ZL-0044", "quantity": 2}]],
    )
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


class InventorySkuMappingPage(PolledPage[InventorySkuMappingRead]):
    """A slice of the mappings, in the order of `updated_at`."""


class InventorySkuSuggestion(BaseModel):
    """What a SKU is likely to consist of, judged by how the names are written."""

    seller_id: str = _SELLER
    sku: str = _SKU
    parts: list[InventorySkuPartRead] = Field(
        max_length=MOST_PARTS,
        description="Goods of the ERP; those of a bundle that the ERP has by its name stand for it",
        examples=[[{"erp_sku": "ZL-0044", "quantity": 2}]],
    )
    reasons: list[Annotated[str, Field(max_length=20)]] = Field(
        max_length=10,
        description="Why: equal, case, punctuation, affix (-FBA, -UK and such), order (of colour and size), pack "
        "(A*2), set (A+B), bundle (the ERP's own)",
        examples=[["pack", "equal"]],
    )
    score: float = Field(
        ge=0,
        le=1,
        json_schema_extra={"format": "double"},
        description="How well it fits: 1 is the same name; an order among suggestions, no probability",
        examples=[0.95],
    )


class InventoryUnmappedSku(BaseModel):
    """A SKU at Amazon of which nobody has said what it consists of."""

    seller_id: str = _SELLER
    sku: str = _SKU
    suggestion: InventorySkuSuggestion | None = Field(description="Null where nothing fits, or several things do")


class InventoryUnmappedSkuPage(Page[InventoryUnmappedSku]):
    """A slice of the SKUs without a mapping, by account and SKU."""


class InventoryUnmappedErpSku(BaseModel):
    """A SKU of the ERP's that is part of no mapping."""

    erp_sku: str = Field(max_length=ERP_SKU_LENGTH, description="The ERP's SKU", examples=["ZL-0044"])
    name_cn: str | None = Field(max_length=500, description="Its Chinese name in the ERP", examples=["浇水壶 5L"])
    suggestions: list[InventorySkuSuggestion] = Field(
        max_length=50, description="Unmapped SKUs at Amazon that are likely to sell it, the best first"
    )


class InventoryUnmappedErpSkuPage(Page[InventoryUnmappedErpSku]):
    """A slice of the ERP's SKUs that nothing sells, by name."""


_SellerFilter = Annotated[str | SkipJsonSchema[None], Field(max_length=20, description="One seller account")]


class InventorySkuMappingQuery(DeletedQuery):
    """Filters of a list of mappings."""

    seller_id: _SellerFilter = None
    sku: Annotated[str | SkipJsonSchema[None], Field(max_length=SKU_LENGTH, description="One SKU at Amazon")] = None
    erp_sku: Annotated[
        str | SkipJsonSchema[None], Field(max_length=ERP_SKU_LENGTH, description="A part: one SKU of the ERP's")
    ] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field(description="Changed since this moment")] = None


class InventorySkuMappingExportQuery(BaseModel):
    """Which mappings a file is to hold, and its form."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[SheetFormat, Field(description="The kind of file", examples=["xlsx"])] = "csv"
    seller_id: _SellerFilter = None


class InventoryUnmappedSkuQuery(PageQuery):
    """Filters of a list of SKUs without a mapping."""

    seller_id: _SellerFilter = None
