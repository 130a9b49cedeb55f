"""Rows about stock at Amazon: what there is, and what is stranded."""

from datetime import timedelta

from services.sandbox.listings.rules import items
from services.sandbox.listings.rules.items import Item
from services.sandbox.seller_reports.rules.asked import Asked, Rows, money_text, offset_text
from services.sandbox.sellers.rules import issues
from services.sandbox.sellers.rules.causes import Cause

UNIT_VOLUME = 0.002
"""Cubic metres of a unit."""


def inventory_rows(asked: Asked) -> Rows:
    """GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA: one row a SKU that Amazon stores."""
    for present in asked.presents:
        for item, listing in items.stored_items(present):
            stock, place = present.stock, listing.product.index
            inbound = [int(each[place]) for each in (stock.working, stock.shipped, stock.receiving)]
            units = [int(each[place]) for each in (stock.fulfillable, stock.unfulfillable, stock.reserved)]
            yield (
                *(item.sku, listing.product.fn_sku, item.asin, title_of(item), "New", money_text(item.cents)),
                *("No", "", "Yes", sum(units), *units, sum(units) + sum(inbound), f"{UNIT_VOLUME:.3f}", *inbound),
                *(0, 0, 0),
            )


def stranded_rows(asked: Asked) -> Rows:
    """GET_STRANDED_INVENTORY_UI_DATA: units at Amazon whose listing is closed."""
    for present in asked.presents:
        for item, listing in items.stored_items(present):
            planted = (listing.cause, listing.number, present.day)
            if listing.cause is not Cause.STRANDED or not issues.is_on(*planted):
                continue
            since = issues.began_at(*planted, present.shelf.market.zone)
            stock, place = present.stock, listing.product.index
            yield (
                *("Relist", offset_text(since), offset_text(since + timedelta(days=30)), "Stranded", "Closed"),
                *("The listing is closed.", "Closed Listing", item.asin, item.sku, listing.product.fn_sku),
                *(title_of(item), "New", "Amazon", int(stock.fulfillable[place]), money_text(item.cents)),
                *(int(stock.unfulfillable[place]), int(stock.reserved[place]), int(stock.shipped[place])),
            )


def title_of(item: Item) -> str:
    """The title as it is now."""
    values = item.attributes.get("item_name")
    return str(values[0].get("value", "")) if values else ""
