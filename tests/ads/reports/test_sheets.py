from datetime import date, datetime
from decimal import Decimal

import pytest

from services.ads.reports.sheets import ConsoleRow, ReportRefusedError, RowError, Shop, wordings
from services.ads.reports.sheets.headers import field_of
from services.ads.reports.sheets.layout import layout_of
from tests.ads.reports.console_files import MINIMAL, one, opened, read, told, xlsx

SELLER = [
    "Start Date", "End Date", "Portfolio name", "Currency", "Campaign Name", "Ad Group Name", "Targeting",
    "Match Type", "Customer Search Term", "Impressions", "Clicks", "Click-Thru Rate (CTR)", "Cost Per Click (CPC)",
    "Spend", "7 Day Total Sales ", "Total Advertising Cost of Sales (ACOS) ",
    "Total Return on Advertising Spend (ROAS)", "7 Day Total Orders (#)", "7 Day Total Units (#)",
    "7 Day Conversion Rate", "7 Day Advertised SKU Units (#)", "7 Day Other SKU Units (#)",
    "7 Day Advertised SKU Sales ", "7 Day Other SKU Sales ",
]  # fmt: skip
SELLER_ROW = [
    date(2026, 10, 1), date(2026, 10, 1), "Kitchen", "USD", "Kettle exact", "Steel", "steel kettle", "EXACT",
    "steel kettle 1.7l", 420.0, 12.0, 0.02857, 0.75, 9.0, 59.98, 0.15005001667222, 6.66, 2.0, 2.0, 0.1666, 2.0, 0.0,
    59.98, 0.0,
]  # fmt: skip
VENDOR = [
    "Date", "Portfolio name", "Currency", "Campaign Name", "Ad Group Name", "Targeting", "Match Type",
    "Customer Search Term", "Impressions", "Clicks", "Spend", "14 Day Total Sales (₹)",
    "Total Advertising Cost of Sales (ACoS)", "14 Day Total Orders (#)", "14 Day Total Units (#)",
    "14 Day Brand Halo ASIN Sales (₹)",
]  # fmt: skip
CAMPAIGNS = [
    "Date", "Start Date", "End Date", "Campaign Type", "Campaign Name", "Status", "Currency", "Budget", "Impressions",
    "Last Year Impressions", "Clicks", "Click-Thru Rate (CTR)", "Spend", "14 Day Total Orders (#)",
    "Total Advertising Cost of Sales (ACoS)", "14 Day Total Sales (₹)",
]  # fmt: skip
CAMPAIGN_ROW = [
    "Feb 1, 2026", "Jan 18, 2026", "", "Sponsored Products", "Teapot || auto", "ENABLED", "INR", "Rs.1000.0", "1,782",
    "", "13", "0.73%", "Rs.301.68", "3", "31.37%", "Rs.961.62",
]  # fmt: skip


def changed(row: list[object], headers: list[str], **cells: object) -> list[object]:
    """A row with some cells replaced, by the start of their header."""
    return [
        next((value for start, value in cells.items() if header.startswith(start.replace("_", " "))), cell)
        for header, cell in zip(headers, row, strict=True)
    ]


def test_a_sellers_search_terms_from_a_workbook():
    file, rows = opened(xlsx(SELLER, SELLER_ROW), "xlsx", shop=Shop("US", "USD"))
    assert told(file) == ("search_term", "SP", 7, [], [])
    assert rows == [
        ConsoleRow(
            line=2, from_on=date(2026, 10, 1), to_on=date(2026, 10, 2), campaign_name="Kettle exact", status="",
            ad_group_name="Steel", targeting="steel kettle", match_type="EXACT", search_term="steel kettle 1.7l",
            asin="", sku="", placement="",
            impressions=420, clicks=12, cost=Decimal("9.0"), sales=Decimal("59.98"), orders=2, units=2,
        )
    ]  # fmt: skip


