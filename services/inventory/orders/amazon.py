"""Rows of Amazon's orders report turned into order lines."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.inventory.marketplaces.rules import MarketplaceRef, count_of, day_of, micros_of, text_of
from services.inventory.orders.rules import CANCELLED, Line, join_lines
from shared.amazon.marketplaces import UnknownMarketplaceError, of_country, of_id
from shared.amazon.report_files import Column, FlatFile, ForeignRowError, Header, RowError
from shared.amazon.skus import SKU_LENGTH
from shared.db.columns import utc_text

REPORT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"

_KEY = ("amazon-order-id", "sku")
_SLOTS = 2**24
"""Flags for the keys of a file, by their hash: two keys that share one are only held for nothing."""

_CANCELLED = {"cancelled", "canceled"}
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

_OUTSIDE, _COUNTRY = re.compile(r"(?:non-amazon|si)\b(.*)"), re.compile(r"\b[a-z]{2}\b")
_MULTI_CHANNEL_ORDER = re.compile(r"S\d\d-")
"""What `sales-channel` says of orders that were taken elsewhere ("Non-Amazon", "Non-Amazon US", "SI CA Prod
Marketplace"), with or without a country, and how the ids of such orders begin: Amazon only delivers them."""


def order_reader(places: Mapping[str, MarketplaceRef], file: FlatFile) -> Callable[[Sequence[str]], Line | None]:
    """Makes order lines, one an item, and none of multi-channel orders that leave no unit of Amazon's stock.

    They raise RowError. `places` are the account's marketplaces by id. Raises ColumnMissingError.
    """
    header = file.header
    order_id, sku, quantity = (header.need(name) for name in (*_KEY, "quantity"))
    purchased, updated = header.need("purchase-date"), header.find("last-updated-date", "purchase-date")
    status, item_status = header.find("order-status", "item-status"), header.find("item-status")
    channel, price = header.find("fulfillment-channel"), header.find("item-price")
    place_of = _place_reader(places, header)

    def read(row: Sequence[str]) -> Line | None:
        place, is_multi_channel = place_of(row)
        if is_multi_channel and channel.of(row) == "Merchant":
            return None
        purchased_at = _moment_of(row, purchased)
        is_cancelled = _is_cancelled(row, item_status) or _is_cancelled(row, status)
        return Line(
            marketplace_key=place.marketplace_key,
            amazon_order_id=text_of(row, order_id, 30),
            sku=text_of(row, sku, SKU_LENGTH),
            order_status=CANCELLED if is_cancelled else status.of(row)[:40],
            fulfillment_channel=_CHANNELS.get(channel.of(row), "MFN"),
            quantity=0 if is_cancelled else count_of(row, quantity),
            item_price_micros=None if is_cancelled else micros_of(row, price),
            purchased_at=utc_text(purchased_at),
            purchased_on=day_of(purchased_at, place.timezone).isoformat(),
            last_updated_at=utc_text(_moment_of(row, updated)),
            is_multi_channel=is_multi_channel,
        )

    return read


def line_joiner(file: FlatFile) -> Callable[[Iterable[Line]], Iterator[Line]]:
    """Makes one line of those of one order and SKU, wherever they stand in the file: the report tells no item ids.

    Only what comes more than once is held in memory. Raises ColumnMissingError and ReportFileError.
    """
    columns = [file.header.need(name) for name in _KEY]
    seen, repeated = bytearray(_SLOTS // 8), set[int]()
    for row in file.rows():
        slot = hash(tuple(column.of(row) for column in columns)) % _SLOTS
        byte, flag = slot // 8, 1 << slot % 8
        if seen[byte] & flag:
            repeated.add(slot)
        seen[byte] |= flag

    def joined(lines: Iterable[Line]) -> Iterator[Line]:
        held: dict[tuple[Any, ...], Line] = {}
        for line in lines:
            if hash((line.amazon_order_id, line.sku)) % _SLOTS not in repeated:
                yield line
                continue
            before = held.get(line[:3])
            held[line[:3]] = line if before is None else join_lines(before, line)
        yield from held.values()

    return joined


def _place_reader(
    places: Mapping[str, MarketplaceRef], header: Header
) -> Callable[[Sequence[str]], tuple[MarketplaceRef, bool]]:
    """Tells of a row its marketplace, and whether its order is a multi-channel one; raises RowError.

    Those come from the stock of the country that their channel names, else of where they go to, if the account has
    that shop: its first one stands for the others.
    """
    order_id, channel, country = header.need(_KEY[0]), header.need("sales-channel"), header.find("ship-country")
    currency = header.find("currency")
    currencies = {place: of_id(place).currency for place in places}

    def read(row: Sequence[str]) -> tuple[MarketplaceRef, bool]:
        name = channel.of(row).lower()
        marketplace_id = _MARKETPLACES.get(name, "")
        outside = _OUTSIDE.fullmatch(name)
        if outside or _MULTI_CHANNEL_ORDER.match(order_id.of(row)):
            countries = [*(_COUNTRY.findall(outside[1]) if outside else ()), country.of(row)]
            named = [marketplace_id, *map(_id_of, countries)]
            return next((places[each] for each in named if each in places), next(iter(places.values()))), True
        if marketplace_id not in places:
            raise ForeignRowError("sales-channel is no marketplace of the account")
        if currency.of(row) not in ("", currencies[marketplace_id]):
            raise RowError("currency is not the one of the marketplace")
        return places[marketplace_id], False

    return read


def _id_of(country: str) -> str:
    try:
        return of_country(country.upper()).marketplace_id
    except UnknownMarketplaceError:
        return ""


def _is_cancelled(row: Sequence[str], column: Column) -> bool:
    return column.of(row).lower() in _CANCELLED


def _moment_of(row: Sequence[str], column: Column) -> datetime:
    try:
        moment = datetime.fromisoformat(column.of(row))
    except ValueError:
        raise RowError(f"{column.name} is not a moment") from None
    if moment.tzinfo is None:
        raise RowError(f"{column.name} has no time zone")
    return moment
