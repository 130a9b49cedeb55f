"""Documents of the Ads API that people send: which report they are, and what of them is the account's."""

import orjson
import pytest
from sqlalchemy import select

from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.models import CampaignFact, Finding, SearchTermFact
from services.ads.products import SB, SD, SP
from services.ads.report_imports.tasks import carrying
from tests.ads.facts import NOW, SELLER, UK
from tests.ads.report_imports.test_tasks import document, errors, imported

TRAFFIC = {"date": "2026-11-10", "campaignId": 77, "campaignName": "C", "impressions": 900, "clicks": 30, "cost": 9.5}
BARE = {"purchases": 4, "sales": 80.0, "salesClicks": 60.0, "purchasesClicks": 3, "costType": "CPC"}
SB_DAY = TRAFFIC | BARE | {"unitsSold": 5, "campaignBudgetCurrencyCode": "GBP"}
SD_DAY = TRAFFIC | BARE | {"impressionsViews": 0}
SB_TERM = SB_DAY | {"adGroupId": 770, "adGroupName": "G", "searchTerm": "lid", "keywordText": "kettle"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW)


def facts(database, model=CampaignFact):
    names = ("ad_product", "campaign_key", "orders", "units", "sales_micros", "attribution_days")
    with database.read() as session:
        return [tuple(getattr(row, name) for name in names) for row in session.scalars(select(model))]


@pytest.mark.parametrize(
    ("records", "report", "stored"),
    [
        ([SB_DAY], "sbCampaigns", (SB, 77, 4, 5, 80_000_000, 14)),
        ([SB_DAY | {"campaignId": "77"}], "sbCampaigns", (SB, 77, 4, 5, 80_000_000, 14)),
        ([SB_DAY | {"viewableImpressions": None}], "sbCampaigns", (SB, 77, 4, 5, 80_000_000, 14)),
        ([SD_DAY], "sdCampaigns", (SD, 77, 4, 0, 80_000_000, 14)),
        ([TRAFFIC | {"sales": 80, "adProduct": "SPONSORED_DISPLAY"}], "sdCampaigns", (SD, 77, 0, 0, 80_000_000, 14)),
        ([TRAFFIC | {"sales7d": 8.5, "purchases7d": 1}], "spCampaigns", (SP, 77, 1, 0, 8_500_000, 7)),
        ([TRAFFIC | {"sales14d": 8.5, "purchases14d": 1}], "spCampaigns", (SP, 77, 1, 0, 8_500_000, 14)),
        ([TRAFFIC | {"sales7d": None}], "spCampaigns", (SP, 77, 0, 0, 0, 7)),
    ],
)  # fmt: skip
def test_a_report_is_known_by_the_columns_of_its_product(client, caller, database, profile, records, report, stored):
    done = document(client, caller, database, *records)
    assert (done["status"], done["report"], done["attribution_days"]) == ("completed", report, stored[-1])
    assert facts(database) == [stored]


def test_search_terms_of_sponsored_brands_have_their_keyword(client, caller, database, profile):
    done = document(client, caller, database, SB_TERM)
    assert (done["report"], facts(database, SearchTermFact)) == ("sbSearchTerm", [(SB, 77, 4, 5, 80_000_000, 14)])
    with database.read() as session:
        assert session.scalars(select(SearchTermFact)).one().targeting == "kettle"


@pytest.mark.parametrize(
    ("name", "known", "report"),
    [
        ("report.json", None, "sbCampaigns"),
        ("sdCampaigns-2026.json", None, "sdCampaigns"),
        ("report.json", SD, "sdCampaigns"),
        ("sdCampaigns-2026.json", SB, "sbCampaigns"),
    ],
)
def test_without_a_mark_the_campaign_decides_and_then_the_name(
    client, caller, database, profile, name, known, report
):
    if known:
        with database.write() as session:
            store_campaigns(session, profile, known, [{"campaign_key": 77, "name": "C"}], now=NOW)
    assert imported(client, caller, database, orjson.dumps([SB_DAY]), name)["report"] == report


