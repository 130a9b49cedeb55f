"""Settings of pools on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.amazon.ids import MarketplaceId
from shared.fields import FieldValueError
from shared.texts import Text

_Id = Annotated[str, Field(max_length=20)]
_Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]
_ONCE = Text(en="Each marketplace is named once", zh="每个站点只能出现一次")


class PoolAgreementRead(BaseModel):
    """What speaks for two shops selling one stock, or against it: the last reading, and readings in a row."""

    marketplace_ids: list[_Id] = Field(max_length=2)
    shared_skus: _Count = Field(description="Told in both shops, with units in one of them at least")
    equal_skus: _Count = Field(description="Of these, with the same units in both")
    agreeing: _Count = Field(description="At 3 they are a pool")
    differing: _Count = Field(description="At 3 they are none any more")
    read_at: datetime


class PoolSettingsRead(BaseModel):
    """What people have set of the pools of a seller account; of other marketplaces readings decide."""

    seller_id: _Id
    pools: list[Annotated[list[_Id], Field(max_length=50)]] = Field(max_length=25)
    separate: list[_Id] = Field(max_length=50)
    agreements: list[PoolAgreementRead] = Field(max_length=1225, description="What readings have told so far")
    version: _Count
    changed_by: str | None = Field(max_length=36, description="The actor who last changed it")
    updated_at: datetime | None


_Pool = Annotated[list[MarketplaceId], Field(min_length=2, max_length=50)]


class PoolSettingsWrite(BaseModel):
    """All that is set: what is left out is detected."""

    model_config = ConfigDict(extra="forbid")

    pools: list[_Pool] = Field(
        default_factory=list, max_length=25, description="Marketplaces that sell one stock each; the home first"
    )
    separate: list[MarketplaceId] = Field(
        default_factory=list, max_length=50, description="Marketplaces that are in no pool"
    )

    @model_validator(mode="after")
    def _check_named_once(self) -> Self:
        named = [*self.separate, *(each for pool in self.pools for each in pool)]
        if len(named) != len(set(named)):
            raise FieldValueError("repeated", _ONCE, member="pools")
        return self
