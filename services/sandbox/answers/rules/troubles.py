"""In what a simulated account is as unkind as Amazon, beside the problems that ask for a finding."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from services.sandbox.advertisers.rules.account import BRANDS, DISPLAY, Advertiser
from services.sandbox.seller_reports.rules import forms, planning
from services.sandbox.sellers.rules import days, flows, orders
from services.sandbox.sellers.rules.account import Seller, Shelf
from services.sandbox.sellers.rules.causes import AFN

_ORDER_DAYS = 90


class Trouble(StrEnum):
    """The kinds that there are."""

    PLANNING_2025 = "planning-header-2025"
    PLANNING_2026 = "planning-header-2026"
    PLANNING_SHORT = "planning-rows-missing"
    LEDGER_BARE = "ledger-bare"
    LEDGER_QUOTED = "ledger-quoted"
    LISTINGS_LOCALISED = "listings-localised"
    MULTI_CHANNEL = "orders-multi-channel"
    ITEM_CANCELLED = "orders-item-cancelled"
    LINES_SPLIT = "orders-lines-split"
    BRANDS = "campaigns-sponsored-brands"
    DISPLAY = "campaigns-sponsored-display"
    CONSENT_FOREIGN = "consent-foreign"
    ROLE_MISSING = "consent-role-missing"
    CONSENT_ENDING = "consent-ending"
    CONSENT_TAKEN_BACK = "consent-taken-back"


class Met(NamedTuple):
    """A trouble of a marketplace or of the account: whether it is met in what is asked for now, and how."""

    trouble: Trouble
    marketplace_id: str | None
    is_on: bool
    how: str


_ORDERS = {
    Trouble.MULTI_CHANNEL: orders.MULTI_CHANNEL_AT,
    Trouble.ITEM_CANCELLED: orders.HALF_CANCELLED_AT,
    Trouble.LINES_SPLIT: orders.SPLIT_AT,
}


_CONSENTS = {
    Trouble.CONSENT_FOREIGN: "the refresh token of any other seed or size is another seller's",
    Trouble.ROLE_MISSING: "POST /sandbox/faults: forbidden, on the operations that take the role",
    Trouble.CONSENT_ENDING: "spapi_authorized_on of 340 days ago: Amazon has consents renewed every year",
    Trouble.CONSENT_TAKEN_BACK: "POST /sandbox/faults: revoked, on consent",
}
"""They would end everything else, so they wait until they are asked for; the demonstration does."""

CODES = {
    Trouble.ROLE_MISSING: "tickets.connection_lost",
    Trouble.CONSENT_ENDING: "tickets.connection_ending",
    Trouble.CONSENT_TAKEN_BACK: "tickets.connection_lost",
}
"""What these should be found as; a foreign consent is refused at once."""

_PRODUCTS = {BRANDS: Trouble.BRANDS, DISPLAY: Trouble.DISPLAY}


def troubles_of(advertiser: Advertiser, seller: Seller, moment: datetime) -> Iterator[Met]:
    """All that an account holds, whether it is met now, on another day, or when it is asked for."""
    for profile in advertiser.profiles:
        held = Counter(campaign.ad_product for campaign in profile.others)
        for product, trouble in _PRODUCTS.items():
            if count := held[product]:
                yield Met(trouble, profile.market.marketplace_id, True, f"{count} campaigns")
    for trouble, how in _CONSENTS.items():
        yield Met(trouble, None, False, how)
    for shelf in seller.shelves:
        for trouble, is_on, how in (*_of_files(shelf, moment), *_of_orders(shelf, moment)):
            yield Met(trouble, shelf.market.marketplace_id, is_on, how)


def _of_files(shelf: Shelf, moment: datetime) -> Iterator[tuple[Trouble, bool, str]]:
    country, day = shelf.market.country, days.number_of(moment, shelf.market.zone)
    if forms.has_columns_of_2026(country):
        yield Trouble.PLANNING_2026, True, "the planning report has the columns of 2026"
    else:
        yield Trouble.PLANNING_2025, True, "the planning report still has the columns of 2025"
    if planning.can_be_short(shelf):
        yield Trouble.PLANNING_SHORT, planning.is_short_on(shelf, day), "on every other day half of the rows or fewer"
    is_quoted = forms.is_quoted_on(day)
    yield Trouble.LEDGER_QUOTED, is_quoted, "in every other week each cell of the ledger stands in quotes"
    yield Trouble.LEDGER_BARE, not is_quoted, "in every other week the ledger comes bare"
    if forms.is_localised(country):
        yield Trouble.LISTINGS_LOCALISED, True, "a header of this language unless English is asked for; Cp1252"


def _of_orders(shelf: Shelf, moment: datetime) -> Iterator[tuple[Trouble, bool, str]]:
    for trouble, at in _ORDERS.items():
        if count := _count_orders(shelf, at, moment):
            yield trouble, True, f"{count} orders of the last {_ORDER_DAYS} days"


def _count_orders(shelf: Shelf, at: int, moment: datetime) -> int:
    """Orders of the last days whose number leaves `at`."""
    day = days.number_of(moment, shelf.market.zone)
    last, before = (flows.orders_before(shelf.flows, each) for each in (day, day - _ORDER_DAYS))
    count = (last - at) // orders.EVERY - (before - at) // orders.EVERY
    if at == orders.MULTI_CHANNEL_AT:
        count = count[[listing.channel == AFN for listing in shelf.listings]]
    return int(count.sum())