@pytest.mark.parametrize(
    "record",
    [TRAFFIC, TRAFFIC | {"purchases": 4, "costType": "CPC"}, TRAFFIC | {"sales1d": 5.0}, TRAFFIC | {"sales30d": 5.0}],
)
def test_no_known_sales_column_is_not_a_sale_of_nothing(client, caller, database, profile, record):
    done = document(client, caller, database, record, record)
    assert (done["status"], done["failure_code"], done["rows_rejected"]) == ("failed", "sales-columns-missing", 2)
    assert [row[2] for row in errors(client, caller, done)] == ["sales-columns-missing"] * 2
    assert facts(database) == []


@pytest.mark.parametrize(
    "mark",
    [
        {"advertisedAsin": "B0"},
        {"purchasedAsin": "B0"},
        {"placementClassification": "Top of Search on-Amazon"},
        {"matchedTargetAsin": None},
        {"keywordId": 5},
        {"adProduct": "AMAZON_DSP"},
    ],
)
@pytest.mark.parametrize("day", [SB_DAY, TRAFFIC | {"sales7d": 8.5}])
def test_other_reports_are_refused_as_such(client, caller, database, profile, day, mark):
    done = document(client, caller, database, day | mark)
    code = "report-type-unknown" if "adProduct" in mark else "report-unsupported"
    assert (done["status"], done["failure_code"]) == ("failed", code)
    assert facts(database) == []


def test_rows_of_another_currency_shop_or_product_are_told_one_by_one(client, caller, database, profile):
    foreign = (
        {"campaignBudgetCurrencyCode": "EUR"},
        {"marketplaceId": "A1PA6795UKMFR9"},
        {"adProduct": "SPONSORED_PRODUCTS"},
    )
    done = document(client, caller, database, SB_DAY, *(SB_DAY | other for other in foreign))
    assert (done["rows_imported"], done["rows_rejected"], done["status"]) == (1, 3, "completed")
    told = [(row[0], row[2]) for row in errors(client, caller, done)]
    assert told == [(2, "currency-mismatch"), (3, "marketplace-mismatch"), (4, "ad-product-mismatch")]
    assert facts(database) == [(SB, 77, 4, 5, 80_000_000, 14)]


def test_brands_are_judged_by_their_acos_only_and_never_added_to_products(client, caller, database, profile):
    waste = SB_DAY | {"campaignId": 78, "purchases": 0, "sales": 0.0, "cost": 900.0, "clicks": 900}
    dear = SB_DAY | {"campaignId": 79, "cost": 75.0}
    shown = SB_DAY | {"campaignId": 80, "impressions": 90_000, "clicks": 30}
    large = SB_DAY | {"campaignId": 81, "purchases": 400, "sales": 8000.0, "cost": 800.0, "clicks": 4000}
    document(client, caller, database, SB_DAY, waste, dear, shown, large | {"impressions": 90_000})
    document(client, caller, database, TRAFFIC | {"campaignId": 5, "sales7d": 30.0, "purchases7d": 1})
    with database.read() as session:
        found = [(row.code, row.subject_id, row.ad_product) for row in session.scalars(select(Finding))]
    assert found == [("ads.acos_high", "79", SB)]
    with database.write() as session:
        assert len(flag_campaigns(session, profile, SP, now=NOW).resolved) == 0
    query = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-10", "to_on": "2026-11-11"}

    def ask(**more):
        return client.get("/v1/ads/performance", params=query | more, headers=caller()).json()

    page = ask()
    assert page["totals"] is None
    assert [(one["ad_product"], one["attribution_days"], one["orders"]) for one in page["totals_by_ad_product"]] == [
        ("SPONSORED_BRANDS", 14, 412),
        ("SPONSORED_PRODUCTS", 7, 1),
    ]
    products = ask(ad_product="SPONSORED_PRODUCTS")
    assert products["totals"]["sales"] == {"amount": "30.00", "currency": "GBP"}
    assert [(row["campaign_id"], row["ad_product"]) for row in products["items"]] == [("5", "SPONSORED_PRODUCTS")]
    assert ask(report="sbCampaigns")["totals"]["orders"] == 412
    assert ask(report="sbCampaigns", ad_product="SPONSORED_PRODUCTS")["code"] == "invalid-request"
