"""Listings of Amazon turned into our rows: Listings Items says what they hold, and the report of all listings which
there are, and whether their rows changed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from itertools import chain
from typing import Any

import orjson

from services.catalog.listings.rules import ReportedRow
from shared.amazon.report_files import ColumnMissingError, Header, ReportFileError, iter_flat_records
from shared.amazon.sp_api.listings import Issue, Item, Summary
from shared.money import to_micros
from shared.texts import Text

_CONSUMER = "B2C"
_IMAGES = ("main_product_image_locator", *(f"other_product_image_locator_{number}" for number in range(1, 9)))
_ABSENT = ("fulfillment_availability",)
"""Attributes that are not kept as such: stock has columns of its own, and changes by the hour."""

REPORT = "GET_MERCHANT_LISTINGS_ALL_DATA"
WISHES = {"preferredReportDocumentLocale": "en_US"}
"""Without it the header is in the language of the marketplace, and may be all the same; so we can do without."""

_SKU_NAMES = {
    "en": ("seller-sku",),
    "zh": ("卖家 SKU",),
    "ja": ("出品者SKU",),
    "de": ("Händler-SKU", "H舅dler-SKU"),
    "fr": ("sku-vendeur", "sku-vend***r"),
    "it": ("SKU venditore",),
    "es": ("SKU del vendedor",),
    "pl": ("sku-sprzedawcy",),
    "tr": ("seller-sku (satıcı sku)",),
    "ar": ("sku-البائع",),
}
"""How the column is called by language of the seller's account, as public programs of 2015 to 2026 know it. The
second ones are what has become of the first on the way: read as Shift JIS, and by a filter of bad words."""

_NO_SKUS = Text(en="the report of listings has no column {column}", zh="商品报告中没有 {column} 列")
_SKU_LENGTH = 100
_UNREADABLE = ("\0", "\ufffd")


def digests_of(chunks: Iterable[bytes]) -> tuple[dict[str, str], int]:
    """The SKUs of a report with a digest of each row, and the number of rows without a usable one.

    Raises ReportFileError when it is no such report.
    """
    rows = iter_flat_records(chunks)
    try:
        column = Header(next(rows)).need(*chain(*_SKU_NAMES.values()))
    except ColumnMissingError as error:
        raise ReportFileError("file-rejected", _NO_SKUS.filled(column=error.args[0])) from None
    found: dict[str, str] = {}
    rejected = 0
    for cells in rows:
        sku = column.of(cells)
        if 0 < len(sku) <= _SKU_LENGTH and not any(mark in sku for mark in _UNREADABLE):
            found[sku] = blake2b("\t".join(cells).encode(), digest_size=16).hexdigest()
        else:
            rejected += 1
    return found, rejected


def row_of(item: Item, marketplace_id: str, report_digest: str | None) -> ReportedRow | None:
    """What Amazon tells of a listing on one marketplace; None when it does not stand there."""
    summary = next((each for each in item.summaries if each.marketplace_id == marketplace_id), None)
    if summary is None:
        return None
    held = _Attributes(item.attributes, marketplace_id)
    price, currency = _price_of(item, held, marketplace_id)
    stock = next(iter(item.fulfillment_availability), None)
    return {
        "sku": item.sku,
        "asin": summary.asin,
        "fn_sku": summary.fn_sku,
        "title": held.text("item_name") or summary.item_name or None,
        "item_highlight": held.text("title_differentiation"),
        "brand": held.text("brand"),
        "bullets": _json(held.texts("bullet_point")),
        "description": held.text("product_description"),
        "search_terms": " ".join(held.texts("generic_keyword")) or None,
        "product_type": summary.product_type or None,
        "condition_type": summary.condition_type,
        "gtin": held.text("externally_assigned_product_identifier"),
        "gtin_type": held.text("externally_assigned_product_identifier", "type"),
        "images": _json(_images_of(summary, held)),
        "price_micros": price,
        "currency": currency,
        "quantity": None if stock is None else stock.quantity,
        "fulfillment_channel": None if stock is None else stock.fulfillment_channel_code,
        "status": ",".join(sorted(summary.status)),
        "is_parent": held.text("parentage_level") == "parent",
        "attributes": _json({name: value for name, value in sorted(item.attributes.items()) if name not in _ABSENT}),
        "issues": _json([_issue_json(issue) for issue in item.issues]),
        "report_digest": report_digest,
    }


class _Attributes:
    """Attributes as every product type has them: lists of objects, those of other marketplaces left aside."""

    def __init__(self, attributes: Mapping[str, Any], marketplace_id: str) -> None:
        self._attributes = attributes
        self._marketplace_id = marketplace_id

    def values(self, name: str) -> list[Mapping[str, Any]]:
        """The objects of an attribute."""
        given = self._attributes.get(name)
        objects = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
        return [each for each in objects if each.get("marketplace_id", self._marketplace_id) == self._marketplace_id]

    def texts(self, name: str, member: str = "value") -> list[str]:
        """A member of each object, where it is there."""
        found = (each.get(member) for each in self.values(name))
        return [
            str(value).replace("\0", "") for value in found if isinstance(value, str | int | float) and value != ""
        ]

    def text(self, name: str, member: str = "value") -> str | None:
        """The first of them."""
        return next(iter(self.texts(name, member)), None)


def _price_of(item: Item, held: _Attributes, marketplace_id: str) -> tuple[int | None, str | None]:
    """What consumers pay, in micros: of the offer, else the one that was submitted."""
    for offer in item.offers:
        if offer.marketplace_id == marketplace_id and offer.offer_type == _CONSUMER:
            return to_micros(offer.price.amount), offer.price.currency_code
    for submitted in held.values("purchasable_offer"):
        if submitted.get("audience", "ALL") != "ALL":
            continue
        try:
            amount = Decimal(str(submitted["our_price"][0]["schedule"][0]["value_with_tax"]))
            return to_micros(amount), str(submitted["currency"])[:3]
        except (KeyError, IndexError, TypeError, InvalidOperation, ValueError, OverflowError):
            continue
    return None, None


def _images_of(summary: Summary, held: _Attributes) -> list[str]:
    """Addresses of the pictures, the main one first; the list is empty without a main one."""
    links = [link for name in _IMAGES for link in held.texts(name, "media_location")[:1]]
    main = held.text(_IMAGES[0], "media_location") or (summary.main_image and summary.main_image.link)
    return [main, *(link for link in links if link != main)] if main else []


def _issue_json(issue: Issue) -> dict[str, Any]:
    """An issue as we keep it; actions that Amazon exempts the listing from are not in force."""
    enforced = issue.enforcements
    actions = enforced.actions if enforced and enforced.exemption.status == "NOT_EXEMPT" else ()
    return {
        "code": issue.code,
        "message": issue.message,
        "severity": issue.severity,
        "attribute_names": list(issue.attribute_names),
        "categories": list(issue.categories),
        "enforcement_actions": [each.action for each in actions],
    }


def _json(value: Any) -> str:
    return orjson.dumps(value).decode().replace("\\u0000", "")
