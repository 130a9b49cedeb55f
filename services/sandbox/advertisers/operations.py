"""Describing a simulated advertiser."""

from services.sandbox.advertisers.rules.account import REGION, Advertiser
from services.sandbox.advertisers.schemas import AdvertiserRead


def get_advertiser(advertiser: Advertiser) -> AdvertiserRead:
    """Ids and the refresh token of an advertiser."""
    return AdvertiserRead(
        seller_id=advertiser.seller_id,
        region=REGION,
        marketplace_ids=[profile.market.marketplace_id for profile in advertiser.profiles],
        profile_ids=[str(profile.profile_id) for profile in advertiser.profiles],
        refresh_token=f"sandbox-{advertiser.seed}-{advertiser.size}",
    )
