"""What spreadsheets and copying do to barcodes, by example; the codes are of our own making."""

import random

import pytest

from services.catalog.compliance.rules.codes import read_code
from services.catalog.compliance.rules.gtins import CHANCE, check_gtin, repaired_of
from tests.catalog.compliance.rules.listings import listing

INVALID, LOST_ZERO, SCARRED, EXEMPTION = (
    f"catalog.gtin_{each}" for each in ("invalid", "lost_zero", "scarred", "exemption")
)


@pytest.mark.parametrize(
    ("given", "scar"),
    [
        ("4006381333931.0", "the decimals “.0”"),
        ("4006381333931,00", "the decimals “.0”"),
        ("4006381333931.", "the decimals “.0”"),
        ("'4006381333931", "an apostrophe or quotation marks"),
        ("’4006381333931", "an apostrophe or quotation marks"),
        ('="4006381333931"', "an apostrophe or quotation marks"),
        ('"4006381333931"', "an apostrophe or quotation marks"),
        ("４００６３８１３３３９３１", "digits of full width or of another script"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "digits of full width or of another script"),
        ("४००६३८१३३३९३१", "digits of full width or of another script"),
        ("4006381333931\u200e", "invisible marks"),
        ("\ufeff4006381333931", "invisible marks"),
        ("4006381333931\u202c", "invisible marks"),
        ("400638\u200b1333931", "invisible marks"),
        ("4.006381333931E+12", "scientific notation"),
        ("4,006381333931e12", "scientific notation"),
        ("'4006381333931.0\u200e", "invisible marks, an apostrophe or quotation marks, the decimals “.0”"),
    ],
)
def test_a_scar_is_taken_off_and_told(given, scar):
    fault = check_gtin(listing(gtin=given))
    assert (fault.code, fault.facts["repaired"]) == (SCARRED, "4006381333931")
    assert (fault.facts["problem_en"], fault.facts["doubt"]) == (scar, CHANCE)


@pytest.mark.parametrize("given", ["4006381333931", " 400-6381 333931 ", "4006381–333931", "400\u00a06381333931"])
def test_blanks_and_hyphens_are_no_scar(given):
    assert check_gtin(listing(gtin=given)) is None


@pytest.mark.parametrize("given", ["8.85E+11", "4.00638E+12", "8,85E+11", "4.00638133393E+12", "9E+12"])
def test_what_scientific_notation_has_rounded_is_never_repaired(given):
    """Also where zeros in place of the lost digits had the right check digit, as 9000000000002 has."""
    fault = check_gtin(listing(gtin=given))
    assert (fault.code, "repaired" in fault.facts) == (INVALID, False)
    assert fault.facts["problem_en"].startswith("A spreadsheet has rounded it")


def test_a_lost_zero_beside_another_scar():
    fault = check_gtin(listing(gtin="12345678905.0"))
    assert (fault.code, fault.facts["repaired"], fault.facts["doubt"]) == (LOST_ZERO, "012345678905", CHANCE)


@pytest.mark.parametrize("given", ["4006381333932.0", "'4006381333932", "４００６３８１３３３９３２"])
def test_a_code_that_is_wrong_without_its_scar_is_wrong(given):
    assert check_gtin(listing(gtin=given)).code == INVALID


def test_how_often_a_random_number_looks_like_a_lost_zero():
    chosen = random.Random(7)  # noqa: S311 - nothing to keep secret
    numbers = [str(chosen.randrange(10**10, 10**11)) for _ in range(20_000)]
    share = sum(repaired_of(number) is not None for number in numbers) / len(numbers)
    assert share == pytest.approx(CHANCE, abs=0.007)


@pytest.mark.parametrize(
    "given",
    [
        *("Does not apply", "DOES NOT APPLY", "does-not-apply", "n/a", "N.A.", "NA", "none", "Not applicable"),
        *(
            "Nicht zutreffend",
            "entfällt",
            "sans objet",
            "No aplica",
            "Non applicabile",
            "该商品不适用"[3:],
            "無",
            "なし",
        ),
        *("GTIN exempt", "No UPC"),
    ],
)
def test_words_for_none_ask_for_an_exemption(given):
    fault = check_gtin(listing(gtin=given))
    assert (fault.code, fault.severity) == (EXEMPTION, "MEDIUM")


@pytest.mark.parametrize(
    ("given", "code"), [("", None), (" ", None), ("-", None), ("none1", INVALID), ("ABC", INVALID)]
)
def test_no_code_and_other_words(given, code):
    fault = check_gtin(listing(gtin=given))
    assert (fault and fault.code) == code


def test_a_reading_keeps_what_it_cannot_read():
    assert read_code(None).text == read_code("  ").text == ""
    assert read_code("8.85e+11").text == "8.85E+11"
