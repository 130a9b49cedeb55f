"""The listings report in other languages than English: fewer columns, some without a name or with the same one."""

from typing import NamedTuple


class Language(NamedTuple):
    """Its header (a file), its encoding, and the English names of its columns in their order."""

    header: str
    encoding: str
    columns: tuple[str, ...]


_COMMON = (
    *("item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date"),
    *("product-id-type", "item-note", "item-condition", "asin1", "product-id", "add-delete", "pending-quantity"),
    *("fulfillment-channel", "merchant-shipping-group", "status"),
)
LANGUAGES = {
    "de": Language(
        "listings_de.tsv",
        "Cp1252",
        (
            *("item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date"),
            *("item-is-marketplace", "product-id-type", "item-note", "item-condition", "asin1", "product-id"),
            *("bid-for-featured-placement", "add-delete", "pending-quantity", "fulfillment-channel"),
            *("merchant-shipping-group", "status"),
        ),
    ),
    "fr": Language("listings_fr.tsv", "Cp1252", _COMMON),
    "it": Language("listings_it.tsv", "Cp1252", _COMMON),
    "es": Language("listings_es.tsv", "Cp1252", _COMMON),
    "ja": Language(
        "listings_ja.tsv",
        "Shift_JIS",
        (
            *("item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date"),
            *("item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note", "item-condition"),
            *("zshop-category1", "will-ship-internationally", "expedited-shipping", "zshop-boldface", "product-id"),
            *("pending-quantity", "fulfillment-channel", "merchant-shipping-group", "status"),
        ),
    ),
    "zh": Language(
        "listings_zh.tsv",
        "UTF-8",
        (
            *("item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date"),
            *("image-url", "item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note"),
            *("item-condition", "asin1", "asin2", "will-ship-internationally", "expedited-shipping", "product-id"),
            *("add-delete", "pending-quantity", "fulfillment-channel", "merchant-shipping-group", "status"),
        ),
    ),
}
"""By the first letters of a locale; in all others the report is in English."""
