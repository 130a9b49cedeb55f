"""Barcodes: GS1 General Specifications, 7.9 (check digits) and 1.4 (prefixes); ISBN-10 by ISO 2108."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from services.catalog.compliance.rules.values import Fault, Judged
from services.catalog.findings.rules import (
    GTIN_DUPLICATE,
    GTIN_INVALID,
    GTIN_IS_OTHER_CODE,
    GTIN_LOST_ZERO,
    GTIN_RESTRICTED,
)
from shared.findings.rules import Fact

_LENGTHS = (8, 12, 13, 14)
_REPAIRABLE = range(9, 12)
"""Lengths of a UPC that has lost up to three zeros. With fewer digits a code is right by chance too often."""

_FN_SKU = re.compile(r"X0[0-9A-Z]{8}\Z")
_ASIN = re.compile(r"B0[0-9A-Z]{8}\Z")
_ISBN10 = re.compile(r"[0-9]{9}[0-9X]\Z", re.ASCII)
_DIGITS = re.compile(r"[0-9]+\Z", re.ASCII)
_RESTRICTED = (
    *((20, 29), (40, 59), (200, 299), (980, 984), (990, 999)),
    # 02 and 04: circulation inside a company; 05: coupons and GS1 US's reserve; 2: inside a company;
    # 980: refund receipts; 981-984, 990-999: coupons.
)
_EAN8_RESTRICTED = "02"
_CHECK = "GS1: the digits weighted 3 and 1 from the right, the check digit included, add up to a multiple of 10"
_PREFIX = "GS1 prefixes 020-029, 040-059, 200-299, 980-984, 990-999 and 000 0000 are not for retail products"


def check_gtin(listing: Judged) -> Fault | None:
    """What is wrong with a listing's barcode, if it has one."""
    gtin = _plain(listing.gtin)
    if not gtin:
        return None
    if kind := _other_code(gtin, listing):
        return Fault(
            GTIN_IS_OTHER_CODE, "HIGH", "X0 or B0 and eight more: an FNSKU or an ASIN", {"gtin": gtin, "kind": kind}
        )
    if is_isbn10(gtin):
        return None
    if is_valid(gtin):
        return _restriction(gtin)
    if repaired := repaired_of(gtin):
        repairable: dict[str, Fact] = {"gtin": gtin, "length": len(gtin), "repaired": repaired}
        return Fault(GTIN_LOST_ZERO, "HIGH", "valid once padded with zeros to 12 digits", repairable)
    return Fault(GTIN_INVALID, "HIGH", _CHECK, {"gtin": gtin[:50]} | _invalidity(gtin))


def check_duplicates(listings: Iterable[Judged]) -> Iterator[tuple[Judged, Fault]]:
    """Listings of an account whose valid barcode also stands on another product.

    SKUs are one product when they share an ASIN on any marketplace; of those without one, when they share a title.
    """
    by_gtin: defaultdict[str, list[Judged]] = defaultdict(list)
    for listing in listings:
        gtin = _plain(listing.gtin)
        if is_valid(gtin):
            by_gtin[gtin.zfill(14)].append(listing)
    for group in by_gtin.values():
        if len({listing.sku for listing in group}) > 1:
            yield from _duplicates(group)


def is_valid(gtin: str) -> bool:
    """Whether digits are a GTIN-8, -12, -13 or -14 with the right check digit."""
    return len(gtin) in _LENGTHS and bool(_DIGITS.match(gtin)) and _checks(gtin)


def is_isbn10(code: str) -> bool:
    """Whether it is an ISBN of ten, whose last digit may be X."""
    if not _ISBN10.match(code):
        return False
    digits = [10 if digit == "X" else int(digit) for digit in code]
    return sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 0


def repaired_of(gtin: str) -> str | None:
    """The UPC that it was before a spreadsheet took its leading zeros; None if it was none."""
    padded = gtin.zfill(12)
    return padded if len(gtin) in _REPAIRABLE and is_valid(padded) else None


def _plain(gtin: str | None) -> str:
    """Without the spaces and hyphens that people write into codes."""
    return re.sub(r"[\s-]", "", gtin or "").upper()


def _checks(digits: str) -> bool:
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(weighted) % 10 == 0


def _other_code(gtin: str, listing: Judged) -> str | None:
    if _FN_SKU.match(gtin) or gtin == listing.fn_sku:
        return "FNSKU"
    return "ASIN" if _ASIN.match(gtin) else None


def _restriction(gtin: str) -> Fault | None:
    prefix = gtin.zfill(14)[1:4]
    if len(gtin) == 8:
        is_restricted, prefix = gtin[0] in _EAN8_RESTRICTED, gtin[0]
    else:
        is_inside = gtin.zfill(14)[1:8] == "0000000"
        is_restricted = is_inside or any(first <= int(prefix) <= last for first, last in _RESTRICTED)
    return Fault(GTIN_RESTRICTED, "HIGH", _PREFIX, {"gtin": gtin, "prefix": prefix}) if is_restricted else None


def _invalidity(gtin: str) -> dict[str, str]:
    if not _DIGITS.match(gtin):
        return {"problem_en": "It holds other characters than digits", "problem_zh": "含有数字以外的字符"}
    if len(gtin) not in _LENGTHS:
        return {
            "problem_en": f"It has {len(gtin)} digits; barcodes have 8, 12, 13 or 14",
            "problem_zh": f"共 {len(gtin)} 位数字；条码应为 8、12、13 或 14 位",
        }
    return {"problem_en": "The check digit is wrong", "problem_zh": "校验位错误"}


def _duplicates(group: list[Judged]) -> Iterator[tuple[Judged, Fault]]:
    products = _products(group)
    skus = {product: sku for sku, product in sorted(products.items(), reverse=True)}
    if len(skus) < 2:
        return
    (first, first_sku), (_, second_sku) = sorted(skus.items())[:2]
    for listing in group:
        other = second_sku if products[listing.sku] == first else first_sku
        facts: dict[str, Fact] = {"gtin": listing.gtin or "", "other_sku": other, "products": len(skus)}
        yield listing, Fault(GTIN_DUPLICATE, "HIGH", "one barcode, one product", facts, float(len(skus)))


def _products(group: list[Judged]) -> dict[str, str]:
    """The product of each SKU, named by the least of the names that its SKUs are joined by."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    asins = {listing.sku for listing in group if listing.asin}
    titles = {_title(listing): listing.asin for listing in group if listing.asin}
    for listing in group:
        if listing.asin:
            names[listing.sku].add(listing.asin)
        elif listing.sku not in asins:
            names[listing.sku].add(titles.get(_title(listing)) or _title(listing))
    root: dict[str, str] = {}

    def root_of(name: str) -> str:
        while (above := root.setdefault(name, name)) != name:
            root[name] = root[above]
            name = above
        return name

    for each in names.values():
        first, *others = sorted(each)
        for other in others:
            root[root_of(other)] = root_of(first)
    return {sku: root_of(min(each)) for sku, each in names.items()}


def _title(listing: Judged) -> str:
    return " ".join((listing.title or listing.sku).casefold().split())
