"""A seller put together from its seed and its size."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from services.sandbox.advertisers.rules import chance, names
from services.sandbox.advertisers.rules.account import MARKETS, Market
from services.sandbox.sellers.rules import causes, texts
from services.sandbox.sellers.rules.account import Listing, Product, Seller, Shelf
from services.sandbox.sellers.rules.causes import AFN, MFN, Cause
from services.sandbox.sellers.rules.flows import UNITS_AN_ORDER, Flows
from services.sandbox.sellers.rules.gtins import gtin_of

_FIRST_CREATED = datetime(2022, 3, 1, 8, 0, tzinfo=UTC)
_MARKET_PRICE = {"UK": 1.0, "DE": 1.15}
Cast = list[tuple[Cause, int]]


@lru_cache(maxsize=4)
def make_seller(seed: int, size: int) -> Seller:
    """The seller of a seed, with `size` products, each on both marketplaces."""
    casts = [causes.cast(size, market.country, seed, size) for market in MARKETS]
    products = [_product(index, casts[0][index], seed, size) for index in range(size)]
    products = [_of_seller_fulfilled(each, casts[0], products) for each in products]
    return Seller(
        seed=seed,
        size=size,
        seller_id=names.seller_id(seed, size),
        name=names.seller_name(seed),
        shelves=tuple(
            _shelf(place, market, products, cast, seed, size)
            for place, (market, cast) in enumerate(zip(MARKETS, casts, strict=True))
        ),
        places={product.sku: product.index for product in products},
        asins={product.asin: product.index for product in products},
    )


def _product(index: int, cast: tuple[Cause, int], seed: int, size: int) -> Product:
    path = (seed, size, index)
    asin = f"B0{names.base36(8, 'asin', *path)}"
    fn_sku = f"X00{names.base36(7, 'fnsku', *path)}"
    noun = chance.whole(0, len(texts.NOUNS) - 1, "noun", *path)
    gtin_type, gtin = gtin_of(*cast, index, fn_sku, asin, seed, size)
    return Product(
        index=index,
        sku=f"ZL-{index + 1:04d}-{names.base36(3, 'sku', *path)}",
        asin=asin,
        fn_sku=fn_sku,
        brand=chance.pick(texts.BRANDS, "brand", *path),
        noun=noun,
        colour=chance.whole(0, 3, "colour", *path),
        gtin_type=gtin_type,
        gtin=gtin,
        model=f"M{index + 1:04d}",
    )


def _of_seller_fulfilled(product: Product, cast: Cast, products: list[Product]) -> Product:
    """Of two that are one product, the second is what the seller fulfils himself, under the first one's SKU."""
    cause, number = cast[product.index]
    if cause is not Cause.DECOY_GTIN_FULFILMENT or number % 2 == 0:
        return product
    return replace(product, sku=f"{products[cast.index((cause, number - 1))].sku}-FBM")


def _shelf(place: int, market: Market, products: list[Product], cast: Cast, *seller: int) -> Shelf:
    listings = tuple(
        _listing(product, cause, number, market.country, *seller)
        for product, (cause, number) in zip(products, cast, strict=True)
    )
    return Shelf(place, market, listings, _flows(listings, market.country, *seller))


def _listing(product: Product, cause: Cause, number: int, country: str, *seller: int) -> Listing:
    path = (country, product.index, *seller)
    price = texts.NOUNS[product.noun].price * _MARKET_PRICE[country] * chance.between((0.9, 1.3), "list price", *path)
    usual_channel = AFN if chance.whole(0, 9, "channel", *path) < 6 else MFN
    return Listing(
        product=product,
        cause=cause,
        number=number,
        channel=_channel_of_pair(cause, number) or causes.flow_of(cause).channel or usual_channel,
        price=None if cause is Cause.PRICE_MISSING else round(price) // 100 * 100 + 99,
        created_at=_FIRST_CREATED + timedelta(minutes=chance.whole(0, 700 * 24 * 60, "created", *path)),
    )


def _channel_of_pair(cause: Cause, number: int) -> str | None:
    if cause is not Cause.DECOY_GTIN_FULFILMENT:
        return None
    return MFN if number % 2 else AFN


def _flows(listings: tuple[Listing, ...], country: str, *seller: int) -> Flows:
    kinds = [causes.flow_of(listing.cause) for listing in listings]
    keys = [chance.key_of("flow", country, listing.product.index, *seller) for listing in listings]
    orders = [_orders_a_day(flow, key) for flow, key in zip(kinds, keys, strict=True)]
    bases = [round(flow.cover * each * UNITS_AN_ORDER) + flow.units for flow, each in zip(kinds, orders, strict=True)]
    columns = {
        "phases": [chance.key_of("phase", key) % 1_000_000_000 for key in keys],
        "rates": [round(each * 1_000_000) for each in orders],
        "periods": [flow.period for flow in kinds],
        "selling": [flow.selling for flow in kinds],
        "offsets": [flow.spacing * each.number for flow, each in zip(kinds, listings, strict=True)],
        "bases": bases,
    }
    arrays = {name: np.array(column, dtype=np.int64) for name, column in columns.items()}
    return Flows(keys=np.array(keys, dtype=np.uint64), **arrays)


def _orders_a_day(flow: causes.Flow, key: int) -> float:
    """Drawn so that doubling is as likely everywhere in the range: few listings sell well."""
    low, high = flow.orders
    return low * (high / low) ** chance.between((0, 1), "orders a day", key) if low else 0.0
