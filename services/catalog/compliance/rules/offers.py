"""What an offer must have, and in which money."""

from collections.abc import Iterator

from services.catalog.compliance.rules.values import Fault, Judged
from services.catalog.findings.rules import IMAGE_MISSING, PRICE_CURRENCY, PRICE_MISSING
from shared.amazon.marketplaces import UnknownMarketplaceError, of_id
from shared.money import MICROS, text_of_micros

WHOLE = frozenset(("JPY", "KRW", "VND", "CLP", "ISK"))
"""Currencies without a smaller unit (ISO 4217, minor units 0)."""


def check_offer(listing: Judged) -> Iterator[Fault]:
    """What is missing in an active listing, and a price that its shop cannot show."""
    if listing.is_active and not listing.has_price:
        yield Fault(PRICE_MISSING, "HIGH", "buyable or discoverable, and no price")
    if listing.is_active and not listing.has_image:
        yield Fault(IMAGE_MISSING, "HIGH", "buyable or discoverable, and no main image")
    if fault := _check_currency(listing):
        yield fault


def _check_currency(listing: Judged) -> Fault | None:
    """A price in another currency than the shop's, or with decimals in one that has none."""
    price, currency = listing.price_micros, listing.currency
    try:
        wanted = of_id(listing.marketplace_id).currency
    except UnknownMarketplaceError:
        return None
    if price is None or currency is None:
        return None
    amount = text_of_micros(price)
    if currency != wanted:
        english = f"The price is {amount} {currency}; this shop sells in {wanted}"
        chinese = f"价格为 {amount} {currency}，而该站点以 {wanted} 销售"
    elif currency in WHOLE and price % MICROS:
        english, chinese = (
            f"The price is {amount} {currency}, which has no decimals",
            f"价格为 {amount}，而 {currency} 没有小数",
        )
    else:
        return None
    facts = {"price": amount, "currency": currency, "wanted": wanted, "problem_en": english, "problem_zh": chinese}
    return Fault(PRICE_CURRENCY, "HIGH", "the currency of the marketplace, in its smallest unit", facts)
