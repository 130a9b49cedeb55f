"""The stock that shops sell from: a shop's own, or one pool of all shops, which lies in countries without one, too.

Each shop sells a share of every product and has as much of the stock brought in. So a pool is what the flows of its
shops add up to, wherever it lies, and that is what Amazon tells in each shop.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.sellers.rules import flows
from services.sandbox.sellers.rules.causes import Cause
from services.sandbox.sellers.rules.days import Day
from services.sandbox.sellers.rules.flows import Flows, Stock

SHARES = (0.55, 0.20, 0.15, 0.10)
"""Of what is sold, by the place of the shop."""

COUNTRIES = ("DE", "PL", "CZ")
"""Where a pool lies. Only in the first is a shop."""

_USUAL_ORDERS = (1.0, 4.0)
_ORDERS = {Cause.SLOW: (0.35, 0.6), Cause.EXCESS: (1.0, 2.0)}


@dataclass(frozen=True, slots=True)
class Stores:
    """Where products lie: a row a shop that sells from there, a column a product.

    `flows` holds the rows one after the other; `lies_in` is the number of the country that each part lies in.
    """

    shops: int
    flows: Flows
    countries: tuple[str, ...]
    lies_in: Whole

    def sum(self, units: Whole) -> Whole:
        """Units of each product, of those of each part."""
        found: Whole = units.reshape(self.shops, -1).sum(axis=0)
        return found

    def sum_in(self, country: int, units: Whole) -> Whole:
        """The same of the parts in one country."""
        return self.sum(np.where(self.lies_in == country, units, 0))

    def parts_of(self, place: int) -> Flows:
        """How one product sells in each shop."""
        products = len(self.lies_in) // self.shops
        return self.flows.only(place + products * np.arange(self.shops))

    def stock_at(self, day: Day, elapsed: int, shipped_at: int) -> Stock:
        """The stock of each product so many seconds into a day; orders of the day before leave at `shipped_at`."""
        stock = flows.stock_at(self.flows, day, elapsed, shipped_at)
        return Stock(**{each.name: self.sum(getattr(stock, each.name)) for each in fields(stock)})


def own_stores(flow: Flows, country: str) -> Stores:
    """Those of a shop that nobody else sells from."""
    return Stores(1, flow, (country,), np.zeros_like(flow.bases))


def pooled_stores(causes: Sequence[Cause], shops: Sequence[Flows]) -> Stores:
    """Those of all shops of products by their causes; each shop's part of a product lies in one country."""
    whole = Flows(*(np.concatenate([getattr(each, field.name) for each in shops]) for field in fields(Flows)))
    lies_in = [_country_of(cause, index, place) for place in range(len(shops)) for index, cause in enumerate(causes)]
    return Stores(len(shops), whole, COUNTRIES, np.array(lies_in, dtype=np.int64))


def share_of(cause: Cause, place: int) -> float:
    """Which part of a product's sales is a shop's; 0 where it is not offered."""
    if cause is Cause.DECOY_ONE_SHOP:
        return float(place == 0)
    return SHARES[place]


def orders_of(cause: Cause, usual: tuple[float, float]) -> tuple[float, float]:
    """The range of orders a day of a product in all shops, where the `usual` one is for a single shop."""
    return _ORDERS.get(cause, _USUAL_ORDERS if cause is Cause.USUAL or cause.startswith("decoy") else usual)


def _country_of(cause: Cause, index: int, place: int) -> int:
    """In which country a product lies for a shop."""
    if cause is Cause.DECOY_STORED_ABROAD:
        return 1 + place % 2
    return (index + place) % len(COUNTRIES)
