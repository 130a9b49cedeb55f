"""What lies in the warehouse of a seller of two shops, which serves both.

Counted is a product that he sends to the buyers of both shops, with stock for 30 days of the smaller demand, so for
fewer of the larger: it runs out in both. And one for each shop that he sends to the buyers of that shop alone, with
stock for 68 days, as a usual listing has at Amazon: a decoy.
"""

from typing import NamedTuple

from services.sandbox.sellers.rules import causes
from services.sandbox.sellers.rules.account import Seller, Shelf
from services.sandbox.sellers.rules.causes import MFN, Cause
from services.sandbox.sellers.rules.flows import UNITS_AN_ORDER

NAME = "SZ-1"
SHORT_DAYS, USUAL_DAYS = 30, 68


class Held(NamedTuple):
    """Units of a product, and the shops in which they run out."""

    sku: str
    units: int
    short_in: tuple[Shelf, ...]


def held_by(seller: Seller) -> list[Held]:
    """What is in the warehouse; nothing of a Pan-EU seller, and less of an account that is too small."""
    if seller.is_pan_eu:
        return []
    usual = [place for place in range(seller.size) if all(_is_usual(shelf, place) for shelf in seller.shelves)]
    everywhere = tuple(range(len(seller.shelves)))
    found = []
    for sent_in, days in ((everywhere, SHORT_DAYS), *(((place,), USUAL_DAYS) for place in everywhere)):
        place = next((each for each in usual if _sent_in(seller, each) == sent_in), None)
        if place is not None:
            least = min(float(seller.shelves[each].flows.rates[place]) for each in sent_in) / 1_000_000
            short_in = seller.shelves if days == SHORT_DAYS else ()
            sku = seller.shelves[0].listings[place].product.sku
            found.append(Held(sku, round(least * UNITS_AN_ORDER * days), short_in))
    return found


def _is_usual(shelf: Shelf, place: int) -> bool:
    """Whether nothing but its texts can be wrong with a listing."""
    return causes.flow_of(shelf.listings[place].cause) == causes.flow_of(Cause.USUAL)


def _sent_in(seller: Seller, place: int) -> tuple[int, ...]:
    """The places of the shops in which the seller sends a product himself."""
    return tuple(each for each, shelf in enumerate(seller.shelves) if shelf.listings[place].channel == MFN)
