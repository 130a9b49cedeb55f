"""Listing the profiles of an advertiser."""

from services.sandbox.advertisers.rules.account import Advertiser
from services.sandbox.profiles.schemas import AccountInfo, ProfileRead


def list_profiles(advertiser: Advertiser) -> list[ProfileRead]:
    """All profiles, one a marketplace."""
    return [
        ProfileRead(
            profileId=profile.profile_id,
            countryCode=profile.market.country,
            currencyCode=profile.market.currency,
            timezone=profile.market.zone,
            accountInfo=AccountInfo(
                marketplaceStringId=profile.market.marketplace_id,
                id=advertiser.seller_id,
                name=advertiser.name,
            ),
        )
        for profile in advertiser.profiles
    ]
