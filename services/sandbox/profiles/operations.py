"""Listing the profiles of an advertiser."""

from services.sandbox.advertisers.rules import plan
from services.sandbox.advertisers.rules.account import Advertiser
from services.sandbox.faults.rules import Kind
from services.sandbox.models import Fault
from services.sandbox.profiles.schemas import AccountInfo, ProfileRead


def list_profiles(advertiser: Advertiser, fault: Fault | None) -> list[ProfileRead]:
    """All profiles, one a marketplace; none, or another seller's first, while such a fault is on.

    A person who manages several sellers gives one consent for all of them, and may lose the right to any.
    """
    kind = None if fault is None else fault.kind
    if kind == Kind.NO_PROFILES:
        return []
    others = [plan.make_advertiser(advertiser.seed + 1, advertiser.size)] if kind == Kind.OTHER_PROFILES else []
    return [profile for each in (*others, advertiser) for profile in _profiles(each)]


def _profiles(advertiser: Advertiser) -> list[ProfileRead]:
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
