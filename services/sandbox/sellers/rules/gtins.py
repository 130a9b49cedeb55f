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

    `index` is the product's and makes codes differ; two neighbours of what comes in pairs share the code of theirs.
    """
    serial = f"{chance.whole(0, 9999, 'gtin', *path):04d}{index:05d}"
    if cause is Cause.GTIN_CHECK_DIGIT:
        good = _completed("401" + serial)
        return "ean", good[:-1] + str((int(good[-1]) + chance.whole(1, 9, "digit", index, *path)) % 10)
    if cause in (Cause.GTIN_LOST_ZERO, Cause.DECOY_GTIN_ZERO):
        code = _completed("08" + serial)
        return "upc", code.lstrip("0") if cause is Cause.GTIN_LOST_ZERO else code
    planted = {
        Cause.GTIN_RESTRICTED: _completed("290" + serial),
        Cause.GTIN_TWICE: _completed(f"4026666{number // 2:05d}"),
        Cause.DECOY_GTIN_FULFILMENT: _completed(f"4036666{number // 2:05d}"),
        Cause.GTIN_SCARRED: _completed("401" + serial) + ".0",
        Cause.GTIN_NOT_APPLICABLE: "Does not apply",
        Cause.GTIN_FNSKU: fn_sku,
        Cause.GTIN_ASIN: asin,
    }
    return "ean", planted.get(cause, _completed("401" + serial))
