"""Barcodes, good and damaged on purpose. Check digits by the GS1 General Specifications, 7.9."""

from services.sandbox.advertisers.rules import chance
from services.sandbox.sellers.rules.causes import Cause


def check_digit(digits: str) -> str:
    """The digit that completes a GTIN of any length: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _completed(digits: str) -> str:
    return digits + check_digit(digits)


def gtin_of(cause: Cause, number: int, index: int, fn_sku: str, asin: str, *path: object) -> tuple[str, str]:
    """The type and the value that a product's identifier attribute holds, damaged as its cause says.

    `index` is the product's and makes codes differ; two neighbours of GTIN_TWICE share the code of their pair.
    """
    serial = f"{chance.whole(0, 9999, 'gtin', *path):04d}{index:05d}"
    if cause is Cause.GTIN_CHECK_DIGIT:
        good = _completed("401" + serial)
        return "ean", good[:-1] + str((int(good[-1]) + chance.whole(1, 9, "digit", index, *path)) % 10)
    if cause is Cause.GTIN_RESTRICTED:
        return "ean", _completed("290" + serial)
    if cause is Cause.GTIN_TWICE:
        return "ean", _completed(f"4026666{number // 2:05d}")
    if cause is Cause.GTIN_LOST_ZERO:
        return "upc", _completed("08" + serial).lstrip("0")
    if cause is Cause.GTIN_FNSKU:
        return "ean", fn_sku
    if cause is Cause.GTIN_ASIN:
        return "ean", asin
    if cause is Cause.DECOY_GTIN_ZERO:
        return "upc", _completed("08" + serial)
    return "ean", _completed("401" + serial)
