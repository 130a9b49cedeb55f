"""Amazon's marketplaces, and the addresses of its programming interfaces by region.

Ids, country codes and regions: developer-docs.amazon.com/sp-api/docs/marketplace-ids. Time zones:
the ones in which the Ads API counts the days of a profile of that country (Amazon Ads documentation,
"Profiles"); for marketplaces without Sponsored ads (IE, ZA) the country's own. Languages: those in which the shops
show themselves first (developer-docs.amazon.com/sp-api/docs/marketplace-ids, default language).
"""

from dataclasses import dataclass
from typing import Literal

from shared.texts import Text

Region = Literal["NA", "EU", "FE"]

ADS_API_URLS: dict[Region, str] = {
    "NA": "https://advertising-api.amazon.com",
    "EU": "https://advertising-api-eu.amazon.com",
    "FE": "https://advertising-api-fe.amazon.com",
}
"""Ads API by region (Amazon Ads documentation, "API endpoints")."""

SP_API_URLS: dict[Region, str] = {
    "NA": "https://sellingpartnerapi-na.amazon.com",
    "EU": "https://sellingpartnerapi-eu.amazon.com",
    "FE": "https://sellingpartnerapi-fe.amazon.com",
}
"""Selling Partner API by region (developer-docs.amazon.com/sp-api/docs/sp-api-endpoints)."""

SP_API_LWA_URL = "https://api.amazon.com/auth/o2/token"
"""Login with Amazon for the Selling Partner API, in all regions ("Connect to the Selling Partner API")."""

LWA_TOKEN_URLS: dict[Region, str] = {
    "NA": "https://api.amazon.com/auth/o2/token",
    "EU": "https://api.amazon.co.uk/auth/o2/token",
    "FE": "https://api.amazon.co.jp/auth/o2/token",
}
"""Login with Amazon, where refresh tokens become access tokens (Amazon Ads, "Retrieve access tokens")."""


ADS_CONSENT_URLS: dict[Region, str] = {
    "NA": "https://www.amazon.com/ap/oa",
    "EU": "https://eu.account.amazon.com/ap/oa",
    "FE": "https://apac.account.amazon.com/ap/oa",
}
"""Where an advertiser consents (Amazon Ads documentation, "Create an authorization grant")."""

_SELLER_CENTRAL: dict[str, str] = {
    "US": "sellercentral.amazon.com",
    "CA": "sellercentral.amazon.ca",
    "MX": "sellercentral.amazon.com.mx",
    "BR": "sellercentral.amazon.com.br",
    "IE": "sellercentral.amazon.ie",
    "NL": "sellercentral.amazon.nl",
    "BE": "sellercentral.amazon.com.be",
    "SE": "sellercentral.amazon.se",
    "PL": "sellercentral.amazon.pl",
    "TR": "sellercentral.amazon.com.tr",
    "AE": "sellercentral.amazon.ae",
    "SA": "sellercentral.amazon.sa",
    "EG": "sellercentral.amazon.eg",
    "IN": "sellercentral.amazon.in",
    "ZA": "sellercentral.amazon.co.za",
    "JP": "sellercentral.amazon.co.jp",
    "AU": "sellercentral.amazon.com.au",
    "SG": "sellercentral.amazon.sg",
}
"""Seller Central by country (developer-docs.amazon.com/sp-api/docs/seller-central-urls); others share one."""

_EUROPE = "sellercentral-europe.amazon.com"


