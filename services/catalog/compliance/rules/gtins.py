"""Barcodes: GS1 General Specifications, 7.9 (check digits) and 1.4 (prefixes); ISBN-10 by ISO 2108."""

import re

from services.catalog.compliance.rules.codes import Reading, read_code
from services.catalog.compliance.rules.values import Fault, Judged
from services.catalog.findings.rules import (
    GTIN_EXEMPTION,
    GTIN_INVALID,
    GTIN_IS_OTHER_CODE,
    GTIN_LOST_ZERO,
    GTIN_RESTRICTED,
    GTIN_SCARRED,
)
from shared.findings.rules import Fact

_LENGTHS = (8, 12, 13, 14)
_REPAIRABLE = range(9, 12)
"""Lengths of a UPC that has lost up to three zeros. With fewer digits a code is right by chance too often."""

CHANCE = 0.099
"""The share of random numbers of eleven digits that are right with a zero before them (measured; by theory a tenth,
since there are ten check digits): how far a repair is to be doubted."""

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
    reading = read_code(listing.gtin)
    gtin = reading.text
    if not gtin:
        return None
    if reading.is_denied:
        return Fault(GTIN_EXEMPTION, "MEDIUM", "words for “none” stand in place of a barcode", {"gtin": gtin[:50]})
    if kind := _other_code(gtin, listing):
        return Fault(
            GTIN_IS_OTHER_CODE, "HIGH", "X0 or B0 and eight more: an FNSKU or an ASIN", {"gtin": gtin, "kind": kind}
        )
    if is_isbn10(gtin):
        return _scars(listing, reading)
    if is_valid(gtin):
        return _restriction(gtin) or _scars(listing, reading)
    if not reading.is_rounded and (repaired := repaired_of(gtin)):
        repairable: dict[str, Fact] = {"gtin": gtin, "length": len(gtin), "repaired": repaired, "doubt": CHANCE}
        return Fault(GTIN_LOST_ZERO, "HIGH", "valid once padded with zeros to 12 digits", repairable)
    return Fault(GTIN_INVALID, "HIGH", _CHECK, {"gtin": gtin[:50]} | _invalidity(reading))


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
    """The UPC that it may have been before a spreadsheet took its leading zeros; None if it was none.

    One in ten other numbers of such a length comes out as one, too (`CHANCE`): it is a proposal.
    """
    padded = gtin.zfill(12)
    return padded if len(gtin) in _REPAIRABLE and is_valid(padded) else None


def _checks(digits: str) -> bool:
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(weighted) % 10 == 0


def _other_code(gtin: str, listing: Judged) -> str | None:
    if _FN_SKU.match(gtin) or gtin == listing.fn_sku:
        return "FNSKU"
    return "ASIN" if _ASIN.match(gtin) else None


def _scars(listing: Judged, reading: Reading) -> Fault | None:
    """A code that is right once its scars are off: which, and how far that is to be doubted."""
    if not reading.scars:
        return None
    facts: dict[str, Fact] = {
        "gtin": (listing.gtin or "").strip()[:50],
        "repaired": reading.text,
        "doubt": CHANCE,
        "problem_en": ", ".join(each.en for each in reading.scars),
        "problem_zh": "、".join(each.zh for each in reading.scars),
    }
    return Fault(GTIN_SCARRED, "HIGH", "valid once what a spreadsheet or a copy has added is taken off", facts)


def _restriction(gtin: str) -> Fault | None:
    prefix = gtin.zfill(14)[1:4]
    if len(gtin) == 8:
        is_restricted, prefix = gtin[0] in _EAN8_RESTRICTED, gtin[0]
    else:
        is_inside = gtin.zfill(14)[1:8] == "0000000"
        is_restricted = is_inside or any(first <= int(prefix) <= last for first, last in _RESTRICTED)
    return Fault(GTIN_RESTRICTED, "HIGH", _PREFIX, {"gtin": gtin, "prefix": prefix}) if is_restricted else None


def _invalidity(reading: Reading) -> dict[str, str]:
    gtin = reading.text
    if reading.is_rounded:
        return {
            "problem_en": "A spreadsheet has rounded it: most digits are lost and cannot be worked out again",
            "problem_zh": "表格软件已将其四舍五入：大部分数字已丢失，无法还原",
        }
    if not _DIGITS.match(gtin):
        return {"problem_en": "It holds other characters than digits", "problem_zh": "含有数字以外的字符"}
    if len(gtin) not in _LENGTHS:
        return {
            "problem_en": f"It has {len(gtin)} digits; barcodes have 8, 12, 13 or 14",
            "problem_zh": f"共 {len(gtin)} 位数字；条码应为 8、12、13 或 14 位",
        }
    return {"problem_en": "The check digit is wrong", "problem_zh": "校验位错误"}