def test_a_vendors_campaigns_from_text():
    file, rows = read(CAMPAIGNS, CAMPAIGN_ROW, country="IN", currency="INR")
    assert told(file) == ("campaign", "SP", 14, [], [])
    assert rows == [
        ConsoleRow(
            line=2, from_on=date(2026, 2, 1), to_on=date(2026, 2, 2), campaign_name="Teapot || auto",
            status="ENABLED", ad_group_name="", targeting="", match_type="", search_term="", asin="", sku="",
            placement="", impressions=1782, clicks=13,
            cost=Decimal("301.68"), sales=Decimal("961.62"), orders=3, units=0,
        )
    ]  # fmt: skip


def test_a_vendors_search_terms():
    row = ["2026-02-01", "-", "INR", "c", "g", "*", "-", "tea", 10, 2, "₹1,234.50", "", "", 0, 0, "₹0.00"]
    file, rows = read(VENDOR, row, country="IN", currency="INR")
    assert told(file) == ("search_term", "SP", 14, [], [])
    assert (rows[0].cost, rows[0].sales, rows[0].targeting, rows[0].match_type) == (
        Decimal("1234.50"),
        Decimal(0),
        "*",
        "-",
    )


CHINESE = [
    "开始日期", "结束日期", "广告组合名称", "货币", "广告活动名称", "广告组名称", "零售商", "国家/地区", "投放",
    "匹配类型", "客户搜索词", "展示量", "点击量", "点击率 (CTR)", "单次点击成本 (CPC)", "花费", "7天总销售额(￥)",
    "广告投入产出比 (ACOS) 总计", "总广告投资回报率 (ROAS)", "7天总订单数(#)", "7天总销售量(#)", "7天的转化率",
    "7天内广告SKU销售量(#)", "7天内其他SKU销售额",
]  # fmt: skip


def test_a_chinese_console():
    row = [
        "2026年10月1日", "2026年10月7日", "厨房", "USD", "水壶 精准", "不锈钢", "亚马逊", "美国", "水壶", "Exact",
        "不锈钢 水壶", "1,420", "12", "0.85%", "¥6.25", "¥75.00", "¥1,500.00", "5.00%", "20", "3", "4", "25%", "4",
        "¥0",
    ]  # fmt: skip
    file, rows = read(CHINESE, row, country="US", currency="USD")
    assert (*told(file), file.spans_days) == ("search_term", "SP", 7, [], [], True)
    found = rows[0]
    assert (found.from_on, found.to_on) == (date(2026, 10, 1), date(2026, 10, 8))
    assert (found.campaign_name, found.search_term, found.match_type) == ("水壶 精准", "不锈钢 水壶", "EXACT")
    assert (found.impressions, found.cost, found.sales, found.orders) == (1420, 75, 1500, 3)


def test_a_chinese_campaign_file_with_other_words():
    headers = ["日期", "状态", "广告活动", "曝光量", "点击次数", "总成本 (USD)", "14天内的总销售额", "购买量", "预算"]
    row = ["2026/10/1", "enabled", "水壶", "10", "1", "1.5", "9", "1", "20"]
    file, rows = read(headers, row, country="US", currency="USD")
    assert told(file) == ("campaign", "SP", 14, [], [])
    assert (rows[0].status, rows[0].cost) == ("ENABLED", Decimal("1.5"))
    assert one(headers, row).code == "currency-mismatch"


