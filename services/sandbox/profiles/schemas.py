"""The shape of GET /v2/profiles."""

from typing import Literal

from pydantic import BaseModel


class AccountInfo(BaseModel):
    """Whose profile it is; `id` is the seller id."""

    marketplaceStringId: str
    id: str
    type: Literal["seller"] = "seller"
    name: str
    validPaymentMethod: bool = True


class ProfileRead(BaseModel):
    """One profile; its days begin and end in `timezone`."""

    profileId: int
    countryCode: str
    currencyCode: str
    timezone: str
    accountInfo: AccountInfo
