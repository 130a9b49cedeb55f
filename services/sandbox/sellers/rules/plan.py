"""A seller put together from its seed and its size."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from services.sandbox.advertisers.rules import chance, names
from services.sandbox.advertisers.rules.account import Market, is_pan_eu, markets_of
from services.sandbox.sellers.rules import causes, pools, texts
from services.sandbox.sellers.rules.account import COUNTRY_CODES, Listing, Product, Seller, Shelf
from services.sandbox.sellers.rules.causes import AFN, MFN, Cause
from services.sandbox.sellers.rules.flows import UNITS_AN_ORDER, Flows
from services.sandbox.sellers.rules.gtins import gtin_of

_FIRST_CREATED = datetime(2022, 3, 1, 8, 0, tzinfo=UTC)
_MARKET_PRICE = {"UK": 1.0, "DE": 1.15, "FR": 1.2, "IT": 1.1, "ES": 1.05}
Cast = list[tuple[Cause, int]]


@lru_cache(maxsize=8)
def make_seller(seed: int, size: int) -> Seller:
    """The seller of a seed, with `size` products, each on every marketplace."""
    markets = markets_of(seed)
    if is_pan_eu(seed):
        casts = [causes.cast_of_pool(size, seed, size)] * len(markets)
    else:
        casts = [causes.cast(size, market.country, seed, size) for market in markets]
    products = [_product(index, casts[0][index], seed, size) for index in range(size)]
    products = [_of_seller_fulfilled(each, casts[0], products) for each in products]
    return Seller(
        seed=seed,
        size=size,
        seller_id=names.seller_id(seed, size),
        name=names.seller_name(seed),
        shelves=_pooled_shelves(products, casts[0], seed, size)
        if is_pan_eu(seed)
        else tuple(
            _shelf(place, market, products, cast, seed, size)
            for place, (market, cast) in enumerate(zip(markets, casts, strict=True))
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
    keys = [chance.key_of("flow", market.country, product.index, *seller) for product in products]
    orders = [_orders_a_day(causes.flow_of(cause).orders, key) for (cause, _), key in zip(cast, keys, strict=True)]
    flows = _flows(cast, keys, orders, [1.0] * len(keys))
    return Shelf(place, market, listings, flows, pools.own_stores(flows, COUNTRY_CODES[market.country]))


def _pooled_shelves(products: list[Product], cast: Cast, *seller: int) -> tuple[Shelf, ...]:
    """The shelves of a Pan-EU seller: each sells its share of a product, and the stock of all is one."""
    drawn = [
        _orders_a_day(
            pools.orders_of(cause, causes.flow_of(cause).orders), chance.key_of("pool", product.index, *seller)
        )
        for product, (cause, _) in zip(products, cast, strict=True)
    ]
    flows, listings = [], []
    for place, market in enumerate(markets_of(seller[0])):
        shares = [pools.share_of(cause, place) for cause, _ in cast]
        keys = [chance.key_of("flow", market.country, product.index, *seller) for product in products]
        flows.append(_flows(cast, keys, [share * each for share, each in zip(shares, drawn, strict=True)], shares))
        listings.append(
            tuple(
                replace(_listing(product, cause, number, market.country, *seller), channel=AFN, is_offered=share > 0)
                for product, (cause, number), share in zip(products, cast, shares, strict=True)
            )
        )
    stores = pools.pooled_stores([cause for cause, _ in cast], flows)
    return tuple(
        Shelf(place, market, listings[place], flows[place], stores)
        for place, market in enumerate(markets_of(seller[0]))
    )


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


def _flows(cast: Cast, keys: list[int], orders: list[float], shares: list[float]) -> Flows:
    """How listings sell that take so many `orders` a day, which are so large a share of their products'."""
    kinds = [causes.flow_of(cause) for cause, _ in cast]
    bases = [
        round(flow.cover * each * UNITS_AN_ORDER) + round(flow.units * share)
        for flow, each, share in zip(kinds, orders, shares, strict=True)
    ]
    columns = {
        "phases": [chance.key_of("phase", key) % 1_000_000_000 for key in keys],
        "rates": [round(each * 1_000_000) for each in orders],
        "periods": [flow.period for flow in kinds],
        "selling": [flow.selling for flow in kinds],
        "offsets": [flow.spacing * number for flow, (_, number) in zip(kinds, cast, strict=True)],
        "bases": bases,
    }
    arrays = {name: np.array(column, dtype=np.int64) for name, column in columns.items()}
    return Flows(keys=np.array(keys, dtype=np.uint64), **arrays)


def _orders_a_day(orders: tuple[float, float], key: int) -> float:
    """Drawn so that doubling is as likely everywhere in the range: few listings sell well."""
    low, high = orders
    return low * (high / low) ** chance.between((0, 1), "orders a day", key) if low else 0.0
