"""Files of Unified Reporting, made by hand in the ways in which they come: any columns, in any order."""

from datetime import date
from random import Random

import pytest

from services.ads.reports.sheets.refusals import ReportRefusedError
from services.ads.reports.sheets.rows import RowError
from services.ads.reports.sheets.unified import Shop, UnifiedRow, is_unified, read_unified
from shared.amazon.marketplaces import of_country
from shared.amazon.report_files import Table, TableRow

US, UK, DE, FR = (of_country(code) for code in ("US", "UK", "DE", "FR"))
HERE = Shop(US, (US, UK), {})
ACCOUNT = '="amzn1.ads-account.g.kettle01"'


def table_of(records, headers=None):
    headers = headers or list(records[0])
    lines = [[record.get(name, "") for name in headers] for record in records]
    return Table(headers, iter([TableRow(line, cells) for line, cells in enumerate(lines, start=2)]))


def read(*records, shop=HERE, products=None, headers=None):
    file = read_unified(lambda: table_of(records, headers), shop, products or {})
    return file.layout, list(file)


def campaign(**changes):
    return {
        "Advertiser account ID": ACCOUNT, "Ad product": "Sponsored Products", "Campaign ID": '="5100000000001"',
        "Campaign name": "Kettle", "Budget currency": "USD", "Country": "", "Date": "Nov 03, 2026",
        "Impressions": "1,000", "Clicks": "20", "Total cost": "15.00", "Purchases": "2", "Sales": "60.00",
        "Units sold": "3", "ROAS": "4.0",
    } | changes  # fmt: skip


def row(**changes):
    _, (found,) = read(campaign(**changes))
    return found


def error(**changes):
    found = row(**changes)
    assert isinstance(found, RowError)
    return found.column, found.code


def test_a_row_of_a_campaign():
    layout, (found,) = read(campaign())
    assert (layout.kind, layout.time, layout.unknown_columns) == ("campaign", "day", [])
    assert (found.from_on, found.to_on) == (date(2026, 11, 3), date(2026, 11, 4))
    assert (found.ad_product, found.campaign_id, found.campaign_name) == (
        "SPONSORED_PRODUCTS",
        5100000000001,
        "Kettle",
    )
    assert found.numbers == (1000, 20, 15_000_000, 2, 3, 60_000_000, None, None, None)


def test_columns_may_come_in_any_order_and_unknown_ones_too():
    names = list(campaign())
    Random(7).shuffle(names)  # noqa: S311 - no secret
    layout, rows = read(campaign() | {"Moon phase": "full", "": "x"}, headers=["Moon phase", *names, ""])
    assert (layout.unknown_columns, rows) == (["Moon phase"], [row()])


@pytest.mark.parametrize(
    "headers",
    [
        ["Date", "Campaign ID", "Total cost"],
        ["Date", "Campaign name", "Total cost (USD)", "Purchases"],
        ["日期", "广告活动名称", "总成本", "购买量"],
        ["\ufeffBudget\u00a0currency ", "Advertiser account ID"],
    ],
)
def test_two_marks_make_a_unified_file(headers):
    assert is_unified(headers)


@pytest.mark.parametrize(
    "headers",
    [
        ["Date", "Campaign ID", "Impressions"],
        ["Date", "Campaign ID", "Budget currency", "Spend"],
        ["Date", "Campaign ID", "Purchases", "7 Day Total Sales "],
        ["Product", "Entity", "Operation", "Campaign ID"],
        [],
    ],
)
def test_other_files_are_none(headers):
    assert not is_unified(headers)


MEASURES = {"Impressions": "1", "Clicks": "1", "Total cost": "1.00", "Purchases": "0", "Sales": "0"}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Advertised product SKU", "advertised_product"),
        ("推广的商品 SKU-Advertised product SKU", "advertised_product"),
        ("Converted product ID", "purchased_product"),
        ("达成转化的商品的编号", "purchased_product"),
        ("Placement classification", "placement"),
        ("Target value", "targeting"),
        ("投放方案", "targeting"),
        ("Search term", "search_term"),
        ("广告组名称", "ad_group"),
        ("Campaign name", "campaign"),
        ("Portfolio name", "account"),
    ],
)
def test_the_kind_of_a_file(header, kind):
    layout, _ = read({"Date": "2026-11-03", "Budget currency": "USD", header: "x", **MEASURES})
    assert (layout.kind, layout.unknown_columns) == (kind, [])


