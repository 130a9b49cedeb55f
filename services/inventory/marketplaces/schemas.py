"""What bulk requests of this service have in common: a result for each item."""

from pydantic import BaseModel, Field

from shared.problems import FieldError

MAX_ITEMS = 1000


class InventoryItemResult(BaseModel):
    """What became of one item: stored, unchanged, outdated (something newer is known) or rejected."""

    index: int = Field(ge=0, le=MAX_ITEMS, json_schema_extra={"format": "int32"})
    status: str = Field(max_length=10, examples=["stored"])
    errors: list[FieldError] = Field(max_length=10)


class InventoryItemResults(BaseModel):
    """One result an item, in their order."""

    results: list[InventoryItemResult] = Field(max_length=MAX_ITEMS)
