"""To which shop a row of Unified Reporting belongs: a file holds all countries, currencies and accounts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from services.ads.reports.sheets import texts
from shared.amazon import marketplaces
from shared.amazon.marketplaces import Marketplace, UnknownMarketplaceError
from shared.amazon.report_files import normalise_header
from shared.texts import Language, Text

CURRENCY, MARKETPLACE, ACCOUNT, UNCLEAR = (
    "currency-mismatch",
    "marketplace-mismatch",
    "account-mismatch",
    "marketplace-unclear",
)
ELSEWHERE = frozenset({CURRENCY, MARKETPLACE, ACCOUNT, UNCLEAR})
"""Codes of rows that are good, but not, or not surely, of the account and shop that the file is imported for."""

_AMAZON = re.compile(r"U?AMAZON[._](?:COM?[._])?([A-Z]{2,3})", re.IGNORECASE)
"""AMAZON.COM, AMAZON_CO_UK, AMAZON_DE; and UAMAZON_FR, which is the same shop in another writing."""

_CHINESE = {
    "US": "美国", "CA": "加拿大", "MX": "墨西哥", "BR": "巴西", "UK": "英国", "DE": "德国", "FR": "法国",
    "IT": "意大利", "ES": "西班牙", "NL": "荷兰", "BE": "比利时", "SE": "瑞典", "PL": "波兰", "IE": "爱尔兰",
    "TR": "土耳其", "AE": "阿拉伯联合酋长国", "SA": "沙特阿拉伯", "EG": "埃及", "IN": "印度", "ZA": "南非",
    "JP": "日本", "AU": "澳大利亚", "SG": "新加坡",
}  # fmt: skip
_OTHER_NAMES = {
    "usa": "US", "unitedstatesofamerica": "US", "greatbritain": "UK", "uae": "AE", "阿联酋": "AE", "沙特": "SA",
}  # fmt: skip
_COUNTRIES = {
    **{normalise_header(market.name.en): market.country_code for market in marketplaces.MARKETPLACES},
    **{name: code for code, name in _CHINESE.items()},
    **_OTHER_NAMES,
}


@cache
def country_of(text: str) -> str | None:
    """The country code for what a row says of its shop or country; None when it is none that we know."""
    shop = _AMAZON.fullmatch(text.strip())
    code = shop[1].upper() if shop else text.strip().upper()
    if shop and code == "COM":
        return "US"
    try:
        return marketplaces.of_country(code).country_code
    except UnknownMarketplaceError:
        return _COUNTRIES.get(normalise_header(text))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Why a row is not taken for this shop's: the field that shows it, a code, and a sentence."""

    field: str
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop that a file is imported for, and what is known of its neighbours.

    `connected` are all shops of the seller account. `campaign_homes` tell the country of every campaign of it that
    is known by its id. `account_id` is the advertiser's, as the first file showed that was this shop's beyond doubt.
    """

    own: Marketplace
    connected: tuple[Marketplace, ...]
    campaign_homes: Mapping[int, str]
    account_id: str = ""

    def refuse(self, account_id: str, currency: str, place: str, place_field: str, campaign: int) -> Elsewhere | None:
        """None for a row of this shop.

        `place` is the marketplace or country in `place_field`, "" where the row names none; then the campaign
        tells, if it is known, and at last the currency, if no other connected shop has it.
        """
        country = country_of(place) if place else self.campaign_homes.get(campaign)
        if self.account_id and account_id and account_id != self.account_id:
            return self._elsewhere("account_id", ACCOUNT, texts.OTHER_ACCOUNT, place, country, currency)
        if currency and currency != self.own.currency:
            return self._elsewhere("currency", CURRENCY, texts.OTHER_CURRENCY, place, country, currency)
        if country == self.own.country_code:
            return None
        if country or place:
            return self._elsewhere(place_field, MARKETPLACE, texts.OTHER_SHOP, place, country, currency)
        if self._shops_with(currency):
            return self._elsewhere(place_field, UNCLEAR, texts.SEVERAL_SHOPS, place, country, currency)
        return None

    def _elsewhere(
        self, field: str, code: str, text: Text, place: str, country: str | None, currency: str
    ) -> Elsewhere:
        def said(language: Language) -> str:
            own = self.own.currency if code == CURRENCY else self.own.name.in_language(language)
            others = "、" if language == "zh" else ", "
            row = texts.PLACE.in_language(
                language,
                place=_shown(place, country).in_language(language),
                currency=currency or texts.UNSAID_CURRENCY.in_language(language),
            )
            names = [one.name.in_language(language) for one in self._shops_with(currency)]
            return text.in_language(language, row=row, own=own, others=others.join(names))

        return Elsewhere(field, code, Text(en=said("en"), zh=said("zh")))

    def _shops_with(self, currency: str) -> list[Marketplace]:
        """The other shops of the account whose money it may be."""
        return [one for one in self.connected if one != self.own and currency in ("", one.currency)]


def _shown(place: str, country: str | None) -> Text:
    if country is None:
        return Text(en=place, zh=place) if place else texts.NO_PLACE
    name = marketplaces.of_country(country).name
    if place in ("", name.en, name.zh):
        return name
    return Text(
        en=texts.NAMED_PLACE.en.format(country=name.en, place=place),
        zh=texts.NAMED_PLACE.zh.format(country=name.zh, place=place),
    )