def test_a_file_with_targets_and_terms_is_one_of_targets():
    record = campaign(
        **{"Target ID": '="71', "Targeting": 'asin="B0KETTLE01"', "Search term": "kettle", "Target bid": "0.75"}
    )
    layout, (found,) = read(record)
    assert (layout.kind, found.subject, found.target_bid) == (
        "targeting",
        ("71", 'asin="B0KETTLE01"', "", "kettle"),
        750_000,
    )


def timed(**times):
    return read({"Campaign ID": "11", "Budget currency": "USD", **times, **MEASURES}, shop=Shop(US, (US,), {}))


@pytest.mark.parametrize(
    ("times", "first", "end"),
    [
        ({"Date": "2026年11月3日", "Hour": "7"}, (2026, 11, 3), (2026, 11, 4)),
        ({"Date range": "Nov 01, 2026 - Nov 28, 2026"}, (2026, 11, 1), (2026, 11, 29)),
        ({"Date range": "2026年11月1日至2026年11月28日"}, (2026, 11, 1), (2026, 11, 29)),
        ({"Date range": "2026-11-01-2026-11-28"}, (2026, 11, 1), (2026, 11, 29)),
        ({"Date range": "2026-11-09"}, (2026, 11, 9), (2026, 11, 10)),
        ({"Year": "2026", "Month": "November"}, (2026, 11, 1), (2026, 12, 1)),
        ({"年份": "2026年", "月": "12月"}, (2026, 12, 1), (2027, 1, 1)),
        ({"Year": "2026", "Month": "2", "Day of Month": "28"}, (2026, 2, 28), (2026, 3, 1)),
        ({"Month": "Nov 2026"}, (2026, 11, 1), (2026, 12, 1)),
        ({"Month": "November 2026"}, (2026, 11, 1), (2026, 12, 1)),
        ({"月": "2026年11月"}, (2026, 11, 1), (2026, 12, 1)),
        ({"月份": "2026年十一月"}, (2026, 11, 1), (2026, 12, 1)),
        ({"Month": "11/2026"}, (2026, 11, 1), (2026, 12, 1)),
        ({"Month": "2026-12"}, (2026, 12, 1), (2027, 1, 1)),
        ({"Month": "Dez. 2026"}, (2026, 12, 1), (2027, 1, 1)),
        ({"Year": "2026", "Month": "Nov-26"}, (2026, 11, 1), (2026, 12, 1)),
        ({"Month": "Feb 2026", "Day of Month": "28"}, (2026, 2, 28), (2026, 3, 1)),
        ({"Year": "2026", "Week": "Week 1"}, (2025, 12, 29), (2026, 1, 5)),
        ({"Year": "2026", "Week": "Nov 01, 2026 - Nov 07, 2026"}, (2026, 11, 1), (2026, 11, 8)),
    ],
)
def test_the_days_of_a_row(times, first, end):
    _, (found,) = timed(**times)
    assert (found.from_on, found.to_on) == (date(*first), date(*end))


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ({"Month": "November"}, "year-missing"),
        ({"周": "45"}, "year-missing"),
        ({"Day of Month": "3", "Month": "11"}, "year-missing"),
        ({"Year": "2026"}, "date-missing"),
        ({}, "date-missing"),
    ],
)
def test_months_without_a_year_are_refused(times, code):
    with pytest.raises(ReportRefusedError) as refused:
        timed(**times)
    assert refused.value.code == code
    assert "unified campaign report" in refused.value.text.en
    assert "统一报告（广告活动）" in refused.value.text.zh


