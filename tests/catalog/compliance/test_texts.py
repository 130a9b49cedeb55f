"""Every code of a listing's own content, pushed by an ERP and read as a finding in both languages."""

import pytest

from services.catalog.compliance.operations import flag_listings
from tests.catalog.facts import BULK, DE, FIRST, NOW, SELLER, UK, wanted

PLANTED = {
    "gtin-invalid": {"gtin": "8.85E+11"},
    "gtin-restricted": {"gtin": "2999999999991"},
    "gtin-lost-zero": {"gtin": "12345678905"},
    "gtin-scarred": {"gtin": "'4006381333931.0"},
    "gtin-exemption": {"gtin": "Does not apply"},
    "gtin-is-other-code": {"gtin": "X001ABCDEF"},
    "title-rule": {"title": "x" * 98},
    "highlight-rule": {"item_highlight": "x" * 163},
    "bullet-rule": {"bullets": ["Fine", "Call us: 030 1234567", "Fine", "An ecofriendly hose"]},
    "description-rule": {"description": "<p>A hose</p>"},
    "search-terms-rule": {"search_terms": "a" * 324},
    "price-currency": {"price": {"amount": "9.99", "currency": "USD"}},
}


@pytest.fixture
def found(client, caller, database):
    """`found(items)`: the findings of what an ERP has pushed, by SKU, in a language."""

    def judged(*items, language="en"):
        body = {"seller_id": SELLER, "items": items}
        client.post(BULK, json=body, headers=caller() | {"Idempotency-Key": "push-0001"}).raise_for_status()
        with database.write() as session:
            flag_listings(session, FIRST, SELLER, now=NOW)
        read = client.get("/v1/catalog/findings", headers=caller() | {"Accept-Language": language}).json()["items"]
        return {each["subject"]["id"]: each for each in read}

    return judged


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_code_is_told_in_whole_sentences(found, language):
    findings = found(*(wanted(code, **content) for code, content in PLANTED.items()), language=language)
    assert {sku: each["code"] for sku, each in findings.items()} == {
        code: f"catalog.{code.replace('-', '_')}" for code in PLANTED
    }
    for each in findings.values():
        said = each["title"] + each["reason"] + each["recommended_action"]
        assert "{" not in said
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said) == (language == "zh")


def test_a_repair_is_told_with_its_doubt(found):
    findings = found(*(wanted(code, **PLANTED[code]) for code in ("gtin-lost-zero", "gtin-scarred", "gtin-invalid")))
    for code, repaired in (("gtin-lost-zero", "012345678905"), ("gtin-scarred", "4006381333931")):
        told = findings[code]
        assert told["proposal"]["to"] == repaired
        assert "One in ten other numbers would look right as well." in told["reason"]
        assert "One in ten other numbers would look right as well." in told["proposal"]["why"]
        assert told["recommended_action"].startswith(f"Compare {repaired} with the barcode on the package")
    assert findings["gtin-invalid"]["proposal"] is None


def test_a_title_that_amazon_has_is_not_missing_where_an_erp_says_nothing_of_it(found):
    told = found(wanted("A"), wanted("B", title=None), wanted("A", DE, title=""), wanted("C", UK, title=" "))
    assert {sku: each["reason"] for sku, each in told.items()} == dict.fromkeys("ABC", "there is no title.")
    assert told["A"]["marketplace_id"] == DE