@pytest.mark.parametrize("words", wordings.ALL, ids=lambda words: words.code)
def test_no_wording_stands_for_two_fields(words):
    for group in (words.files, words.readers, words.not_seen):
        for field, names in group.items():
            assert {field_of(name) for name in names} == {field}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("total advertising cost of sales (ACoS)", "derived"),
        ("\ufeffDate", "date"),
        ("14 Day Total Sales", "sales"),
        ("Ventes sur 14 jours", "sales"),
        ("Verkaufte Einheiten (7 Tage)", "units"),
        ("Käufe, 14 Tage", "orders"),
        ("30 Day Total Sales", "sales"),
        ("14 Day Total Sales - (Click)", "other"),
        ("14 Day New-to-brand Orders (#)", "other"),
        ("7 Day Advertised SKU Sales ", "other"),
        ("7 Day Other SKU Sales ", "other_sales"),
        ("7-Tage, Andere SKU-Einheiten (#)", "other_units"),
        ("7天内其他SKU销售额", "other_sales"),
        ("Otras ventas SKU de 7 días (€)", "other_sales"),
        ("14天内“品牌新买家”订单数量(#)", "other"),
        ("Tasa de conversión de 14 días", "derived"),
        ("Spend (USD)", "cost"),
        ("Spend (XYZ)", None),
        ("Clicks - (Click)", "other"),
        ("(Click)", None),
        ("", None),
    ],
)
def test_headers(header, field):
    assert field_of(header) == field


def refusal_of(*rows: list[object], **options) -> ReportRefusedError:
    with pytest.raises(ReportRefusedError) as caught:
        read(*rows, **options)
    return caught.value


def test_headers_of_no_report_name_the_nearest_one():
    refused = refusal_of(["Date", "Impressions", "Clicks", "Sales", "Purchases"], [1, 2, 3, 4, 5])
    assert (refused.code, refused.detail) == (
        "report-type-unknown",
        "These are not the columns of a report that we know. The nearest is the campaign report of the advertising "
        "console, which also has: Campaign Name, Spend. Download the campaign or search term report with the time "
        "unit Daily.",
    )
    assert "广告活动名称、花费" in refused.text.zh


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        (MINIMAL[1:], ["date"]),
        (["Start Date", *MINIMAL[1:]], ["date"]),
        (["Date", "Campaign Name"], ["impressions", "clicks", "cost", "sales", "orders"]),
        ([*MINIMAL, "Customer Search Term", "Match Type"], []),
        (MINIMAL[:1] + MINIMAL[2:] + ["Customer Search Term"], ["campaign_name"]),
        (["Date", "Campaign Name", "Impressions", "Clicks", "Spend", "30 Day Total Sales", "Orders"], ["sales"]),
        (["Date", "Campaign Name", "Impressions", "Clicks", "Spend", "ACOS", "Orders"], ["sales"]),
    ],
)
def test_missing_columns_are_named(headers, names):
    assert layout_of(headers).missing() == names


def test_what_else_was_bought():
    headers = [
        "Date", "Campaign Name", "Ad Group Name", "Advertised SKU", "Advertised ASIN", "Targeting", "Match Type",
        "Purchased ASIN", "7 Day Other SKU Units (#)", "7 Day Other SKU Orders (#)", "7 Day Other SKU Sales",
    ]  # fmt: skip
    row = ["2026-10-01", "c", "g", "S1", "B0EXAMPLE1", "*", "-", "B0EXAMPLE2", "2", "1", "€19.98"]
    file, [found] = read(headers, row)
    assert told(file) == ("purchased_product", "SP", 7, [], [])
    assert (found.asin, found.sku, found.units, found.orders, found.sales) == (
        "B0EXAMPLE2",
        "",
        2,
        1,
        Decimal("19.98"),
    )
    assert (found.impressions, found.clicks, found.cost) == (0, 0, 0)


def test_performance_over_time():
    file, [found] = read(
        ["Start Date", "End Date", "Clicks", "Cost Per Click (CPC)", "Spend"],
        ["2026-10-01", "2026-10-01", "3", "€0.50", "€1.50"],
    )
    assert (file.kind, file.missing, found.clicks, found.cost) == ("performance_over_time", [], 3, Decimal("1.50"))


def test_two_windows_in_one_file():
    headers = [
        *MINIMAL[:5],
        "14 Day Total Sales",
        "7 Day Total Orders (#)",
        "14 Day Total Orders (#)",
        "7 Day Total Sales",
    ]
    file, rows = read(headers, ["2026-10-01", "c", 9, 3, "1", "20", "1", "2", "10"])
    assert file.attribution_days == 14
    assert (rows[0].sales, rows[0].orders) == (Decimal(20), 2)