def test_months_name_their_year_or_cost_their_row():
    months = ("Nov 2026", "November", "2026-13", "Dec 2026")
    _, rows = read(*({"Campaign ID": "11", "Budget currency": "USD", "Month": month, **MEASURES} for month in months))
    shown = [one.message if isinstance(one, RowError) else one.from_on.isoformat() for one in rows]
    assert shown == [
        "2026-11-01", "'November' is a month without a year", "'2026-13' is not a month", "2026-12-01",
    ]  # fmt: skip
    _, (other,) = timed(Year="2025", Month="Nov 2026")
    assert (other.code, other.message) == ("date-invalid", "'Nov 2026' is not of the year 2025 of this row")


def twins(header, own, other, name="Clicks"):
    """A row in which a second column means the same as one of the first."""
    names = [*campaign(), header]
    cells = [own if each == name else cell for each, cell in campaign().items()]
    _, (found,) = (None, list(read_unified(lambda: Table(names, iter([TableRow(2, [*cells, other])])), HERE, {})))
    return found


@pytest.mark.parametrize(
    ("name", "header", "own", "other"),
    [
        ("Clicks", "Clicks", "1,020", "1020"),
        ("Clicks", "点击量", "20", ""),
        ("Clicks", "Clicks", "", "20"),
        ("Total cost", "总成本-Total cost", "15.00", "15"),
        ("Country", "Country code", "United States", "US"),
        ("Date", "日期", "Nov 03, 2026", "2026-11-03"),
        ("Campaign ID", "广告活动编号", "11", '="11"'),
    ],
)
def test_columns_that_mean_the_same_and_agree(name, header, own, other):
    assert twins(header, own, other, name) == row(**{name: own or other})


def test_columns_that_mean_the_same_and_disagree_cost_the_row():
    found = twins("点击量", "20", "21")
    assert (found.code, found.column) == ("columns-disagree", "Clicks")
    assert found.message == (
        '"Clicks" (column 9) and "点击量" (column 15) mean the same, but this row says different things in them: '
        "'20' and '21'"
    )
    assert found.text.zh == "“Clicks”（第 9 列）与“点击量”（第 15 列）含义相同，但此行内容不一致：“20”与“21”"
    assert twins("Country code", "United States", "CA", "Country").code == "columns-disagree"
    assert twins("Total cost", "15.00", "15.01", "Total cost").code == "columns-disagree"


def test_a_file_without_sales_is_refused_by_name():
    with pytest.raises(ReportRefusedError) as refused:
        read({name: value for name, value in campaign().items() if name not in ("Sales", "Clicks")})
    assert (refused.value.code, "Clicks, Sales" in refused.value.detail) == ("columns-missing", True)


def test_a_whole_column_tells_how_dates_and_amounts_are_written():
    records = [
        campaign(**{"Date": day, "Total cost": cost, "Sales": "60,00"})
        for day, cost in (("03/11/2026", "1.234"), ("13/11/2026", "0,50"))
    ]
    _, rows = read(*records)
    assert [(one.from_on.isoformat(), one.numbers[2]) for one in rows] == [
        ("2026-11-03", 1_234_000_000),
        ("2026-11-13", 500_000),
    ]


def test_repeated_and_double_headers():
    headers = [
        "Date",
        "Campaign ID",
        "总成本-Total cost",
        "Purchases",
        "Purchases",
        "Sales (USD)",
        "Impressions",
        "Clicks",
    ]
    lines = [TableRow(2, ["2026-11-03", "11", "1.50", "", "4", "9.99", "100", "3"])]
    file = read_unified(lambda: Table(headers, iter(lines)), Shop(US, (US,), {}), {})
    (found,) = file
    assert found.numbers[:6] == (100, 3, 1_500_000, 4, None, 9_990_000)
    assert file.layout.currency == "USD"


def test_what_is_of_the_advertised_product_itself():
    told = row(**{"Sales (promoted)": "20.00", "Units sold (halo)": "2"})
    assert told.numbers[6:] == (None, 1, 20_000_000)


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ({"Ad product": "SPONSORED_BRANDS"}, "SPONSORED_BRANDS"),
        ({"Ad product": "展示型推广"}, "SPONSORED_DISPLAY"),
        ({"Ad product": ""}, "SPONSORED_BRANDS"),
        ({"Ad product": "", "Campaign ID": "12"}, "NOT_SAID"),
        ({"Ad product": "Sponsored Moonshine"}, "NOT_SAID"),
    ],
)
def test_the_ad_product_is_never_guessed(said, product):
    _, (found,) = read(campaign(**said), products={5100000000001: "SPONSORED_BRANDS"})
    assert found.ad_product == product


