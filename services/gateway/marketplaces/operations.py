"""What one can do with marketplaces: look up what their ids mean."""

from services.gateway.marketplaces.schemas import MarketplaceList, MarketplaceName, MarketplaceRead
from shared.amazon.marketplaces import ADS_API_URLS, MARKETPLACES, SP_API_URLS, Marketplace


def list_marketplaces() -> MarketplaceList:
    """All marketplaces that are known."""
    return MarketplaceList(items=[_read(each) for each in MARKETPLACES])


def _read(marketplace: Marketplace) -> MarketplaceRead:
    return MarketplaceRead(
        marketplace_id=marketplace.marketplace_id,
        country_code=marketplace.country_code,
        name=MarketplaceName(en=marketplace.name.en, zh=marketplace.name.zh),
        currency=marketplace.currency,
        timezone=marketplace.timezone,
        language=marketplace.language,
        region=marketplace.region,
        selling_partner_endpoint=SP_API_URLS[marketplace.region],
        ads_endpoint=ADS_API_URLS[marketplace.region],
    )