def test_unknown_nameless_and_repeated_columns():
    headers = [*MINIMAL[:3], "", " Brand new Metric ", *MINIMAL[3:], "Clicks", "Budget", "", ""]
    file, rows = read(headers, ["2026-10-01", "c", 9, "stray", "0.5%", 3, 1, 2, 1, 3, "20", "", ""])
    assert file.unknown_columns == [" Brand new Metric "]
    assert (rows[0].impressions, rows[0].clicks, rows[0].orders) == (9, 3, 1)


def test_columns_in_any_order():
    row = ["2026-10-01", "c", 9, 3, 1, 2, 1]
    assert one(MINIMAL[::-1], row[::-1]) == one(MINIMAL, row)


def test_short_and_long_rows():
    headers = [*MINIMAL, "Portfolio name", "Budget"]
    good = ["2026-10-01", "c", "9", "3", "1.5", "2", "1"]
    _, rows = read(
        headers,
        [*good, "p", "20", "", " "],
        good[:5],
        [*good, "p", "20", "7"],
        [*good, "p"],
    )
    assert isinstance(rows[0], ConsoleRow)
    assert (rows[1].code, rows[1].column, rows[1].line) == ("row-too-short", "Sales", 3)
    assert (rows[2].code, rows[2].column) == ("row-too-long", "")
    assert isinstance(rows[3], ConsoleRow)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"Date": ""}, "Date", "value-missing"),
        ({"Date": "soon"}, "Date", "date-invalid"),
        ({"Campaign Name": " "}, "Campaign Name", "value-missing"),
        ({"Campaign Name": "x" * 501}, "Campaign Name", "text-too-long"),
        ({"Campaign Name": "open\nquote"}, "Campaign Name", "text-invalid"),
        ({"Campaign Name": "nul\x00"}, "Campaign Name", "text-invalid"),
        ({"Campaign Type": "Sponsored Brands"}, "Campaign Type", "ad-type-unsupported"),
        ({"Campaign Type": "展示型推广"}, "Campaign Type", "ad-type-unsupported"),
        ({"Status": "x" * 41}, "Status", "text-too-long"),
        ({"Currency": "dollars"}, "Currency", "currency-invalid"),
        ({"Impressions": "many"}, "Impressions", "integer-invalid"),
        ({"Impressions": "-1"}, "Impressions", "value-negative"),
        ({"Clicks": "1.5"}, "Clicks", "integer-invalid"),
        ({"Clicks": "1" * 16}, "Clicks", "number-too-large"),
        ({"Spend": "(1.00)"}, "Spend", "value-negative"),
        ({"Spend": "free"}, "Spend", "money-invalid"),
        ({"14_Day_Total_Sales": "=1+1"}, "14 Day Total Sales (₹)", "money-invalid"),
        ({"14_Day_Total_Orders": "x"}, "14 Day Total Orders (#)", "integer-invalid"),
    ],
)
def test_a_bad_row_says_where_and_why_and_stops_nobody(cells, column, code):
    broken = changed(CAMPAIGN_ROW, CAMPAIGNS, **cells)
    _, rows = read(CAMPAIGNS, CAMPAIGN_ROW, broken, CAMPAIGN_ROW, country="IN", currency="INR")
    assert [type(row) for row in rows] == [ConsoleRow, RowError, ConsoleRow]
    assert (rows[1].line, rows[1].column, rows[1].code) == (3, column, code)
    assert len(rows[1].message) < 120
    assert rows[2].line == (5 if "\n" in str(cells.get("Campaign Name")) else 4)


def test_search_terms_must_be_there():
    row = changed(SELLER_ROW, SELLER, Customer_Search_Term=None)
    _, rows = opened(xlsx(SELLER, row), "xlsx", shop=Shop("US", "USD"))
    assert [(error.column, error.code) for error in rows] == [("Customer Search Term", "value-missing")]


