"""The shape of the answer key."""

from datetime import datetime

from pydantic import BaseModel


class Answer(BaseModel):
    """One planted problem: the finding's code, what it is about, and why it is there."""

    code: str
    profile_id: str
    ad_product: str
    campaign_id: str
    campaign_name: str
    search_term: str | None
    cause: str


class SellerAnswer(BaseModel):
    """One planted problem of the seller: of a listing (`sku`), or of an account metric (`metric`)."""

    code: str
    marketplace_id: str
    sku: str | None = None
    metric: str | None = None
    cause: str


class SellerKey(BaseModel):
    """What should be found at `moment`; what is `undecided` lies too near a bound, either is right."""

    moment: datetime
    items: list[SellerAnswer]
    undecided: list[SellerAnswer]


class MetTrouble(BaseModel):
    """One way in which the account is as unkind as Amazon, on a marketplace or as a whole.

    It is not `is_on` where it is met on other days, or when `how` is done.
    """

    trouble: str
    marketplace_id: str | None
    is_on: bool
    how: str


class AnswerKey(BaseModel):
    """Every planted problem of the advertiser and of the seller, and nothing else should be found.

    `troubles` are no problems: whoever reads the account has to get over them. `not_planted` are the codes and the
    troubles that an account of this size is too small to hold, on any day.
    """

    items: list[Answer]
    seller: SellerKey
    troubles: list[MetTrouble]
    not_planted: list[str]
