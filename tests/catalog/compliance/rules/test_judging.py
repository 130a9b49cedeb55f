"""All rules together: what is active, which of two sides speaks, what Amazon's own issues add."""

import pytest

from services.catalog.compliance.rules.judging import JUDGES, Sight, judge_listings
from services.catalog.compliance.rules.values import Issue
from shared.findings.rules import ask
from tests.catalog.compliance.rules.listings import ON, listing
from tests.catalog.facts import DE, UK

FINE = {"is_active": True, "price_micros": 9_990_000, "currency": "GBP", "has_image": True}


def codes(one):
    return {each.key.code.removeprefix("catalog."): each.severity for each in ask(JUDGES, [Sight(one, ON)])}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, {}),
        ({"price_micros": None}, {"price_missing": "HIGH"}),
        ({"has_image": False}, {"image_missing": "HIGH"}),
        ({"price_micros": None, "has_image": False}, {"price_missing": "HIGH", "image_missing": "HIGH"}),
        ({"price_micros": None, "has_image": False, "is_active": False}, {}),
    ],
)
def test_what_an_active_listing_must_have(values, found):
    assert codes(listing(**FINE | values)) == found


def issue(code="90220", severity="ERROR", **values):
    return Issue(code, f"message of {code}", severity, **values)


@pytest.mark.parametrize(
    ("issues", "found"),
    [
        ([issue()], {"issue_reported": "HIGH"}),
        ([issue(severity="WARNING")], {"issue_reported": "MEDIUM"}),
        ([issue(severity="INFO")], {}),
        ([issue(severity="WARNING"), issue()], {"issue_reported": "HIGH"}),
        ([issue(actions=("LISTING_SUPPRESSED",))], {"listing_suppressed": "CRITICAL"}),
        ([issue(actions=("SEARCH_SUPPRESSED",))], {"listing_search_suppressed": "HIGH"}),
        ([issue(actions=("CATALOG_ITEM_REMOVED",))], {"listing_removed": "CRITICAL"}),
        ([issue(actions=("SEARCH_SUPPRESSED", "CATALOG_ITEM_REMOVED"))], {"listing_removed": "CRITICAL"}),
        ([issue(actions=("ATTRIBUTE_SUPPRESSED",))], {"issue_reported": "HIGH"}),
        (
            [issue(actions=("LISTING_SUPPRESSED",)), issue()],
            {"listing_suppressed": "CRITICAL", "issue_reported": "HIGH"},
        ),
    ],
)
def test_what_amazon_objects_to(issues, found):
    assert codes(listing(**FINE, issues=tuple(issues))) == found


def test_an_issue_that_a_rule_of_ours_explains_is_told_once():
    of_title = issue(attributes=("item_name",))
    assert codes(listing(**FINE, title="Hose!", issues=(of_title,))) == {"title_rule": "MEDIUM"}
    assert codes(listing(**FINE, title="Hose", issues=(of_title,))) == {"issue_reported": "HIGH"}
    both = issue(attributes=("item_name", "brand"))
    assert codes(listing(**FINE, title="Hose!", issues=(both,))) == {"title_rule": "MEDIUM", "issue_reported": "HIGH"}
    priceless = issue(categories=("MISSING_PRICE",))
    assert codes(listing(**FINE | {"price_micros": None}, issues=(priceless,))) == {"price_missing": "HIGH"}


def test_the_graver_side_of_a_sku_speaks_and_amazons_on_a_tie():
    def found(**erps):
        sides = [listing(title="Hose!"), listing(source="erp", listing_id="l-erp", **erps)]
        (observation,) = judge_listings(sides, {}, ON)[UK]
        return observation.facts["source"], observation.links["listing"]

    assert found(title="Hose!") == ("amazon", "/v1/catalog/listings/l-A")
    assert found(title="Hose! free gift") == ("erp", "/v1/catalog/listings/l-erp")
    assert found(title="Hose") == ("amazon", "/v1/catalog/listings/l-A")


def test_findings_belong_to_their_marketplace():
    found = judge_listings([listing(title="Hose!"), listing(marketplace_id=DE), listing("B", gtin="1")], {}, ON)
    assert {place: sorted(each.key.code for each in those) for place, those in found.items()} == {
        UK: ["catalog.gtin_invalid", "catalog.title_rule"],
        DE: [],
    }


@pytest.mark.parametrize(
    ("values", "code", "severity", "level"),
    [
        ({"title": "x" * 201}, "title_rule", "MEDIUM", "ERROR"),
        ({"title": "x" * 76}, "title_rule", "LOW", "WARNING"),
        ({"title": "x" * 76 + "!"}, "title_rule", "MEDIUM", "WARNING"),
        ({"title": None}, "title_rule", "HIGH", "ERROR"),
        ({"bullets": ("n/a",)}, "bullet_rule", "LOW", "WARNING"),
        ({"search_terms": "a" * 250}, "search_terms_rule", "MEDIUM", "WARNING"),
        ({"gtin": "4006381333932"}, "gtin_invalid", "HIGH", "ERROR"),
        ({"gtin": "does not apply"}, "gtin_exemption", "MEDIUM", "WARNING"),
        ({"currency": "USD"}, "price_currency", "HIGH", "ERROR"),
    ],
)
def test_each_finding_says_how_bad_it_is_in_amazons_words(values, code, severity, level):
    (observation,) = judge_listings([listing(**FINE | values)], {}, ON)[UK]
    told = observation.key.code, observation.severity, observation.facts["level"]
    assert told == (f"catalog.{code}", severity, level)
