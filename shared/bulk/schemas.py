"""Bulk requests and their results on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.amazon.ids import SellerId
from shared.bulk.results import OUTCOMES
from shared.problems import FieldError

MAX_ITEMS = 1000
"""Items of one request."""

_Index = Annotated[int, Field(ge=0, lt=MAX_ITEMS, json_schema_extra={"format": "int32"})]


class BulkItem(BaseModel):
    """What every item may name; a member that is left out stays as it is, null clears it."""

    model_config = ConfigDict(extra="forbid")

    seller_id: Annotated[SellerId | None, Field(description="Where it is not that of the request")] = None


class BulkRequest(BaseModel):
    """A request; a subclass adds `items`, each of which is checked for itself."""

    model_config = ConfigDict(extra="forbid")

    seller_id: Annotated[SellerId | None, Field(description="Stands for the items that name no account")] = None


class BulkResult(BaseModel):
    """What became of one item; a subclass adds the members that name it, null where they cannot be read.

    created, updated, unchanged; outdated: something newer is known; repeated: an earlier item of the request has the
    same key (`repeats`), this one was applied on top and the result stands there; rejected: `errors` say why.
    """

    index: _Index
    status: str = Field(
        max_length=10, json_schema_extra={"examples": ["created"], "x-extensible-enum": list(OUTCOMES)}
    )
    repeats: _Index | None = Field(description="The index of the earlier item that has the same key")
    errors: list[FieldError] = Field(max_length=10)
    warnings: list[FieldError] = Field(max_length=10, description="What was stored all the same and may be a mistake")
