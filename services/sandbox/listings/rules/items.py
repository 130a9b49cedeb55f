"""Listings as they are now: what was planned, joined with what clients changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from services.sandbox.advertisers.rules import names
from services.sandbox.listings.rules import attributes
from services.sandbox.listings.rules.attributes import Attributes
from services.sandbox.sellers.rules import causes, days, flows, issues, texts
from services.sandbox.sellers.rules.account import Listing, Seller, Shelf
from services.sandbox.sellers.rules.causes import AFN, MFN
from services.sandbox.sellers.rules.flows import Stock
from services.sandbox.sellers.rules.issues import Issue
from services.sandbox.sellers.rules.orders import SHIPPED_AT


@dataclass(frozen=True, slots=True)
class Change:
    """What clients did to a listing: attributes put (None: taken away), or the listing deleted."""

    sku: str
    product_type: str
    attributes: Mapping[str, list[dict[str, Any]] | None]
    is_deleted: bool
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """A shelf at a moment, with its stock and every change that clients made until then."""

    seller: Seller
    shelf: Shelf
    moment: datetime
    stock: Stock
    changes: Mapping[str, Change]

    @property
    def day(self) -> int:
        """The number of the local day."""
        return days.number_of(self.moment, self.shelf.market.zone)


@dataclass(frozen=True, slots=True)
class Item:
    """A listing as it is now; `listing` is None where a client made it."""

    present: Present
    sku: str
    listing: Listing | None
    change: Change | None

    @property
    def is_offered(self) -> bool:
        """Whether it is a listing of this marketplace, and not only stock that other shops sell from."""
        return self.listing is None or self.listing.is_offered or self.change is not None

    @property
    def asin(self) -> str:
        """The catalogue item."""
        if self.listing:
            return self.listing.product.asin
        return f"B0{names.base36(8, 'new asin', self.present.seller.seller_id, self.sku)}"

    @property
    def product_type(self) -> str:
        """Amazon's product type."""
        if self.change:
            return self.change.product_type
        return texts.NOUNS[self.listing.product.noun].product_type if self.listing else ""

    @property
    def quantity(self) -> int:
        """Units that can be sold: what the formulas say, or what a client told, less what sold since."""
        reported = self._reported_quantity
        if self.listing is None:
            return reported or 0
        if reported is None or self.change is None:
            return int(self.present.stock.fulfillable[self.listing.product.index])
        return max(0, reported - self._sold_since(self.listing, self.change.changed_at))

    @property
    def channel(self) -> str:
        """Who fulfils it: AFN or MFN."""
        given = self.change.attributes.get("fulfillment_availability") if self.change else None
        if given:
            return MFN if given[0].get("fulfillment_channel_code") == "DEFAULT" else AFN
        return self.listing.channel if self.listing else MFN

    @property
    def attributes(self) -> Attributes:
        """What it holds now."""
        market = self.present.shelf.market
        planned = attributes.attributes_of(self.listing, market, self.quantity) if self.listing else {}
        changed = dict(self.change.attributes) if self.change else {}
        changed.pop("fulfillment_availability", None)
        held = {name: value for name, value in (planned | changed).items() if value is not None}
        return held | {"fulfillment_availability": [attributes.availability_of(self.channel, self.quantity)]}

    @property
    def cents(self) -> int | None:
        """Its price, None where it has none."""
        return price_of(self.attributes)

    @property
    def issues(self) -> list[Issue]:
        """What Amazon objects to; an attribute that a client has changed is not objected to any more."""
        if self.listing is None:
            return []
        found = issues.issues_of(self.listing.cause, self.listing.number, self.present.day)
        changed = self.change.attributes if self.change else {}
        return [issue for issue in found if issue.attribute not in changed]

    @property
    def statuses(self) -> list[str]:
        """BUYABLE, DISCOVERABLE, both or none."""
        in_stock = self.quantity > 0
        if self.listing is None:
            return ["BUYABLE"] * (in_stock and self.cents is not None) + ["DISCOVERABLE"]
        cause, number = self.listing.cause, self.listing.number
        if cause in issues.ISSUES and not self.issues:
            return ["BUYABLE"] * in_stock + ["DISCOVERABLE"]
        return issues.statuses_of(cause, number, self.present.day, in_stock=in_stock)

    @property
    def created_at(self) -> datetime:
        """When the listing was first submitted."""
        if self.listing:
            return self.listing.created_at
        return self.change.created_at if self.change else self.present.moment

    @property
    def updated_at(self) -> datetime:
        """When it, or what Amazon says of it, last changed."""
        latest = [self.created_at]
        if self.listing and causes.comes_and_goes(self.listing.cause):
            zone = self.present.shelf.market.zone
            latest.append(issues.began_at(self.listing.cause, self.listing.number, self.present.day, zone))
        if self.change:
            latest.append(self.change.changed_at)
        return max(latest)

    @property
    def _reported_quantity(self) -> int | None:
        given = self.change.attributes.get("fulfillment_availability") if self.change else None
        quantity = given[0].get("quantity") if given else None
        return quantity if isinstance(quantity, int) else None

    def _sold_since(self, listing: Listing, since: datetime) -> int:
        shelf = self.present.shelf
        flow = shelf.flows.only(np.array([listing.product.index]))
        units = []
        for moment in (since, self.present.moment):
            day = days.day_of(days.number_of(moment, shelf.market.zone), shelf.market.zone)
            units.append(int(flows.units_of(flows.orders_at(flow, day, day.elapsed(moment)))[0]))
        return units[1] - units[0]


def present_of(seller: Seller, shelf: Shelf, moment: datetime, changes: Mapping[str, Change]) -> Present:
    """A shelf as it is at a moment."""
    day = days.day_of(days.number_of(moment, shelf.market.zone), shelf.market.zone)
    stock = shelf.stores.stock_at(day, day.elapsed(moment), SHIPPED_AT)
    return Present(seller, shelf, moment, stock, changes)


def item_of(present: Present, sku: str) -> Item | None:
    """The listing of a SKU; None when there is none, or none any more."""
    item = _known(present, sku)
    return item if item and item.is_offered else None


def stored_items(present: Present) -> Iterator[tuple[Item, Listing]]:
    """What Amazon stores, with what was planned for it; other shops' products come too, where the stock is theirs."""
    for sku in present.seller.places:
        item = _known(present, sku)
        if item and item.listing and item.channel == AFN:
            yield item, item.listing


def _known(present: Present, sku: str) -> Item | None:
    change, place = present.changes.get(sku), present.seller.places.get(sku)
    if (change is None and place is None) or (change and change.is_deleted):
        return None
    return Item(present, sku, None if place is None else present.shelf.listings[place], change)


def items_of(present: Present) -> Iterator[Item]:
    """Every listing of the shelf: planned ones in their order, then those that clients made."""
    made = sorted(sku for sku in present.changes if sku not in present.seller.places)
    for sku in (*present.seller.places, *made):
        if item := item_of(present, sku):
            yield item


def price_of(held: Mapping[str, Any]) -> int | None:
    """The price in cents that attributes hold, None where there is none that can be read."""
    try:
        value = held["purchasable_offer"][0]["our_price"][0]["schedule"][0]["value_with_tax"]
        return round(100 * float(value))
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return None
