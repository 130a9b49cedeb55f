"""The report of all listings, as far as a sync needs it: which SKUs there are, and whether their rows changed."""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain

from shared.amazon.report_files import ColumnMissingError, Header, ReportFileError, iter_flat_records

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
        raise ReportFileError("file-rejected", f"the report of listings has no column {error.args[0]}") from None
    found: dict[str, str] = {}
    rejected = 0
    for cells in rows:
        sku = column.of(cells)
        if 0 < len(sku) <= _SKU_LENGTH and not any(mark in sku for mark in _UNREADABLE):
            found[sku] = blake2b("\t".join(cells).encode(), digest_size=16).hexdigest()
        else:
            rejected += 1
    return found, rejected