def test_what_workbooks_do_to_terms_is_undone():
    row = changed(
        SELLER_ROW, SELLER, Customer_Search_Term=123456789, Targeting=True, Start_Date=datetime(2026, 10, 1, 0, 0)
    )
    _, rows = opened(xlsx(SELLER, row), "xlsx", shop=Shop("US", "USD"))
    assert (rows[0].search_term, rows[0].targeting, rows[0].from_on) == ("123456789", "true", date(2026, 10, 1))


def test_blank_measures_are_nothing():
    row = changed(CAMPAIGN_ROW, CAMPAIGNS, Impressions="", Clicks="-", Spend="--", Total_Advertising="#DIV/0!")
    found = one(CAMPAIGNS, row, country="IN", currency="INR")
    assert (found.impressions, found.clicks, found.cost) == (0, 0, Decimal(0))


def test_a_ratio_that_nobody_reads_costs_nothing():
    row = changed(CAMPAIGN_ROW, CAMPAIGNS, Total_Advertising="bad", Budget="much")
    assert one(CAMPAIGNS, row, country="IN", currency="INR").cost == Decimal("301.68")


def test_more_clicks_than_impressions_do_happen():
    found = one(
        CAMPAIGNS, changed(CAMPAIGN_ROW, CAMPAIGNS, Impressions="1", Clicks="2"), country="IN", currency="INR"
    )
    assert (found.impressions, found.clicks) == (1, 2)


@pytest.mark.parametrize(
    ("first", "last", "to_on"),
    [("2026-10-01", "2026-10-01", date(2026, 10, 2)), ("2026-10-01", "2026-10-31", date(2026, 11, 1))],
)
def test_rows_over_several_days_keep_their_end(first, last, to_on):
    found = one(["Start Date", "End Date", *MINIMAL[1:]], [first, last, "c", 9, 3, 1, 2, 1])
    assert (found.from_on, found.to_on) == (date(2026, 10, 1), to_on)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([("2026-10-01", "2026-10-01"), ("2026-10-02", "2026-10-02")], False),
        ([("2026-10-01", "2026-10-01"), ("2026-10-01", "2026-10-02")], True),
        ([("13/10/2026", "14/10/2026")], True),
        ([("10/13/2026", "10/14/2026")], True),
        ([("01/02/2026", "02/01/2026")], True),
        ([("2026-10-02", "2026-10-01"), ("", "2026-10-01"), ("soon", "later")], False),
    ],
)
def test_one_row_over_several_days_shows_it_of_the_file(spans, found):
    rows = [[first, last, "c", 9, 3, 1, 2, 1] for first, last in spans]
    assert read(["Start Date", "End Date", *MINIMAL[1:]], *rows)[0].spans_days is found


def test_a_period_that_ends_before_it_begins():
    found = one(["Start Date", "End Date", *MINIMAL[1:]], ["2026-10-02", "2026-10-01", "c", 9, 3, 1, 2, 1])
    assert (found.code, found.column) == ("date-order", "End Date")


@pytest.mark.parametrize(
    "total",
    [
        ["Total", "", "18", "6", "3", "4", "2"],
        ["", "Total (2 campaigns)", "18", "6", "3", "4", "2"],
        ["总计", "", "18", "6", "3", "4", "2"],
        ["", "合计", "18", "6", "3", "4", "2"],
        ["Gesamt", "-", "18", "6", "3", "4", "2"],
        ["Totale", "", "18", "6", "3", "4", "2"],
        ["總計", "", "18", "6", "3", "4", "2"],
    ],
)
def test_totals_are_passed_over_and_counted(total):
    good = ["2026-10-01", "Total war kettles", "9", "3", "1.5", "2", "1"]
    file, rows = read(MINIMAL, good, good, total)
    assert ([type(row) for row in rows], file.lines_skipped) == ([ConsoleRow, ConsoleRow], 1)


def test_a_row_without_a_date_is_no_total_by_its_numbers():
    found = one(MINIMAL, ["", "Kettle total", "9", "3", "1.5", "2", "1"])
    assert (found.code, found.column) == ("value-missing", "Date")


