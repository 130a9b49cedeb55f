"""All rules together: what is active, which of two sides speaks, what Amazon's own issues add."""

import pytest

from services.catalog.compliance.rules.judging import JUDGES, Sight, judge_listings
from services.catalog.compliance.rules.values import Issue
from shared.findings.rules import ask
from tests.catalog.compliance.rules.listings import listing
from tests.catalog.facts import DE, UK

FINE = {"is_active": True, "has_price": True, "has_image": True}


def codes(one):
    return {each.key.code.removeprefix("catalog."): each.severity for each in ask(JUDGES, [Sight(one)])}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, {}),
        ({"has_price": False}, {"price_missing": "HIGH"}),
        ({"has_image": False}, {"image_missing": "HIGH"}),
        ({"has_price": False, "has_image": False}, {"price_missing": "HIGH", "image_missing": "HIGH"}),
        ({"has_price": False, "has_image": False, "is_active": False}, {}),
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
    assert codes(listing(**FINE | {"has_price": False}, issues=(priceless,))) == {"price_missing": "HIGH"}


def test_the_graver_side_of_a_sku_speaks_and_amazons_on_a_tie():
    def found(**erps):
        sides = [listing(title="Hose!"), listing(source="erp", listing_id="l-erp", **erps)]
        (observation,) = judge_listings(sides, {})[UK]
        return observation.facts["source"], observation.links["listing"]

    assert found(title="Hose!") == ("amazon", "/v1/catalog/listings/l-A")
    assert found(title="Hose! free gift") == ("erp", "/v1/catalog/listings/l-erp")
    assert found(title="Hose") == ("amazon", "/v1/catalog/listings/l-A")


def test_findings_belong_to_their_marketplace():
    found = judge_listings([listing(title="Hose!"), listing(marketplace_id=DE), listing("B", gtin="1")], {})
    assert {place: sorted(each.key.code for each in those) for place, those in found.items()} == {
        UK: ["catalog.gtin_invalid", "catalog.title_rule"],
        DE: [],
    }
