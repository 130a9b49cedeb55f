"""Pools on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.filters import MarketplaceFilter
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage

_Id = Annotated[str, Field(max_length=20)]
_Version = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]


class PoolRead(BaseModel):
    """One stock of Amazon's that several marketplaces sell: judged as one, by the demand of all of them."""

    pool_id: str = Field(max_length=36)
    seller_id: _Id
    marketplace_ids: list[_Id] = Field(
        max_length=50,
        description="The first is the home, which sold most when the pool was formed: findings stand there, in its "
        "currency",
    )
    source: str = Field(max_length=8, examples=["detected"], description="`detected` by readings, or `set` by people")
    changed_by: str | None = Field(max_length=36, description="The actor whose settings made it; null if detected")
    formed_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = Field(description="Since when it is dissolved; shown with `include_deleted` only")
    version: _Version


class PoolPage(PolledPage[PoolRead]):
    """A slice of the pools, in the order of `updated_at`."""


class PoolQuery(DeletedQuery):
    """Filters of a list of pools."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
