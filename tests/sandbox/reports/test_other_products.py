"""Reports of Sponsored Brands and Display: no window in a name, sales of 14 days, other retentions."""

import pytest
from fastapi.testclient import TestClient

from services.sandbox.reports.rules.columns import REPORT_TYPES
from tests.sandbox.reports.conftest import Desk

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

BRANDS = {"adProduct": "SPONSORED_BRANDS", "reportTypeId": "sbCampaigns"}
DISPLAY = {"adProduct": "SPONSORED_DISPLAY", "reportTypeId": "sdCampaigns"}
TERMS = {"adProduct": "SPONSORED_BRANDS", "reportTypeId": "sbSearchTerm", "groupBy": ["searchTerm"]}
SUMS = ("impressions", "clicks", "cost", "purchases", "purchasesClicks", "sales", "salesClicks", "unitsSold")


@pytest.fixture
def large(client: TestClient, sign_in, clock) -> Desk:
    """A desk at an account that has campaigns of all products."""
    headers = sign_in("sandbox-3-30")
    profile = client.get("/v2/profiles", headers=headers).json()[0]
    return Desk(client, headers | {"Amazon-Advertising-API-Scope": str(profile["profileId"])}, clock.advance)


@pytest.mark.parametrize("kind", [BRANDS, DISPLAY, TERMS])
def test_every_column_of_a_report(large, kind):
    report = REPORT_TYPES[kind["reportTypeId"]]
    columns = sorted(report.base.union(*report.by_group.values()) - {"startDate", "endDate"})
    rows = large.rows("2026-10-01", "2026-10-31", **kind, columns=columns)
    assert rows[0].keys() == set(columns)
    assert all(isinstance(row["campaignId"], int) for row in rows)
    assert {row["costType"] for row in rows} == {"CPC"}
    sums = {name: sum(row[name] for row in rows) for name in SUMS}
    assert sums["purchases"] > sums["purchasesClicks"] > 0
    assert sums["sales"] > sums["salesClicks"] > 0
    assert sums["unitsSold"] >= sums["purchases"]


def test_terms_of_brands_never_exceed_their_campaign(large):
    columns = ["date", "campaignId", "clicks", "sales"]
    whole = large.rows(**BRANDS, columns=columns)
    terms = large.rows(**TERMS, columns=[*columns, "keywordText", "searchTerm", "adGroupId"])
    for name in ("clicks", "sales"):
        assert sum(row[name] for row in terms) == pytest.approx(sum(row[name] for row in whole))
    assert all(row["keywordText"] and row["searchTerm"] for row in terms)


@pytest.mark.parametrize(("kind", "days"), [(BRANDS, 60), (TERMS, 60), (DISPLAY, 65)])
def test_older_days_than_are_kept_are_refused(large, kind, days):
    first = {60: "2026-09-02", 65: "2026-08-28"}[days]
    columns = ["date", "campaignId", "clicks"]
    refused = large.ask(first, first, **kind, columns=columns)
    assert refused.status_code == 400
    assert f"more than {days} days ago" in refused.json()["detail"]
    assert large.ask("2026-09-03", "2026-09-03", **kind, columns=columns).status_code == 200


def test_columns_of_another_product_are_refused(large):
    for kind, column in ((BRANDS, "sales7d"), (DISPLAY, "viewableImpressions"), (BRANDS, "impressionsViews")):
        refused = large.ask(**kind, columns=["date", "campaignId", column])
        assert refused.status_code == 400
        assert f"columns includes invalid values: ({column})" in refused.json()["detail"]
