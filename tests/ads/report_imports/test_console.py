"""Files of the old console through the import API: each report whole, as what it is."""

import csv
import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.ads.models import BreakdownFact, CampaignFact, SearchTermFact
from services.ads.report_imports.tasks import carrying
from tests.ads.facts import FIRST, NOW, SELLER, UK
from tests.ads.report_imports.importing import import_now
from tests.ads.reports.console_languages import CONSOLES

PATH = "/v1/ads/report-imports"
WHERE = {"seller_id": SELLER, "marketplace_id": UK}
KEY = {
    "campaign": {},
    "search_term": {
        "Ad Group Name": "Group", "Targeting": "kettle", "Match Type": "EXACT", "Customer Search Term": "lid",
    },
    "targeting": {"Ad Group Name": "Group", "Targeting": "kettle", "Match Type": "EXACT"},
    "advertised_product": {"Ad Group Name": "Group", "Advertised SKU": "K-1", "Advertised ASIN": "B0EXAMPLE1"},
    "placement": {"Placement": "Top of Search on-Amazon"},
    "purchased_product": {"Ad Group Name": "Group", "Advertised SKU": "K-1", "Purchased ASIN": "B0EXAMPLE2"},
}  # fmt: skip
MARKS = {"Cost type": "CPC", "Viewable Impressions": "9", "View-Through Rate (VTR)": "1%"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW)


def line(kind, days=("2026-11-10",), window=7, **changes):
    """One row by its headers: of a day, or from the first to the last of two."""
    when = {"Date": days[0]} if len(days) == 1 else {"Start Date": days[0], "End Date": days[1]}
    numbers = {
        "Impressions": "90", "Clicks": "4", "Spend": "2.50", f"{window} Day Total Sales ": "10.00",
        f"{window} Day Total Orders (#)": "1", f"{window} Day Total Units (#)": "2",
    }  # fmt: skip
    return when | {"Campaign Name": "Kettle", "Currency": "GBP"} | KEY[kind] | numbers | changes


def csv_of(*lines):
    text = io.StringIO()
    csv.writer(text).writerows([list(lines[0]), *(one.values() for one in lines)])
    return text.getvalue().encode()


def imported(client, caller, database, content, name="report.csv", *, shop=UK, language="en"):
    headers = caller("ads:write") | {"Idempotency-Key": str(uuid4())}
    form = WHERE | {"marketplace_id": shop}
    answer = client.post(PATH, data=form, files={"file": (name, content)}, headers=headers)
    assert answer.status_code == 202, answer.text
    import_now(database, FIRST, answer.json()["import_id"])
    return client.get(answer.headers["location"], headers=caller() | {"Accept-Language": language}).json()


def count(database, model):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def breakdowns(client, caller, kind, **query):
    days = {} if "period_id" in query else {"from_on": "2026-11-01", "to_on": "2026-12-01"}
    answer = client.get("/v1/ads/breakdowns", params=WHERE | days | {"kind": kind} | query, headers=caller())
    assert answer.status_code == 200, answer.text
    return answer.json()


