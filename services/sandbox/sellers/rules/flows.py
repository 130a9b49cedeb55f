"""Sales and stock of many listings at once, at any moment.

As with clicks, nothing is thrown by dice: what sells on a day is the growth of a running total over that
day, so any window holds its share within one order. Stock is what the running totals leave: what arrives
at the start of a period is just what will sell until the next, so it never has to be followed day by day.

Numbers of orders start at 1. Every 36th order of a listing is cancelled, every sixth has two units, and
every twelfth comes back; no order is two of these.
"""

from dataclasses import dataclass

import numpy as np

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.chance import Keys, Whole
from services.sandbox.sellers.rules.days import Day

CANCELLED_EVERY, TWO_UNITS_EVERY, RETURNED_EVERY = 36, 6, 12
_TWO_UNITS_AT, RETURNED_AT = 1, 5
RETURN_DAYS, DISPOSAL_DAYS = 14, 30
"""A return arrives 14 days after the order and is disposed of 30 days later."""
UNITS_AN_ORDER = 1 + 1 / TWO_UNITS_EVERY - 1 / CANCELLED_EVERY
_NOISE_MILLIDAYS = 350
_CLOCK_NOISE = 1_000_000_000
"""Added to order numbers where they are keys, so that they do not meet day numbers."""


@dataclass(frozen=True, slots=True)
class Flows:
    """One number a listing; `rates` are millionths of an order a day, `bases` units, the others days."""

    keys: Keys
    phases: Whole
    rates: Whole
    periods: Whole
    selling: Whole
    offsets: Whole
    bases: Whole

    def only(self, places: Whole) -> "Flows":
        """Those of some listings."""
        return Flows(
            keys=self.keys[places],
            phases=self.phases[places],
            rates=self.rates[places],
            periods=self.periods[places],
            selling=self.selling[places],
            offsets=self.offsets[places],
            bases=self.bases[places],
        )


@dataclass(frozen=True, slots=True)
class Stock:
    """Units of each listing; `reserved` wait for shipment to buyers, `unfulfillable` came back damaged."""

    fulfillable: Whole
    reserved: Whole
    unfulfillable: Whole
    working: Whole
    shipped: Whole
    receiving: Whole


def turn_of(flows: Flows, day: int | Whole) -> Whole:
    """How many days of its period each listing has behind it at the start of a day."""
    turn: Whole = (day + flows.offsets) % flows.periods
    return turn


def orders_before(flows: Flows, day: int | Whole) -> Whole:
    """Orders of each listing until the start of a day, which is also the number of the last one."""
    passed, turn = np.divmod(day + flows.offsets, flows.periods)
    sold_days: Whole = passed * flows.selling + np.minimum(turn, flows.selling)
    elapsed = 1000 * sold_days + chance.noise_at(flows.keys, sold_days, _NOISE_MILLIDAYS)
    orders: Whole = (flows.phases + flows.rates * elapsed) // 1_000_000_000
    return orders


def units_of(orders: Whole) -> Whole:
    """Units that a listing's first so many orders took."""
    units: Whole = orders - orders // CANCELLED_EVERY + (orders + TWO_UNITS_EVERY - _TWO_UNITS_AT) // TWO_UNITS_EVERY
    return units


def returns_of(orders: Whole) -> Whole:
    """Units of a listing's first so many orders that come back."""
    returned: Whole = (orders + RETURNED_EVERY - RETURNED_AT) // RETURNED_EVERY
    return returned


def second_of(keys: Keys, numbers: Whole, place: Whole, count: Whole, seconds: int) -> Whole:
    """When in a day of so many `seconds` an order is placed that is at `place` (from 0) of the day's `count`."""
    jitter = 100 + chance.noise_at(keys, numbers + _CLOCK_NOISE, 800)
    second: Whole = (1000 * place + jitter) * seconds // (1000 * count)
    return second


def orders_at(flows: Flows, day: Day, elapsed: int) -> Whole:
    """Orders of each listing until so many seconds after the start of a day, that second included."""
    before = orders_before(flows, day.number)
    count = orders_before(flows, day.number + 1) - before
    surely = count * elapsed // day.seconds
    next_one = np.minimum(surely, np.maximum(count - 1, 0))
    second = second_of(flows.keys, before + 1 + next_one, next_one, np.maximum(count, 1), day.seconds)
    orders: Whole = before + surely + ((surely < count) & (second <= elapsed))
    return orders


def restocked_until(flows: Flows, day: int) -> Whole:
    """The number of the day on which each listing's next stock arrives."""
    until: Whole = day - turn_of(flows, day) + flows.periods
    return until


def received_on(flows: Flows, day: int | Whole) -> Whole:
    """Units that arrive at the start of a day: what will sell until the next arrival."""
    units = units_of(orders_before(flows, day + flows.periods)) - units_of(orders_before(flows, day))
    return np.where(turn_of(flows, day) == 0, units, 0)


def fulfillable_after(flows: Flows, day: int, orders: Whole) -> Whole:
    """Units left on a day of which the last order so far has this number."""
    left: Whole = flows.bases + units_of(orders_before(flows, restocked_until(flows, day))) - units_of(orders)
    return left


def unfulfillable_on(flows: Flows, day: int) -> Whole:
    """Units that came back and have not been disposed of at the end of a day."""
    arrived = orders_before(flows, day + 1 - RETURN_DAYS)
    kept: Whole = returns_of(arrived) - returns_of(orders_before(flows, day + 1 - RETURN_DAYS - DISPOSAL_DAYS))
    return kept


def stock_at(flows: Flows, day: Day, elapsed: int, shipped_at: int) -> Stock:
    """Stock so many seconds into a day; orders of the day before leave at second `shipped_at`."""
    orders = orders_at(flows, day, elapsed)
    waiting_since = day.number if elapsed >= shipped_at else day.number - 1
    to_come = restocked_until(flows, day.number) - day.number
    coming = received_on(flows, restocked_until(flows, day.number))
    nothing = np.zeros_like(coming)
    return Stock(
        fulfillable=fulfillable_after(flows, day.number, orders),
        reserved=units_of(orders) - units_of(orders_before(flows, waiting_since)),
        unfulfillable=unfulfillable_on(flows, day.number),
        working=np.where(to_come == 3, coming, nothing),
        shipped=np.where(to_come == 2, coming, nothing),
        receiving=np.where(to_come == 1, coming, nothing),
    )
