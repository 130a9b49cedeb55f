"""Own warehouses on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.inventory.warehouses.rules import AMAZON, NAME_LENGTH
from shared.amazon.ids import MarketplaceId
from shared.amazon.skus import without_ends
from shared.fields import FieldValueError, explained
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage
from shared.texts import Text

_NAME = explained(
    r"^[^\x00-\x1f\x7f]+$",
    en="Must not be empty or hold control characters",
    zh="不得为空，不得含控制字符",
)
_OWN = Text(
    en="AMAZON is not one of the seller's own warehouses: give yours another name, such as SZ-1",
    zh="AMAZON 不是卖家自有仓库：请使用其他名称，例如 SZ-1",
)


def _own(name: str) -> str:
    if name == AMAZON:
        raise FieldValueError("warehouse_amazons", _OWN)
    return name


WarehouseName = Annotated[
    str,
    BeforeValidator(without_ends),
    Field(
        min_length=1,
        max_length=NAME_LENGTH,
        pattern=_NAME,
        description="Any name but AMAZON, unique in the seller account; blanks at its ends are taken off",
        examples=["SZ-1"],
    ),
    AfterValidator(_own),
]
WarehouseId = Annotated[str, Field(min_length=1, max_length=36, pattern=_NAME)]

_Served = Annotated[list[MarketplaceId], Field(min_length=1, max_length=50, description="Null: all of the account")]


class InventoryWarehouseRead(BaseModel):
    """A warehouse of the seller's own. What it holds is offered to all marketplaces that it serves.

    It serves all of its account unless told. Of `differing_skus` a release before counted stock by marketplace, and
    the counts differed: the newest was kept, and the list of stock shows the others with `include_deleted`.
    """

    warehouse_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    name: str = Field(max_length=NAME_LENGTH)
    marketplace_ids: list[Annotated[str, Field(max_length=20)]] | None = Field(
        max_length=50, description="Those that it serves; null: all of the account"
    )
    differing_skus: int = Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})
    changed_by: str | None = Field(max_length=36, description="The actor who made or last changed it")
    created_at: datetime
    updated_at: datetime
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class InventoryWarehousePage(PolledPage[InventoryWarehouseRead]):
    """A slice of the warehouses, in the order of `updated_at`."""


class InventoryWarehouseQuery(DeletedQuery):
    """Filters of a list of warehouses."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    name: Annotated[str | SkipJsonSchema[None], Field(max_length=NAME_LENGTH)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class InventoryWarehouseUpdate(BaseModel):
    """What to change; what is left out stays. Whoever pushes stock by name has to use a new one from then on."""

    model_config = ConfigDict(extra="forbid")

    # A default factory keeps null out; what it makes is never read, only what was given is.
    name: Annotated[WarehouseName, Field(default_factory=str)]
    marketplace_ids: _Served | None = None