def test_currencies_row_then_header_then_account():
    headers = [*MINIMAL[:4], "Spend (GBP)", "Sales (GBP)", "Orders", "Currency"]
    rows = [["2026-10-01", "c", 9, 3, 1, 2, 1, currency] for currency in ("usd", "", "GBP")]
    found = read(headers, *rows, country="UK", currency="GBP")[1]
    assert [row if isinstance(row, ConsoleRow) else (row.code, row.column) for row in found] == [
        ("currency-mismatch", "Currency"),
        *found[1:],
    ]
    assert [row.line for row in found if isinstance(row, ConsoleRow)] == [3, 4]
    assert isinstance(one(MINIMAL, ["2026-10-01", "c", 9, 3, 1, 2, 1], currency="SEK"), ConsoleRow)


@pytest.mark.parametrize(
    ("header", "spend", "currency", "fits"),
    [
        ("Spend", "€1.50", "EUR", True), ("Spend", "1,50 €", "GBP", False), ("Spend", "£1.50", "EUR", False),
        ("Spend", "$1.50", "CAD", True), ("Spend", "$1.50", "EUR", False), ("Spend", "￥150", "JPY", True),
        ("Spend (€)", "1.50", "GBP", False), ("Spend (£)", "1.50", "GBP", True), ("Spend", "Rs.1.50", "INR", True),
        ("Spend", "1.50", "SEK", True),
    ],
)  # fmt: skip
def test_a_sign_may_show_another_currency(header, spend, currency, fits):
    headers = [header if name == "Spend" else name for name in MINIMAL]
    found = one(headers, ["2026-10-01", "c", 9, 3, spend, 2, 1], currency=currency)
    assert getattr(found, "code", None) == (None if fits else "currency-mismatch")


@pytest.mark.parametrize(
    ("header", "own", "other"),
    [("Country", "Germany", "France"), ("国家/地区", "德国", "法国"), ("País", "Alemania", "Francia"),
     ("Country", "DE", "GB"), ("国", "ドイツ", "イギリス"), ("국가", "독일", "영국"), ("Pays", "-", "Royaume-Uni")],
)  # fmt: skip
def test_rows_of_another_country_are_told(header, own, other):
    rows = [["2026-10-01", "c", 9, 3, 1, 2, 1, place] for place in (own, other, "", "Atlantis")]
    found = read([*MINIMAL, header], *rows)[1]
    assert [row.code if isinstance(row, RowError) else row.line for row in found] == [2, "marketplace-mismatch", 4, 5]
    assert found[1].message == f"of {other}, and the file is imported for DE"


@pytest.mark.parametrize(
    ("above", "skipped"),
    [(["Search term report"], 1), (["Time", "Who", "", "How much"], 1), (MINIMAL, 2), (["sep=;"], 1)],
)
def test_lines_above_and_headers_within(above, skipped):
    good = ["2026-10-01", "c", 9, 3, 1, 2, 1]
    file, rows = read(above, MINIMAL, good, MINIMAL, good)
    assert ([row.cost for row in rows], file.lines_skipped) == ([1, 1], skipped)


def test_headers_in_two_languages():
    german = ["\ufeffDatum", "Kampagnenname", "Impressionen", "Klicks", "Ausgaben", "Verkäufe", "Bestellungen"]
    file, rows = read(MINIMAL, german, ["2026-10-01", "c", 9, 3, 1, 2, 1])
    assert ([row.cost for row in rows], file.lines_skipped) == ([1], 1)


def test_many_rows_arrive_in_order():
    rows = [["2026-10-01", f"c{n}", 9, 3, "0.01", 2, 1] for n in range(2500)]
    _, found = read(MINIMAL, *rows)
    assert [row.line for row in found] == list(range(2, 2502))
    assert sum(row.cost for row in found) == Decimal("25.00")


def test_a_file_without_rows():
    file, rows = read(MINIMAL)
    assert (rows, file.lines_skipped, file.kind) == ([], 0, "campaign")
