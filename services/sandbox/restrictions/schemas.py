"""The query of the Listings Restrictions API 2021-08-01, spelled as Amazon spells it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.sandbox.parameters import Several

Condition = Literal[
    "new_new",
    "new_open_box",
    "new_oem",
    "refurbished_refurbished",
    "used_like_new",
    "used_very_good",
    "used_good",
    "used_acceptable",
    "collectible_like_new",
    "collectible_very_good",
    "collectible_good",
    "collectible_acceptable",
    "club_club",
]


class RestrictionQuery(BaseModel):
    """What the seller would like to list, and where."""

    asin: str = Field(min_length=1, max_length=20)
    conditionType: Condition | None = None
    sellerId: str
    marketplaceIds: Annotated[list[str], Several]
    reasonLocale: str | None = None
    productType: str | None = None
