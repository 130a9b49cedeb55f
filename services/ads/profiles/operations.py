"""What one can do with profiles."""

from datetime import datetime

from services.ads.models import AdsProfile
from services.ads.profiles.repository import ProfileRepository
from services.ads.profiles.schemas import AdsProfilePage, AdsProfileRead, ProfileQuery
from shared.amazon import marketplaces
from shared.auth import Principal
from shared.db import Session
from shared.problems import MarketplaceUnknownError, NotFoundError, SellerAccountUnknownError

_OF_DAYS = {"timezone", "clock_ahead_seconds"}
"""What says which days of the profile are settled."""


def require_profile(
    session: Session, tenant_id: str, seller_id: str, marketplace_id: str, location: str = "body"
) -> AdsProfile:
    """The profile of a seller account on a marketplace, named in the request's `location`.

    Raises SellerAccountUnknownError, and MarketplaceUnknownError where the account has other profiles.
    """
    repository = ProfileRepository(session, tenant_id)
    profile = repository.find(seller_id, marketplace_id)
    if profile is not None:
        return profile
    if repository.has_seller(seller_id):
        raise MarketplaceUnknownError(location)
    raise SellerAccountUnknownError(location)


def require_profile_key(session: Session, tenant_id: str, profile_key: int) -> AdsProfile:
    """The tenant's profile of a key. Raises NotFoundError."""
    profile = ProfileRepository(session, tenant_id).get(profile_key)
    if profile is None:
        raise NotFoundError
    return profile


def lock_profile(session: Session, tenant_id: str, profile_key: int) -> None:
    """Wait for those who change or judge the profile; then look at the clock, so that its events come in order."""
    ProfileRepository(session, tenant_id).lock(profile_key)


def lock_account(session: Session, tenant_id: str, seller_id: str) -> None:
    """The same for all profiles of a seller account."""
    profiles = ProfileRepository(session, tenant_id)
    for profile in profiles.of_seller(seller_id):
        profiles.lock(profile.key)


def learn_profile(
    session: Session,
    tenant_id: str,
    seller_id: str,
    marketplace_id: str,
    *,
    now: datetime,
    profile_id: str | None = None,
    currency: str | None = None,
    timezone: str | None = None,
    clock_ahead_seconds: int | None = None,
) -> AdsProfile:
    """Create the profile, or bring it up to what Amazon says; the marketplace's own values fill the gaps."""
    repository = ProfileRepository(session, tenant_id)
    profile = repository.find(seller_id, marketplace_id)
    if profile is None:
        repository.add_missing(_new(tenant_id, seller_id, marketplace_id, now=now))
        profile = require_profile(session, tenant_id, seller_id, marketplace_id)
    reported = {
        "profile_id": profile_id,
        "currency": currency,
        "timezone": timezone,
        "clock_ahead_seconds": clock_ahead_seconds,
    }
    changes = {
        name: value for name, value in reported.items() if value not in (None, "") and getattr(profile, name) != value
    }
    if changes:
        for name, value in (changes | {"updated_at": now}).items():
            setattr(profile, name, value)
        repository.save(profile)
        if changes.keys() & _OF_DAYS:
            repository.touch_deliveries(profile)
    return profile


def _new(tenant_id: str, seller_id: str, marketplace_id: str, *, now: datetime) -> AdsProfile:
    market = marketplaces.of_id(marketplace_id)
    return AdsProfile(
        tenant_id=tenant_id,
        seller_id=seller_id,
        marketplace_id=marketplace_id,
        country_code=market.country_code,
        currency=market.currency,
        timezone=market.timezone,
        created_at=now,
        updated_at=now,
    )


def list_ads_profiles(session: Session, principal: Principal, query: ProfileQuery) -> AdsProfilePage:
    """A page of the tenant's profiles."""
    found = ProfileRepository(session, principal.tenant_id).poll(query)
    items = [AdsProfileRead.model_validate(row, from_attributes=True) for row in found.rows]
    return AdsProfilePage(items=items, **found.envelope)
