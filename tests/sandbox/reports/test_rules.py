"""What stands in the documents: the levels add up, and every column is as Amazon has it."""

from collections import defaultdict
from itertools import pairwise

import pytest

from services.sandbox.reports.rules.columns import REPORT_TYPES

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

WINDOWS = ("1d", "7d", "14d", "30d")
COUNTS = [
    *("impressions", "clicks", "cost"),
    *(f"{name}{window}" for name in ("purchases", "unitsSoldClicks", "sales") for window in WINDOWS),
    *(f"{name}{window}" for name in ("purchasesSameSku", "attributedSalesSameSku") for window in WINDOWS),
]
AD_GROUPS = {"groupBy": ["campaign", "adGroup"]}
TERMS = {"reportTypeId": "spSearchTerm", "groupBy": ["searchTerm"]}


def summed(rows: list[dict], *key: str) -> dict[tuple, list[int]]:
    """Counts by key; money in cents, so that sums are exact."""
    totals = defaultdict(lambda: [0] * len(COUNTS))
    for row in rows:
        total = totals[tuple(row[name] for name in key)]
        for place, name in enumerate(COUNTS):
            cents = name.startswith(("cost", "sales", "attributed"))
            total[place] += round(100 * row[name]) if cents else row[name]
    return dict(totals)


def test_the_ad_groups_of_a_campaign_add_up_to_it(desk):
    campaigns = desk.rows(columns=["date", "campaignId", *COUNTS])
    groups = desk.rows(**AD_GROUPS, columns=["date", "campaignId", "adGroupId", *COUNTS])
    assert len(campaigns) == 10 * 14
    assert len(groups) > len(campaigns)
    assert summed(groups, "date", "campaignId") == summed(campaigns, "date", "campaignId")


def test_search_terms_never_exceed_their_ad_group_and_have_clicks(desk):
    groups = summed(desk.rows(**AD_GROUPS, columns=["date", "adGroupId", *COUNTS]), "date", "adGroupId")
    rows = desk.rows(**TERMS, columns=["date", "adGroupId", "keywordId", "searchTerm", *COUNTS])
    keys = {(row["date"], row["adGroupId"], row["keywordId"], row["searchTerm"]) for row in rows}
    assert len(keys) == len(rows)
    assert min(row["clicks"] for row in rows) == 1
    for key, total in summed(rows, "date", "adGroupId").items():
        assert all(part <= whole for part, whole in zip(total, groups[key], strict=True)), key


@pytest.mark.parametrize("level", [{"groupBy": ["campaign"]}, {"groupBy": ["adGroup"]}, TERMS])
def test_a_summary_is_the_sum_of_its_days(desk, level):
    names = {"campaign": ["campaignId"], "adGroup": ["adGroupId"]}
    key = names.get(level["groupBy"][0], ["adGroupId", "keywordId", "searchTerm"])
    daily = desk.rows(**level, columns=["date", *key, *COUNTS])
    summary = desk.rows(**level, timeUnit="SUMMARY", columns=["startDate", "endDate", *key, *COUNTS])
    assert {(row["startDate"], row["endDate"]) for row in summary} == {("2026-10-01", "2026-10-14")}
    assert summed(summary, *key) == summed(daily, *key)
    assert len(summary) == len(summed(daily, *key))


def test_a_day_does_not_depend_on_the_report_that_shows_it(desk):
    month = desk.rows("2026-10-01", "2026-10-31", columns=["date", "campaignId", *COUNTS])
    day = desk.rows("2026-10-09", "2026-10-09", columns=["date", "campaignId", *COUNTS])
    assert day == [row for row in month if row["date"] == "2026-10-09"]


def all_columns(report_type: str, *groups: str, without: set[str]) -> list[str]:
    columns = REPORT_TYPES[report_type].base.union(*(REPORT_TYPES[report_type].by_group[group] for group in groups))
    return sorted(columns - without)


def test_every_column_of_the_campaign_report(desk):
    columns = all_columns("spCampaigns", "campaign", "adGroup", without={"date"})
    rows = desk.rows(**AD_GROUPS, timeUnit="SUMMARY", columns=columns)
    for row in rows:
        assert sorted(row) == columns
        assert row["spend"] == row["cost"]
        assert row["campaignBudgetType"] == "DAILY_BUDGET"
        assert row["campaignBudgetCurrencyCode"] == "GBP"
        assert row["topOfSearchImpressionShare"] is None
        assert row["clickThroughRate"] == 100 * row["clicks"] / row["impressions"]
        assert row["costPerClick"] == (round(row["cost"] / row["clicks"], 2) if row["clicks"] else 0)
        assert all(row[f"purchases{a}"] <= row[f"purchases{b}"] for a, b in pairwise(WINDOWS))
        assert all(row[f"sales{a}"] <= row[f"sales{b}"] for a, b in pairwise(WINDOWS))
        assert row["purchases30d"] <= row["clicks"]


def test_every_column_of_the_search_term_report(desk):
    columns = all_columns("spSearchTerm", without={"startDate", "endDate"})
    rows = desk.rows(**TERMS, columns=columns)
    assert {row["acosClicks7d"] is None for row in rows} == {True, False}
    for row in rows:
        assert sorted(row) == columns
        assert isinstance(row["campaignId"], int)
        assert isinstance(row["keywordId"], int)
        assert row["portfolioId"] is None
        assert row["roasClicks7d"] == pytest.approx(row["sales7d"] / row["cost"])
        assert row["acosClicks14d"] == (
            pytest.approx(100 * row["cost"] / row["sales14d"]) if row["sales14d"] else None
        )
        assert row["unitsSoldOtherSku7d"] == row["unitsSoldClicks7d"] - row["unitsSoldSameSku7d"] >= 0
        assert row["salesOtherSku7d"] == pytest.approx(row["sales7d"] - row["attributedSalesSameSku7d"])


def test_automatic_targeting_has_no_bid_and_shows_product_pages(desk):
    columns = ["searchTerm", "keyword", "targeting", "matchType", "keywordType", "keywordBid"]
    rows = desk.rows(**TERMS, timeUnit="SUMMARY", columns=columns)
    automatic = [row for row in rows if row["matchType"] == "TARGETING_EXPRESSION_PREDEFINED"]
    manual = [row for row in rows if row["matchType"] in {"EXACT", "PHRASE", "BROAD"}]
    assert automatic
    assert manual
    assert len(automatic) + len(manual) == len(rows)
    targets = {"close-match", "loose-match", "substitutes", "complements"}
    assert {row["targeting"] for row in automatic} == targets
    assert {row["keywordBid"] for row in automatic} == {None}
    assert any(row["searchTerm"].startswith("b0") for row in automatic)
    assert any(row["searchTerm"] == "*" for row in automatic)
    assert min(row["keywordBid"] for row in manual) > 0
    assert all(row["searchTerm"] == row["keyword"] for row in manual if row["matchType"] == "EXACT")


def test_names_are_not_all_ascii(desk):
    rows = desk.rows(**TERMS, timeUnit="SUMMARY", columns=["campaignName", "searchTerm"])
    assert any(not row["campaignName"].isascii() for row in rows)
    assert any(row["campaignName"].isascii() for row in rows)
