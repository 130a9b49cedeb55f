"""The report of all listings, as far as a sync needs it: which SKUs there are, and whether their rows changed.

GET_MERCHANT_LISTINGS_ALL_DATA is a table of tabs without quotes.
"""

from collections.abc import Iterable
from hashlib import blake2b

from shared.amazon.report_files import ReportFileError, iter_flat_lines

REPORT = "GET_MERCHANT_LISTINGS_ALL_DATA"
_SKU = "seller-sku"
_SKU_LENGTH = 100


def digests_of(chunks: Iterable[bytes]) -> tuple[dict[str, str], int]:
    """The SKUs of a report with a digest of each row, and the number of rows without a usable one.

    Raises ReportFileError when it is no such report.
    """
    lines = iter_flat_lines(chunks)
    headers = [each.strip().lower() for each in next(lines, "").split("\t")]
    if _SKU not in headers:
        raise ReportFileError("file-rejected", "the report of listings has no column seller-sku")
    place = headers.index(_SKU)
    found: dict[str, str] = {}
    rejected = 0
    for line in lines:
        cells = line.split("\t")
        sku = cells[place] if len(cells) > place else ""
        if 0 < len(sku) <= _SKU_LENGTH and "\0" not in sku:
            found[sku] = blake2b(line.encode(), digest_size=16).hexdigest()
        else:
            rejected += 1
    return found, rejected