class UnknownMarketplaceError(LookupError):
    """Amazon has no such marketplace, or it is newer than our table."""


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One of Amazon's shops for a country.

    `country_code` is Amazon's own in the Ads API ("UK", not "GB"); `currency` is ISO 4217; `timezone` is
    an IANA name and decides where a day of a report begins; `language` is the first one of the shop (BCP 47).
    """

    marketplace_id: str
    country_code: str
    name: Text
    region: Region
    currency: str
    timezone: str
    language: str


MARKETPLACES: tuple[Marketplace, ...] = (
    Marketplace("ATVPDKIKX0DER", "US", Text("United States", "美国"), "NA", "USD", "America/Los_Angeles", "en-US"),
    Marketplace("A2EUQ1WTGCTBG2", "CA", Text("Canada", "加拿大"), "NA", "CAD", "America/Los_Angeles", "en-CA"),
    Marketplace("A1AM78C64UM0Y8", "MX", Text("Mexico", "墨西哥"), "NA", "MXN", "America/Los_Angeles", "es-MX"),
    Marketplace("A2Q3Y263D00KWC", "BR", Text("Brazil", "巴西"), "NA", "BRL", "America/Sao_Paulo", "pt-BR"),
    Marketplace("A1F83G8C2ARO7P", "UK", Text("United Kingdom", "英国"), "EU", "GBP", "Europe/London", "en-GB"),
    Marketplace("A1PA6795UKMFR9", "DE", Text("Germany", "德国"), "EU", "EUR", "Europe/Paris", "de-DE"),
    Marketplace("A13V1IB3VIYZZH", "FR", Text("France", "法国"), "EU", "EUR", "Europe/Paris", "fr-FR"),
    Marketplace("APJ6JRA9NG5V4", "IT", Text("Italy", "意大利"), "EU", "EUR", "Europe/Paris", "it-IT"),
    Marketplace("A1RKKUPIHCS9HS", "ES", Text("Spain", "西班牙"), "EU", "EUR", "Europe/Paris", "es-ES"),
    Marketplace("A1805IZSGTT6HS", "NL", Text("Netherlands", "荷兰"), "EU", "EUR", "Europe/Amsterdam", "nl-NL"),
    Marketplace("AMEN7PMS3EDWL", "BE", Text("Belgium", "比利时"), "EU", "EUR", "Europe/Brussels", "nl-BE"),
    Marketplace("A2NODRKZP88ZB9", "SE", Text("Sweden", "瑞典"), "EU", "SEK", "Europe/Stockholm", "sv-SE"),
    Marketplace("A1C3SOZRARQ6R3", "PL", Text("Poland", "波兰"), "EU", "PLN", "Europe/Warsaw", "pl-PL"),
    Marketplace("A28R8C7NBKEWEA", "IE", Text("Ireland", "爱尔兰"), "EU", "EUR", "Europe/Dublin", "en-IE"),
    Marketplace("A33AVAJ2PDY3EV", "TR", Text("Turkey", "土耳其"), "EU", "TRY", "Europe/Istanbul", "tr-TR"),
    Marketplace("A2VIGQ35RCS4UG", "AE", Text("United Arab Emirates", "阿联酋"), "EU", "AED", "Asia/Dubai", "en-AE"),
    Marketplace("A17E79C6D8DWNP", "SA", Text("Saudi Arabia", "沙特阿拉伯"), "EU", "SAR", "Asia/Riyadh", "ar-SA"),
    Marketplace("ARBP9OOSHTCHU", "EG", Text("Egypt", "埃及"), "EU", "EGP", "Africa/Cairo", "ar-EG"),
    Marketplace("A21TJRUUN4KGV", "IN", Text("India", "印度"), "EU", "INR", "Asia/Kolkata", "en-IN"),
    Marketplace("AE08WJ6YKNBMC", "ZA", Text("South Africa", "南非"), "EU", "ZAR", "Africa/Johannesburg", "en-ZA"),
    Marketplace("A1VC38T7YXB528", "JP", Text("Japan", "日本"), "FE", "JPY", "Asia/Tokyo", "ja-JP"),
    Marketplace("A39IBJ37TRP1C6", "AU", Text("Australia", "澳大利亚"), "FE", "AUD", "Australia/Sydney", "en-AU"),
    Marketplace("A19VAU5U5O7RUS", "SG", Text("Singapore", "新加坡"), "FE", "SGD", "Asia/Singapore", "en-SG"),
)

BuyerLanguage = Literal["ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "sv", "tr", "zh"]
"""Languages in which buyers write, as tags of BCP 47."""

_BUYERS: dict[str, BuyerLanguage] = {
    "MX": "es",
    "BR": "pt",
    "DE": "de",
    "FR": "fr",
    "IT": "it",
    "ES": "es",
    "NL": "nl",
    "BE": "fr",
    "SE": "sv",
    "PL": "pl",
    "TR": "tr",
    "SA": "ar",
    "EG": "ar",
    "JP": "ja",
}
"""The language that most buyers of a country use on Amazon, where that is not English."""

_BY_ID = {marketplace.marketplace_id: marketplace for marketplace in MARKETPLACES}
_BY_COUNTRY = {marketplace.country_code: marketplace for marketplace in MARKETPLACES}
_BY_COUNTRY["GB"] = _BY_COUNTRY["UK"]  # what SP-API calls it


def of_id(marketplace_id: str) -> Marketplace:
    """The marketplace of an id such as ATVPDKIKX0DER. Raises UnknownMarketplaceError."""
    try:
        return _BY_ID[marketplace_id]
    except KeyError:
        raise UnknownMarketplaceError(f"no marketplace has the id {marketplace_id[:40]!r}") from None


def of_country(country_code: str) -> Marketplace:
    """The marketplace of a country; both UK and GB are understood. Raises UnknownMarketplaceError."""
    try:
        return _BY_COUNTRY[country_code]
    except KeyError:
        raise UnknownMarketplaceError(f"no marketplace in the country {country_code[:40]!r}") from None


def language_of_buyers(marketplace_id: str) -> BuyerLanguage:
    """The language in which most buyers of a marketplace write; English where we do not know it."""
    marketplace = _BY_ID.get(marketplace_id)
    return "en" if marketplace is None else _BUYERS.get(marketplace.country_code, "en")


def seller_central_of(marketplace_id: str) -> str:
    """Where the sellers of a marketplace sign in, as an origin. Raises UnknownMarketplaceError."""
    return f"https://{_SELLER_CENTRAL.get(of_id(marketplace_id).country_code, _EUROPE)}"