def numbers(one):
    return (
        one["impressions"], one["clicks"], one["cost"]["amount"], one["orders"], one["units"], one["sales"]["amount"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "window", "marks", "name", "report", "product"),
    [
        ("search_term", 7, {}, "r.csv", "spSearchTerm", "SPONSORED_PRODUCTS"),
        ("search_term", 14, MARKS, "r.csv", "sbSearchTerm", "SPONSORED_BRANDS"),
        ("search_term", 7, {}, "Sponsored_Brands_Search_term_report.csv", "spSearchTerm", "SPONSORED_PRODUCTS"),
        ("campaign", 14, MARKS, "r.csv", "sbCampaigns", "SPONSORED_BRANDS"),
        ("campaign", 14, {"14 Day Detail Page Views (DPV)": "3"}, "r.csv", "sdCampaigns", "SPONSORED_DISPLAY"),
        (
            "campaign",
            14,
            {"Cost type": "CPC"},
            "Sponsored_Display_Campaign_report.csv",
            "sdCampaigns",
            "SPONSORED_DISPLAY",
        ),
        ("campaign", 14, {"Bidding strategy": "x"}, "r.csv", "spCampaigns", "SPONSORED_PRODUCTS"),
    ],
)
def test_days_of_each_product(client, caller, database, kind, window, marks, name, report, product):
    done = imported(client, caller, database, csv_of(line(kind, window=window) | marks), name)
    assert (done["status"], done["report"], done["attribution_days"]) == ("completed", report, window)
    assert [(one["ad_product"], numbers(one)) for one in done["totals_by_ad_product"]] == [
        (product, (90, 4, "2.50", 1, 2, "10.00"))
    ]
    [campaign] = client.get("/v1/ads/campaigns", headers=caller()).json()["items"]
    assert (campaign["name"], campaign["ad_product"]) == ("Kettle", product)
    model = SearchTermFact if kind == "search_term" else CampaignFact
    assert (count(database, model), count(database, BreakdownFact)) == (1, 0)


def test_search_terms_without_their_ad_groups_keep_the_totals(client, caller, database):
    row = {name: cell for name, cell in line("search_term").items() if name not in ("Ad Group Name", "Targeting")}
    done = imported(client, caller, database, csv_of(row, row))
    assert (done["status"], done["rows_imported"], done["rows_folded"]) == ("completed", 2, 1)
    assert numbers(done["totals"]) == (180, 8, "5.00", 2, 4, "20.00")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_which_of_two_products_nothing_says(client, caller, database, language):
    done = imported(
        client, caller, database, csv_of(line("campaign", window=14) | {"Cost type": "CPC"}), language=language
    )
    assert (done["status"], done["failure_code"], count(database, CampaignFact)) == (
        "failed",
        "ad-product-unclear",
        0,
    )
    start = {"en": "This campaign report is of Sponsored Brands or", "zh": "这是品牌推广或展示型推广的广告活动报告"}
    assert done["failure_detail"].startswith(start[language])


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("targeting", {"targeting": "kettle", "match_type": "EXACT"}),
        ("advertised_product", {"asin": "B0EXAMPLE1", "sku": "K-1"}),
        ("placement", {"placement": "Top of Search on-Amazon"}),
        ("purchased_product", {"asin": "B0EXAMPLE2", "sku": None}),
    ],
)
def test_days_that_cut_the_money_finer(client, caller, database, kind, subject):
    rows = [line(kind), line(kind, ("2026-11-11",)), line(kind, ("2026-11-11",))]
    done = imported(client, caller, database, csv_of(*rows))
    assert (done["status"], done["kind"], done["report"], done["period_id"]) == ("completed", kind, None, None)
    assert [done[f"rows_{name}"] for name in ("read", "imported", "folded", "rejected")] == [3, 3, 1, 0]
    shown = breakdowns(client, caller, kind)
    [found] = shown["items"]
    assert numbers(found) == numbers(shown["totals"]) == (270, 12, "7.50", 3, 6, "30.00")
    assert {name: found[name] for name in subject} == subject
    assert (found["campaign_name"], found["named"], found["ad_product"]) == ("Kettle", True, "SPONSORED_PRODUCTS")
    assert count(database, CampaignFact) == 0
    again = imported(client, caller, database, csv_of(*rows))
    assert (again["rows_changed"], breakdowns(client, caller, kind)["totals"]) == (0, shown["totals"])


def test_performance_over_time_is_the_accounts(client, caller, database):
    rows = [{"Date": "2026-11-10", "Clicks": "4", "Cost Per Click (CPC)": "0.50", "Spend": "2.00"}]
    done = imported(client, caller, database, csv_of(*rows))
    assert (done["status"], done["kind"], done["totals"]["cost"]["amount"]) == ("completed", "account", "2.00")
    assert numbers(breakdowns(client, caller, "account")["totals"]) == (0, 4, "2.00", 0, 0, "0.00")


