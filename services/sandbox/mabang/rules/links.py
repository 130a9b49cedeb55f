"""How the ERP's goods are named after Amazon's SKUs, which are told apart by nobody but the answer key.

The ways take turns over the seller's products. With `ZL-0007-ABC` at Amazon the ERP has

    same       ZL-0007-ABC
    shared     the good of the product before it, which two SKUs then sell; not of what the warehouse is known to hold
    lower      zl-0007-abc
    prefix     MB-ZL-0007-ABC
    suffix     ZL-0007-ABC-FBA, or -UK, or -CN
    bare       ZL0007ABC
    short      ZL-0007
    pair       ZL-0007-PCS*2 as a bundle of two ZL-0007-PCS
    set        ZL-0007-TOP+ZL-0007-LID as a bundle of one each
    unlisted   ZL-0007-ABC, and beside it ZL-0007-OLD, which no SKU of Amazon's sells any more

A SKU that ends in `-FBM` is the same product as the one without: one good for both. The goods behind those of the
seller's products, up to as many as the account has, are sold elsewhere: HM-00001-7Q4.
"""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from services.sandbox.advertisers.rules import names
from services.sandbox.mabang.rules.signing import Account
from services.sandbox.sellers.rules.account import Product, Seller
from services.sandbox.sellers.rules.plan import make_seller
from services.sandbox.warehouses.rules import held_by

_FULFILLED = "-FBM"
_SUFFIXES = ("-FBA", "-UK", "-CN")


class Way(StrEnum):
    """How a good is named after a SKU."""

    SAME = "same"
    SHARED = "shared"
    LOWER = "lower"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    BARE = "bare"
    SHORT = "short"
    PAIR = "pair"
    SET = "set"
    UNLISTED = "unlisted"


_TURNS = tuple(Way)


class Link(NamedTuple):
    """What a SKU of Amazon's sells: so many units each of some goods, by `stockSku`."""

    sku: str
    way: Way
    parts: tuple[tuple[str, int], ...]


class Combo(NamedTuple):
    """A bundle: its own SKU, and so many units each of some goods."""

    combo_sku: str
    parts: tuple[tuple[str, int], ...]


class Good(NamedTuple):
    """A line of the ERP's stock: `product` is the seller's that it is part of, None where it is sold elsewhere."""

    place: int
    stock_sku: str
    product: Product | None


class Shelf(NamedTuple):
    """What an account of the ERP holds: goods that belong to the seller's products, bundles, and the answer key."""

    seller: Seller
    goods: tuple[Good, ...]
    combos: tuple[Combo, ...]
    links: tuple[Link, ...]
    places: dict[str, int]


@lru_cache(maxsize=8)
def shelf_of(account: Account) -> Shelf:
    """The goods of an account that belong to the seller's products; as many as it has at most."""
    seller = make_seller(account.seed, account.size)
    named: dict[str, Product] = {}
    links: list[Link] = []
    combos: list[Combo] = []
    by_sku: dict[str, Link] = {}
    apart = {held.sku for held in held_by(seller)}
    products = [listing.product for listing in seller.shelves[0].listings]
    for product in sorted(products, key=lambda each: each.sku.endswith(_FULFILLED)):  # after those that they are
        alone = not links or {links[-1].sku, product.sku} & apart
        link, unsold = _linked(product, None if alone else links[-1], by_sku)
        links.append(link)
        by_sku[link.sku] = link
        for stock_sku in (*(each for each, _ in link.parts), *unsold):
            named.setdefault(stock_sku, product)
        if link.way in (Way.PAIR, Way.SET):
            combos.append(Combo(_combo_sku(link), link.parts))
    goods = tuple(Good(place, sku, product) for place, (sku, product) in enumerate(named.items()))[: account.goods]
    return Shelf(seller, goods, tuple(combos), tuple(links), {good.stock_sku: good.place for good in goods})


def good_at(account: Account, place: int) -> Good:
    """The good at a place of an account's list, from 0."""
    goods = shelf_of(account).goods
    if place < len(goods):
        return goods[place]
    number = place - len(goods) + 1
    return Good(place, f"HM-{number:05d}-{names.base36(3, 'good', account.seed, account.size, number)}", None)


def find_good(account: Account, stock_sku: str) -> Good | None:
    """The good of a stockSku; None when the account has none."""
    shelf = shelf_of(account)
    if (place := shelf.places.get(stock_sku)) is not None:
        return shelf.goods[place]
    prefix, _, rest = stock_sku.partition("-")
    number = rest.partition("-")[0]
    if prefix != "HM" or not (number.isascii() and number.isdigit() and len(number) == 5 and int(number)):
        return None
    place = len(shelf.goods) + int(number) - 1
    good = good_at(account, place) if place < account.goods else None
    return good if good and good.stock_sku == stock_sku else None


def _linked(product: Product, before: Link | None, by_sku: dict[str, Link]) -> tuple[Link, tuple[str, ...]]:
    """What a product's SKU sells, and goods beside it that nothing sells."""
    sku, stem = product.sku, product.sku.rpartition("-")[0]
    if sku.endswith(_FULFILLED):
        return Link(sku, Way.SHARED, by_sku[sku.removesuffix(_FULFILLED)].parts), ()
    way = _TURNS[product.index % len(_TURNS)]
    if way is Way.SHARED:
        return (Link(sku, way, before.parts) if before else Link(sku, Way.SAME, ((sku, 1),))), ()
    parts: dict[Way, tuple[tuple[str, int], ...]] = {
        Way.LOWER: ((sku.lower(), 1),),
        Way.PREFIX: ((f"MB-{sku}", 1),),
        Way.SUFFIX: ((sku + _SUFFIXES[product.index // len(_TURNS) % len(_SUFFIXES)], 1),),
        Way.BARE: ((sku.replace("-", ""), 1),),
        Way.SHORT: ((stem, 1),),
        Way.PAIR: ((f"{stem}-PCS", 2),),
        Way.SET: ((f"{stem}-TOP", 1), (f"{stem}-LID", 1)),
    }
    unsold = (f"{stem}-OLD",) if way is Way.UNLISTED else ()
    return Link(sku, way, parts.get(way, ((sku, 1),))), unsold


def _combo_sku(link: Link) -> str:
    """`A*2` or `A+B`, of its goods."""
    return "+".join(sku if units == 1 else f"{sku}*{units}" for sku, units in link.parts)
