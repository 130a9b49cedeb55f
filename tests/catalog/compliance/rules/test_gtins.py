"""Barcodes by example. The check digits were computed by hand, by the weights of GS1's General Specifications."""

import pytest

from services.catalog.compliance.rules.gtins import check_gtin, is_isbn10, is_valid, repaired_of
from tests.catalog.compliance.rules.listings import listing

INVALID, RESTRICTED, LOST_ZERO, OTHER_CODE, SCARRED = (
    f"catalog.gtin_{each}" for each in ("invalid", "restricted", "lost_zero", "is_other_code", "scarred")
)


@pytest.mark.parametrize(
    ("gtin", "code"),
    [
        (None, None),
        ("", None),
        ("4006381333931", None),  # EAN-13
        ("4006381333932", INVALID),
        ("4006381333930", INVALID),
        ("036000291452", None),  # UPC-A
        ("036000291453", INVALID),
        ("96385074", None),  # EAN-8
        ("96385075", INVALID),
        ("14006381333938", None),  # GTIN-14
        ("14006381333931", INVALID),
        ("400-6381 333931", None),
        ("９６３８５０７４", SCARRED),  # digits of full width
        ("400638133393", INVALID),  # twelve digits of a thirteen
        ("40063813339311", INVALID),
        ("4006381333931234", INVALID),
        ("40063813339E1", INVALID),
        ("0201530821", None),  # ISBN-10
        ("080442957X", None),
        ("0201530822", INVALID),
        ("9780306406157", None),  # ISBN-13
        ("9771234567898", None),  # ISSN
        ("00012345678905", None),
        ("12345678905", LOST_ZERO),
        ("1234567890", INVALID),
        ("X001ABCDEF", OTHER_CODE),
        ("x001abcdef", OTHER_CODE),
        ("B0ABCDEF12", OTHER_CODE),
        ("b0abcdef12", OTHER_CODE),
    ],
)
def test_a_barcode(gtin, code):
    fault = check_gtin(listing(gtin=gtin))
    assert (fault and fault.code) == code
    assert fault is None or fault.severity == "HIGH"


@pytest.mark.parametrize(
    ("gtin", "is_restricted"),
    [
        ("0199999999997", False),
        ("0200000000011", True),
        ("0299999999994", True),
        ("0300000000018", False),
        ("0399999999991", False),
        ("0400000000015", True),
        ("0599999999995", True),
        ("0600000000019", False),
        ("1999999999992", False),
        ("2000000000015", True),
        ("2999999999991", True),
        ("3000000000014", False),
        ("9799999999990", False),
        ("9800000000014", True),
        ("9849999999992", True),
        ("9850000000019", False),
        ("9899999999997", False),
        ("9900000000011", True),
        ("9999999999994", True),
        ("0000000123457", True),
        ("000012345670", False),
        ("01234565", True),  # EAN-8 of a company's own
        ("21234569", True),
        ("10000007", False),
    ],
)
def test_restricted_prefixes(gtin, is_restricted):
    fault = check_gtin(listing(gtin=gtin))
    assert fault is None or fault.code == RESTRICTED
    assert (fault is not None) == is_restricted


@pytest.mark.parametrize(
    ("gtin", "repaired"),
    [
        ("12345678905", "012345678905"),
        ("1234567898", None),
        ("123456784", "000123456784"),
        ("12345670", None),  # eight digits are a GTIN-8, and right by chance too often
        ("36000291452", "036000291452"),
        ("36000291453", None),
        ("4006381333931", None),
    ],
)
def test_a_lost_zero_is_repaired(gtin, repaired):
    assert repaired_of(gtin) == repaired
    fault = check_gtin(listing(gtin=gtin))
    assert (fault.facts["repaired"] if fault and fault.code == LOST_ZERO else None) == repaired


def test_what_is_told_of_a_wrong_barcode():
    def problem(gtin):
        return check_gtin(listing(gtin=gtin)).facts["problem_en"]

    assert problem("4006381333932") == "The check digit is wrong"
    assert problem("400638133") == "It has 9 digits; barcodes have 8, 12, 13 or 14"
    assert problem("40063813339X1") == "It holds other characters than digits"
    kinds = {gtin: check_gtin(listing(gtin=gtin)).facts["kind"] for gtin in ("X001ABCDEF", "B0ABCDEF12")}
    assert kinds == {"X001ABCDEF": "FNSKU", "B0ABCDEF12": "ASIN"}
    assert check_gtin(listing(gtin="B0ABCDEF12", fn_sku="B0ABCDEF12")).facts["kind"] == "FNSKU"


def test_isbn10_and_lengths():
    assert [is_isbn10(each) for each in ("0201530821", "080442957X", "020153082X", "X201530821")] == [
        True,
        True,
        False,
        False,
    ]
    assert [is_valid(each) for each in ("96385074", "036000291452", "٩٦٣٨٥٠٧٤", "")] == [True, True, False, False]
