"""The shape of a simulated advertiser, for whoever wants to connect one."""

from pydantic import BaseModel


class AdvertiserRead(BaseModel):
    """What connecting the seller account takes; `profile_ids` in the order of `marketplace_ids`."""

    seller_id: str
    region: str
    marketplace_ids: list[str]
    profile_ids: list[str]
    refresh_token: str
