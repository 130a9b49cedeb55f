"""Columns that mean the same in files of the console and in bulk sheets: never silently the first of them."""

from datetime import date
from decimal import Decimal

import pytest

from services.ads.reports.sheets import ConsoleRow
from services.ads.reports.sheets.bulk import BulkEntity, read_bulk
from shared.amazon.report_files import Table, TableRow
from tests.ads.reports.console_files import MINIMAL, one

ROW = ["2026-10-01", "Kettle", 9, 3, "1.50", "2.00", 1]


def beside(header, own, other, name="Clicks"):
    """A row in which a further column stands that means the same as `name`."""
    return one(
        [*MINIMAL, header], [*(own if each == name else cell for each, cell in zip(MINIMAL, ROW, strict=True)), other]
    )


@pytest.mark.parametrize(
    ("name", "header", "own", "other"),
    [
        ("Clicks", "Clicks", "1,003", "1003"),
        ("Clicks", "点击量", "3", ""),
        ("Clicks", "Clicks", "", "3"),
        ("Spend", "Cost", "1.50", "1.5"),
        ("Date", "日期", "2026-10-01", "Oct 1, 2026"),
        ("Campaign Name", "Campaign", "Kettle", "kettle"),
    ],
)
def test_columns_that_agree(name, header, own, other):
    found = beside(header, own, other, name)
    assert isinstance(found, ConsoleRow)
    assert (found.from_on, found.campaign_name) == (date(2026, 10, 1), "Kettle")
    assert (found.clicks % 1000, found.cost) == (3, Decimal("1.50"))


def test_columns_that_disagree_cost_the_row():
    found = beside("点击量", "3", "4")
    assert (found.code, found.column) == ("columns-disagree", "Clicks")
    assert found.message == (
        '"Clicks" (column 4) and "点击量" (column 8) mean the same, but this row says different things in them: '
        "'3' and '4'"
    )
    assert found.text.zh == "“Clicks”（第 4 列）与“点击量”（第 8 列）含义相同，但此行内容不一致：“3”与“4”"
    assert beside("Cost", "1.50", "1.05", "Spend").code == "columns-disagree"
    assert beside("Campaign", "Kettle", "Lid", "Campaign Name").code == "columns-disagree"


def test_two_windows_two_currencies_and_two_states_are_not_one_meaning():
    headers = ["Date", "Campaign Name", "Status", "State", "Impressions", "Clicks", "Spend (EUR)", "Spend (USD)",
               "7 Day Total Sales", "14 Day Total Sales", "7 Day Total Orders (#)"]  # fmt: skip
    found = one(headers, ["2026-10-01", "Kettle", "Paused", "Enabled", 9, 3, "1.50", "1.70", "2.00", "4.00", 1])
    assert isinstance(found, ConsoleRow)
    assert (found.status, found.cost, found.sales) == ("PAUSED", Decimal("1.50"), Decimal("2.00"))


def entity(**changes):
    names = ["Product", "Entity", "Campaign ID", "Campaign Name", "Bid", "Bid", "Campaign Name (Informational only)"]
    cells = [
        "Sponsored Products",
        "Keyword",
        "11",
        changes.get("name", ""),
        changes["bid"],
        changes["other"],
        "Kettle",
    ]
    (found,) = read_bulk([("Sponsored Products Campaigns", Table(names, iter([TableRow(2, cells)])))])
    return found


def test_two_bids_of_a_bulk_sheet():
    same = entity(bid="0.50", other=0.5, name="Lid")
    assert isinstance(same, BulkEntity)
    assert (same.bid_micros, same.name) == (500_000, "Lid")
    assert entity(bid="", other="0.50").bid_micros == 500_000
    refused = entity(bid="0.50", other="0.75")
    assert (refused.line, refused.column, refused.code) == (2, "Bid", "columns-disagree")