def place(shop=HERE, **said):
    _, (found,) = read(campaign(**said), shop=shop)
    return "here" if isinstance(found, UnifiedRow) else found.code


def test_where_a_row_belongs():
    assert place() == "here"  # the only connected shop with this currency
    assert place(Country="United States") == place(Country="US") == place(Country="美国") == "here"
    assert place(**{"Advertised product marketplace": "AMAZON.COM", "Country": "Canada"}) == "here"
    assert place(**{"Budget currency": "GBP"}) == "currency-mismatch"
    assert place(Country="Canada") == "marketplace-mismatch"
    assert place(Country="Atlantis") == "marketplace-mismatch"
    euros = Shop(DE, (DE, FR), {5100000000001: "DE", 5100000000002: "FR"})
    told = {"Budget currency": "EUR"}
    assert place(euros, **told) == "here"  # by its campaign
    assert place(euros, **told, **{"Campaign ID": "5100000000002"}) == "marketplace-mismatch"
    assert place(euros, **told, **{"Campaign ID": "9"}) == "marketplace-unclear"
    assert place(euros, **told, **{"Campaign ID": "9", "Country": "Germany"}) == "here"
    for shop in ("AMAZON_DE", "UAMAZON_DE", "AMAZON.DE"):
        assert place(euros, **told, **{"Advertised product marketplace": shop}) == "here"
    assert place(euros, **told, **{"Advertised product marketplace": "UAMAZON_FR"}) == "marketplace-mismatch"
    assert place(Shop(US, (US,), {}, "amzn1.ads-account.g.other")) == "account-mismatch"


def test_a_row_of_elsewhere_names_line_country_and_currency():
    found = row(**{"Budget currency": "EUR", "Advertised product marketplace": "UAMAZON_FR"})
    assert (found.line, found.column, found.code) == (2, "Budget currency", "currency-mismatch")
    assert found.message.startswith("A row of France (UAMAZON_FR), EUR")


def test_bad_cells_cost_their_row():
    assert error(Date="soon") == ("Date", "date-invalid")
    assert error(Date="") == ("Date", "value-missing")
    assert error(Clicks="many") == ("Clicks", "integer-invalid")
    assert error(**{"Total cost": "-1.00"}) == ("Total cost", "value-negative")
    assert error(Impressions="9999999999999999") == ("Impressions", "number-too-large")
    assert error(**{"Campaign ID": "3E+14"}) == ("Campaign ID", "id-invalid")
    assert error(**{"Campaign ID": 3000000000000100.0}) == ("Campaign ID", "id-damaged")
    assert error(**{"Campaign ID": ""}) == ("Campaign ID", "value-missing")
    assert error(**{"Campaign name": "x" * 501}) == ("Campaign name", "text-too-long")
    assert error(**{"Campaign name": "a\nb"}) == ("Campaign name", "text-invalid")


def test_a_row_with_more_cells_than_headers():
    headers = list(campaign())
    lines = [TableRow(2, [*campaign().values(), "more"]), TableRow(3, [*campaign().values(), " "])]
    first, second = read_unified(lambda: Table(headers, iter(lines)), HERE, {})
    assert (first.code, second.line) == ("row-too-long", 3)


def test_a_row_that_ends_before_its_money():
    headers = ["Moon phase", *campaign(), "Note"]
    whole = ["", *campaign().values()]
    place = headers.index("Sales")
    lines = [TableRow(2, whole[:place]), TableRow(3, whole[: place + 1]), TableRow(4, [*whole[:place], ""])]
    cut, first, blank = read_unified(lambda: Table(headers, iter(lines)), HERE, {})
    assert (cut.line, cut.column, cut.code) == (2, "Sales", "row-too-short")
    assert (first.line, blank.line, blank.numbers[5]) == (3, 4, None)


def test_blank_measures_are_not_told():
    found = row(**{"Purchases": "", "Sales": "-", "Units sold": ""})
    assert found.numbers[3:6] == (None, None, None)
