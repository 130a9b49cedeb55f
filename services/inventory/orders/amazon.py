"""Rows of Amazon's orders report turned into order lines."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from services.inventory.marketplaces.rules import (
    SKU_LENGTH,
    MarketplaceRef,
    RowError,
    count_of,
    day_of,
    micros_of,
    text_of,
)
from services.inventory.orders.rules import Line
from shared.db.columns import utc_text

REPORT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"

_CHANNELS = {"Amazon": "AFN", "Merchant": "MFN"}
_MARKETPLACES = {
    "amazon.com": "ATVPDKIKX0DER",
    "amazon.ca": "A2EUQ1WTGCTBG2",
    "amazon.com.mx": "A1AM78C64UM0Y8",
    "amazon.com.br": "A2Q3Y263D00KWC",
    "amazon.co.uk": "A1F83G8C2ARO7P",
    "amazon.de": "A1PA6795UKMFR9",
    "amazon.fr": "A13V1IB3VIYZZH",
    "amazon.it": "APJ6JRA9NG5V4",
    "amazon.es": "A1RKKUPIHCS9HS",
    "amazon.nl": "A1805IZSGTT6HS",
    "amazon.com.be": "AMEN7PMS3EDWL",
    "amazon.se": "A2NODRKZP88ZB9",
    "amazon.pl": "A1C3SOZRARQ6R3",
    "amazon.ie": "A28R8C7NBKEWEA",
    "amazon.com.tr": "A33AVAJ2PDY3EV",
    "amazon.ae": "A2VIGQ35RCS4UG",
    "amazon.sa": "A17E79C6D8DWNP",
    "amazon.eg": "ARBP9OOSHTCHU",
    "amazon.in": "A21TJRUUN4KGV",
    "amazon.co.za": "AE08WJ6YKNBMC",
    "amazon.co.jp": "A1VC38T7YXB528",
    "amazon.jp": "A1VC38T7YXB528",
    "amazon.com.au": "A39IBJ37TRP1C6",
    "amazon.sg": "A19VAU5U5O7RUS",
}
"""What `sales-channel` says, by the shops' own addresses."""


def order_line(places: Mapping[str, MarketplaceRef], row: dict[str, str]) -> Line:
    """The line of a row; `places` by marketplace id. Raises RowError and ColumnMissingError."""
    marketplace_id = _MARKETPLACES.get(row.get("sales-channel", "").lower(), "")
    if marketplace_id not in places:
        raise RowError("sales-channel is no marketplace of the account")
    place = places[marketplace_id]
    purchased_at = _moment_of(row, "purchase-date")
    return Line(
        marketplace_key=place.marketplace_key,
        amazon_order_id=text_of(row, "amazon-order-id", 30),
        sku=text_of(row, "sku", SKU_LENGTH),
        order_status=text_of(row, "order-status", 40),
        fulfillment_channel=_CHANNELS.get(row.get("fulfillment-channel", ""), "MFN"),
        quantity=count_of(row, "quantity"),
        item_price_micros=micros_of(row, "item-price"),
        purchased_at=utc_text(purchased_at),
        purchased_on=day_of(purchased_at, place.timezone).isoformat(),
        last_updated_at=utc_text(_moment_of(row, "last-updated-date")),
    )


def merged(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of one order and SKU that follow each other made one: the report tells no item ids."""
    last: Line | None = None
    for line in lines:
        if last is not None and line[:3] == last[:3]:
            last = last._replace(
                quantity=last.quantity + line.quantity,
                item_price_micros=_sum(last.item_price_micros, line.item_price_micros),
            )
            continue
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None and second is None else (first or 0) + (second or 0)


def _moment_of(row: dict[str, str], column: str) -> datetime:
    try:
        moment = datetime.fromisoformat(row.get(column, ""))
    except ValueError:
        raise RowError(f"{column} is not a moment") from None
    if moment.tzinfo is None:
        raise RowError(f"{column} has no time zone")
    return moment