def test_products_of_the_same_days_stand_beside_each_other(client, caller, database):
    imported(client, caller, database, csv_of(line("targeting")))
    imported(client, caller, database, csv_of(line("targeting", window=14) | MARKS))
    imported(client, caller, database, csv_of(line("targeting", Spend="3.00")))
    shown = breakdowns(client, caller, "targeting")
    assert [(one["ad_product"], one["cost"]["amount"]) for one in shown["totals_by_ad_product"]] == [
        ("SPONSORED_BRANDS", "2.50"),
        ("SPONSORED_PRODUCTS", "3.00"),
    ]


def test_a_summary_over_days_is_a_period_as_a_whole(client, caller, database):
    first = date(2026, 10, 1)
    spans = [(first + timedelta(days=n % 10), first + timedelta(days=n % 10 + n % 21)) for n in range(25_000)]
    lines = [
        line("search_term", tuple(map(str, span)), **{"Customer Search Term": f"term {n}"})
        for n, span in enumerate(spans)
    ]
    done = imported(client, caller, database, csv_of(*lines))
    assert (done["status"], done["kind"], done["first_on"], done["last_on"]) == (
        "completed", "search_term", "2026-10-01", "2026-10-30",
    )  # fmt: skip
    assert [done[f"rows_{name}"] for name in ("read", "imported", "rejected")] == [25_000, 25_000, 0]
    assert numbers(done["totals"]) == (2_250_000, 100_000, "62500.00", 25_000, 50_000, "250000.00")
    assert [count(database, model) for model in (SearchTermFact, BreakdownFact)] == [0, 25_000]
    shown = breakdowns(client, caller, "search_term", period_id=done["period_id"])
    assert numbers(shown["totals"]) == numbers(done["totals"])


def test_a_period_takes_the_place_of_the_same_days_of_its_product(client, caller, database):
    days = ("2026-11-01", "2026-11-14")
    for content in (
        csv_of(line("campaign", days)),
        csv_of(line("campaign", days, window=14) | MARKS),
        csv_of(line("campaign", days, Spend="3.00")),
        csv_of(line("campaign", ("2026-11-01", "2026-11-15"))),
    ):
        assert imported(client, caller, database, content)["status"] == "completed"
    found = client.get("/v1/ads/breakdown-periods", headers=caller()).json()["items"]
    assert sorted(
        (one["to_on"], one["totals_by_ad_product"][0]["ad_product"], one["totals_by_ad_product"][0]["cost"]["amount"])
        for one in found
    ) == [
        ("2026-11-15", "SPONSORED_BRANDS", "2.50"),
        ("2026-11-15", "SPONSORED_PRODUCTS", "3.00"),
        ("2026-11-16", "SPONSORED_PRODUCTS", "2.50"),
    ]
    assert count(database, CampaignFact) == 0


@pytest.mark.parametrize(
    ("header", "name", "chinese"),
    [
        ("Search Term Impression Share", "Sponsored Products search term impression share", "搜索词展示量份额"),
        ("Average Time in Budget", "Sponsored Products budget", "预算"),
        ("Matched Target", "Sponsored Display matched target", "匹配的目标"),
    ],
)
def test_other_reports_are_refused_by_name(client, caller, database, header, name, chinese):
    content = csv_of(line("targeting") | {header: "1"})
    done = imported(client, caller, database, content)
    assert (done["status"], done["failure_code"]) == ("failed", "report-unsupported")
    assert done["failure_detail"].startswith(f"This is the {name} report, which is not read.")
    assert chinese in imported(client, caller, database, content, language="zh")["failure_detail"]
    assert count(database, BreakdownFact) == 0


@pytest.mark.parametrize("language", CONSOLES)
@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_each_language(client, caller, database, language, marked):
    content = CONSOLES[language].file("search_term", 14, marked=marked)
    done = imported(client, caller, database, content, shop="A1PA6795UKMFR9")
    assert (done["status"], done["report"]) == ("completed", "sbSearchTerm" if marked else "spSearchTerm")
    assert numbers(done["totals"]) == (1234, 1, "1234.50", 3, 4, "1234.50")
