"""Bulk sheets of the console through the import API: campaigns as they are now, and no numbers of days."""

import io
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import func, select

from services.ads.models import Campaign, CampaignFact
from services.ads.report_imports.tasks import carrying
from services.ads.reports.sheets.bulk import is_bulk, read_bulk
from shared.amazon.report_files import read_sheets
from tests.ads.facts import FIRST, NOW, SELLER, UK
from tests.ads.report_imports.importing import import_now

PATH = "/v1/ads/report-imports"
HEADERS = [
    "Product", "Entity", "Operation", "Campaign Id", "Ad Group ID", "Ad ID", "Keyword ID (Read only)",
    "Product Targeting ID", "Campaign Name", "Ad Group Name", "Campaign Name (Informational only)", "Start Date",
    "Targeting Type", "State", "Daily Budget", "SKU", "Ad Group Default Bid", "Bid", "Keyword Text", "Match Type",
    "Placement", "Percentage", "Product Targeting Expression", "Impressions", "Spend",
]  # fmt: skip
SP = "Sponsored Products"


def row(entity, product=SP, **cells):
    return {"Product": product, "Entity": entity, "Campaign Id": "5100000000001"} | cells


ROWS = [
    row("Campaign", **{"Campaign Name": "Kettle", "Start Date": "20260115", "Targeting Type": "Manual",
                       "State": "paused", "Daily Budget": 25.000000000000004, "Impressions": 1000, "Spend": 15}),
    row("Bidding Adjustment", **{"Placement": "Placement Top", "Percentage": 30}),
    row("Ad Group", **{"Ad Group ID": "61", "Ad Group Name": "Group", "State": "enabled",
                       "Ad Group Default Bid": 0.7}),
    row("Product Ad", **{"Ad Group ID": "61", "Ad ID": "62", "SKU": "KETTLE-1", "State": "enabled"}),
    row("Keyword", **{"Ad Group ID": "61", "Keyword ID (Read only)": "63", "State": "enabled", "Bid": "0.75",
                      "Keyword Text": "desk kettle", "Match Type": "Exact"}),
    row("Negative Keyword", **{"Ad Group ID": "61", "Keyword ID (Read only)": "64", "State": "enabled",
                               "Keyword Text": "church kettle", "Match Type": "Negative Exact"}),
    row("Campaign", "Sponsored Brands", **{"Campaign Id": "5100000000002", "Campaign Name": "Brand",
                                            "State": "enabled"}),
    row("Keyword", **{"Campaign Id": 5100000000000123.0, "Keyword Text": "saved by Excel"}),
]  # fmt: skip


def book_of(rows, headers=HEADERS, name="Sponsored Products Campaigns"):
    book = openpyxl.Workbook()
    portfolios = book.active
    portfolios.title = "Portfolios"
    portfolios.append(["Product", "Entity", "Operation", "Portfolio ID"] if headers is HEADERS else ["产品", "实体"])
    portfolios.append(["Portfolios", "Portfolio", "", "77"])
    sheet = book.create_sheet(name)
    for cells in ([*headers], *([one.get(header, "") for header in headers] for one in rows)):
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def imported(client, caller, database, content):
    form = {"seller_id": SELLER, "marketplace_id": UK}
    headers = caller("ads:write") | {"Idempotency-Key": str(uuid4())}
    answer = client.post(PATH, data=form, files={"file": ("bulk.xlsx", content)}, headers=headers)
    import_now(database, FIRST, answer.json()["import_id"], (UK,))
    return client.get(answer.headers["location"], headers=caller("ads:read") | {"accept-language": "zh"}).json()


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW)


def test_a_bulk_sheet_tells_campaigns_as_they_are(client, caller, database):
    done = imported(client, caller, database, book_of(ROWS))
    assert (done["status"], done["report"], done["kind"]) == ("completed", "bulk", None)
    assert [done[f"rows_{name}"] for name in ("read", "imported", "rejected")] == [8, 7, 1]
    assert {one["entity"]: one["rows"] for one in done["entities"]} == {
        "campaign": 2, "bidding_adjustment": 1, "ad_group": 1, "product_ad": 1, "keyword": 1, "negative_keyword": 1,
    }  # fmt: skip
    first = {one["entity"]: one["first"][0] for one in done["entities"]}
    assert (first["bidding_adjustment"]["text"], first["bidding_adjustment"]["percentage"]) == ("Placement Top", 30)
    keyword = first["keyword"]
    assert (keyword["entity_id"], keyword["text"], keyword["match_type"]) == ("63", "desk kettle", "Exact")
    assert (keyword["bid"], keyword["ad_group_id"]) == ({"amount": "0.75", "currency": "GBP"}, "61")
    [listed_import] = client.get(PATH, headers=caller()).json()["items"]
    assert {len(one["first"]) for one in listed_import["entities"]} == {0}
    assert (done["first_on"], done["totals"]["impressions"], len(done["cannot_feed"])) == (None, 0, 4)
    [error] = client.get(f"{PATH}/{done['import_id']}/errors", headers=caller()).json()["items"]
    assert (error["line"], error["column"], error["code"]) == (9, "Campaign Id", "id-damaged")
    listed = {one["name"]: one for one in client.get("/v1/ads/campaigns", headers=caller()).json()["items"]}
    kettle = listed["Kettle"]
    assert (kettle["campaign_id"], kettle["state"], kettle["targeting_type"]) == ("5100000000001", "PAUSED", "MANUAL")
    assert (kettle["budget"]["amount"], kettle["budget_type"], kettle["start_on"]) == ("25.00", "DAILY", "2026-01-15")
    assert listed["Brand"]["ad_product"] == "SPONSORED_BRANDS"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CampaignFact)) == 0
        assert session.scalar(select(func.count()).select_from(Campaign)) == 2


def test_what_is_in_a_campaign():
    found = [one for one in read_bulk(read_sheets(book_of(ROWS))) if getattr(one, "entity", "") != "campaign"]
    adjustment, group, ad, keyword, negative, _ = found
    assert (adjustment.text, adjustment.percentage) == ("Placement Top", 30)
    assert (group.ad_group_id, group.name, group.bid_micros) == (61, "Group", 700_000)
    assert (ad.own_id, ad.text) == (62, "KETTLE-1")
    assert (keyword.own_id, keyword.text, keyword.match_type, keyword.bid_micros) == (
        63,
        "desk kettle",
        "Exact",
        750_000,
    )
    assert (negative.own_id, negative.text, negative.match_type) == (64, "church kettle", "Negative Exact")


def test_an_adjustment_beyond_all_bounds_costs_its_row():
    book = book_of([row("Bidding Adjustment", Placement="Placement Top", Percentage=1e14), ROWS[1]])
    refused, kept = read_bulk(read_sheets(book))
    assert (refused.column, refused.code, kept.percentage) == ("Percentage", "number-too-large", 30)


def test_a_bulk_sheet_in_another_language_is_named(client, caller, database):
    done = imported(client, caller, database, book_of([], ["产品", "实体", "操作"], "商品推广活动"))
    assert (done["status"], done["failure_code"]) == ("failed", "bulk-sheet-unreadable")
    assert done["failure_detail"].startswith("这是广告控制台的批量操作表格")


def test_other_workbooks_are_none():
    assert not is_bulk(read_sheets(book_of([], ["产品", "实体", "操作"], "Sheet")))
