import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from services.ads.reports.sheets import (
    ColumnsMissingError,
    ConsoleRow,
    ReportTypeUnknownError,
    RowError,
    read_console,
    wordings,
)
from services.ads.reports.sheets.headers import field_of
from services.ads.reports.sheets.layout import layout_of
from shared.amazon.report_files import read_table

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
MINIMAL = ["Date", "Campaign Name", "Impressions", "Clicks", "Spend", "Sales", "Orders"]


def xlsx(*rows: list[object]) -> object:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return read_table(target.getvalue(), "xlsx")


def table(*rows: list[object]) -> object:
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows(rows)
    return read_table(target.getvalue().encode(), "csv")


def read(*rows: list[object], currency: str = "EUR", **options):
    file = read_console(table(*rows), fallback_currency=currency, **options)
    return file, list(file)


def one(headers: list[str], row: list[object], **options) -> ConsoleRow | RowError:
    _, rows = read(headers, row, **options)
    assert len(rows) == 1
    return rows[0]


def changed(row: list[object], headers: list[str], **cells: object) -> list[object]:
    """A row with some cells replaced, by the start of their header."""
    return [
        next((value for start, value in cells.items() if header.startswith(start.replace("_", " "))), cell)
        for header, cell in zip(headers, row, strict=True)
    ]


def test_a_sellers_search_terms_from_a_workbook():
    file = read_console(xlsx(SELLER, SELLER_ROW), fallback_currency="EUR")
    assert (file.report_type, file.attribution_window, file.unknown_columns) == ("spSearchTerm", 7, [])
    assert list(file) == [
        ConsoleRow(
            line=2,
            date_on=date(2026, 10, 1),
            end_on=None,
            currency="USD",
            campaign_name="Kettle exact",
            status="",
            ad_group_name="Steel",
            targeting="steel kettle",
            match_type="EXACT",
            search_term="steel kettle 1.7l",
            portfolio_name="Kitchen",
            impressions=420,
            clicks=12,
            cost=Decimal("9.0"),
            sales=Decimal("59.98"),
            orders=2,
            units=2,
            reported_acos=Decimal("0.15005001667222"),
            extra={
                "7 Day Advertised SKU Units (#)": "2",
                "7 Day Other SKU Units (#)": "0",
                "7 Day Advertised SKU Sales": "59.98",
                "7 Day Other SKU Sales": "0",
            },
        )
    ]


def test_a_vendors_campaigns_from_text():
    file, rows = read(CAMPAIGNS, CAMPAIGN_ROW)
    assert (file.report_type, file.attribution_window, file.unknown_columns) == ("spCampaigns", 14, [])
    assert rows == [
        ConsoleRow(
            line=2,
            date_on=date(2026, 2, 1),
            end_on=None,
            currency="INR",
            campaign_name="Teapot || auto",
            status="ENABLED",
            ad_group_name="",
            targeting="",
            match_type="",
            search_term="",
            portfolio_name="",
            impressions=1782,
            clicks=13,
            cost=Decimal("301.68"),
            sales=Decimal("961.62"),
            orders=3,
            units=None,
            reported_acos=Decimal("0.3137"),
            extra={"Start Date": "Jan 18, 2026", "Budget": "Rs.1000.0"},
        )
    ]


def test_a_vendors_search_terms():
    row = ["2026-02-01", "-", "INR", "c", "g", "*", "-", "tea", 10, 2, "₹1,234.50", "", "", 0, 0, "₹0.00"]
    file, rows = read(VENDOR, row)
    assert (file.report_type, file.attribution_window) == ("spSearchTerm", 14)
    assert (rows[0].cost, rows[0].sales, rows[0].reported_acos) == (Decimal("1234.50"), Decimal(0), None)
    assert (rows[0].targeting, rows[0].match_type, rows[0].portfolio_name) == ("*", "-", "-")


CHINESE = [
    "开始日期", "结束日期", "广告组合名称", "货币", "广告活动名称", "广告组名称", "零售商", "国家/地区", "投放",
    "匹配类型", "客户搜索词", "展示量", "点击量", "点击率 (CTR)", "单次点击成本 (CPC)", "花费", "7天总销售额(￥)",
    "广告投入产出比 (ACOS) 总计", "总广告投资回报率 (ROAS)", "7天总订单数(#)", "7天总销售量(#)", "7天的转化率",
    "7天内广告SKU销售量(#)", "7天内其他SKU销售额",
]  # fmt: skip


def test_a_chinese_console():
    row = [
        "2026年10月1日", "2026年10月7日", "厨房", "CNY", "水壶 精准", "不锈钢", "亚马逊", "中国", "水壶", "Exact",
        "不锈钢 水壶", "1,420", "12", "0.85%", "¥6.25", "¥75.00", "¥1,500.00", "5.00%", "20", "3", "4", "25%", "4",
        "¥0",
    ]  # fmt: skip
    file, rows = read(CHINESE, row)
    assert (file.report_type, file.attribution_window, file.unknown_columns) == ("spSearchTerm", 7, [])
    found = rows[0]
    assert (found.date_on, found.end_on) == (date(2026, 10, 1), date(2026, 10, 7))
    assert (found.campaign_name, found.search_term, found.match_type) == ("水壶 精准", "不锈钢 水壶", "EXACT")
    assert (found.impressions, found.cost, found.sales, found.orders) == (
        1420,
        Decimal("75.00"),
        Decimal("1500.00"),
        3,
    )
    assert found.extra["国家/地区"] == "中国"


def test_a_chinese_campaign_file_with_other_words():
    headers = ["日期", "状态", "广告活动", "曝光量", "点击次数", "总成本 (USD)", "14天内的总销售额", "购买量", "预算"]
    file, rows = read(headers, ["2026/10/1", "enabled", "水壶", "10", "1", "1.5", "9", "1", "20"])
    assert (file.report_type, file.attribution_window) == ("spCampaigns", 14)
    assert (rows[0].currency, rows[0].status, rows[0].cost) == ("USD", "ENABLED", Decimal("1.5"))
    assert rows[0].extra == {"预算": "20"}


def test_a_german_console_with_its_decimal_commas():
    headers = [
        "Datum", "Währung", "Kampagnen-Name", "Impressionen", "Klicks", "Ausgaben", "7 Tage, Umsatz gesamt (€)",
        "Zugeschriebene Umsatzkosten (ACOS) gesamt ", "7 Tage, Aufträge gesamt (#)",
    ]  # fmt: skip
    _, rows = read(
        headers,
        ["01.10.2026", "EUR", "Küche", "1.420", "12", "1.234 €", "12,50 €", "0,46 %", "1"],
        ["2. Okt 2026", "EUR", "Küche", "1.420", "12", "0,5 €", "1.234,56 €", "", "1"],
    )
    assert [(row.cost, row.sales) for row in rows] == [
        (Decimal(1234), Decimal("12.50")),
        (Decimal("0.5"), Decimal("1234.56")),
    ]
    assert [row.date_on for row in rows] == [date(2026, 10, 1), date(2026, 10, 2)]
    assert rows[0].reported_acos == Decimal("0.0046")


@pytest.mark.parametrize(
    "headers",
    [
        [
            "日付", "通貨", "キャンペーン名", "広告グループ名", "ターゲティング", "マッチタイプ",
            "カスタマーの検索キーワード", "インプレッション", "クリック", "費用",
            "広告がクリックされてから7日間の総売上高", "広告がクリックされてから7日間の合計注文数",
        ],
        [
            "날짜", "통화", "캠페인 이름", "광고 그룹 이름", "타겟팅", "일치 유형", "고객 검색어", "광고 노출 수",
            "클릭수", "지출", "7일 총 판매", "7일 총 주문(건수)",
        ],
    ],
    ids=["ja", "ko"],
)  # fmt: skip
def test_other_consoles(headers):
    row = ["2026/10/01", "JPY", "c", "g", "t", "EXACT", "s", "10", "2", "¥1,200", "¥2,400", "1"]
    file, rows = read(headers, row)
    assert (file.report_type, file.attribution_window, file.unknown_columns) == ("spSearchTerm", 7, [])
    assert (rows[0].cost, rows[0].sales, rows[0].currency) == (Decimal(1200), Decimal(2400), "JPY")


@pytest.mark.parametrize("language", wordings.ALL)
def test_no_wording_stands_for_two_fields(language):
    for field, known in language.items():
        for wording in known:
            assert field_of(wording) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("total advertising cost of sales (ACoS)", "reported_acos"),
        ("Total Advertising Cost of Sales (ACOS) ", "reported_acos"),
        ("\ufeffDate", "date"),
        ("14 Day Total Sales", "sales"),
        ("Spend (USD)", "cost"),
        ("Spend (XYZ)", None),
        ("", None),
    ],
)
def test_headers(header, field):
    assert field_of(header) == field


@pytest.mark.parametrize(
    "headers",
    [
        ["a", "b"],
        ["Date", "Impressions", "Clicks", "Spend"],
        [*MINIMAL, "Advertised ASIN"],
        [*MINIMAL, "Placement"],
        [*MINIMAL, "Targeting", "Match Type"],
        [*MINIMAL, "Ad Group Name"],
        [*CHINESE, "广告ASIN"],
    ],
)
def test_reports_that_we_do_not_read(headers):
    with pytest.raises(ReportTypeUnknownError) as caught:
        layout_of(headers)
    assert caught.value.code == "report-type-unknown"


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        (MINIMAL[1:], ["date"]),
        (["Start Date", *MINIMAL[1:]], ["date"]),
        (["Date", "Campaign Name"], ["impressions", "clicks", "cost", "sales", "orders"]),
        ([*MINIMAL, "Customer Search Term", "Match Type"], ["ad_group_name", "targeting"]),
        (["Date", "Campaign Name", "Impressions", "Clicks", "Spend", "30 Day Total Sales", "Orders"], ["sales"]),
    ],
)
def test_missing_columns_are_named(headers, names):
    with pytest.raises(ColumnsMissingError) as caught:
        layout_of(headers)
    assert (caught.value.code, caught.value.names) == ("columns-missing", names)


def test_two_windows_in_one_file():
    headers = [
        *MINIMAL[:5],
        "14 Day Total Sales",
        "7 Day Total Orders (#)",
        "14 Day Total Orders (#)",
        "7 Day Total Sales",
    ]
    file, rows = read(headers, ["2026-10-01", "c", 9, 3, "1", "20", "1", "2", "10"])
    assert file.attribution_window == 14
    assert (rows[0].sales, rows[0].orders) == (Decimal(20), 2)
    assert rows[0].extra == {"7 Day Total Orders (#)": "1", "7 Day Total Sales": "10"}


def test_unknown_and_nameless_columns_are_kept():
    headers = [*MINIMAL[:3], "", " Brand new Metric ", *MINIMAL[3:], "Budget", "", ""]
    file, rows = read(headers, ["2026-10-01", "c", 9, "stray", "0.5%", 3, 1, 2, 1, "20", "", ""])
    assert file.unknown_columns == [" Brand new Metric "]
    assert rows[0].extra == {"column 4": "stray", "Brand new Metric": "0.5%", "Budget": "20"}


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
    assert rows[3].extra == {}


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
        ({"Total_Advertising": "bad"}, "Total Advertising Cost of Sales (ACoS)", "percent-invalid"),
    ],
)
def test_a_bad_row_says_where_and_why_and_stops_nobody(cells, column, code):
    _, rows = read(CAMPAIGNS, CAMPAIGN_ROW, changed(CAMPAIGN_ROW, CAMPAIGNS, **cells), CAMPAIGN_ROW)
    assert [type(row) for row in rows] == [ConsoleRow, RowError, ConsoleRow]
    assert (rows[1].line, rows[1].column, rows[1].code) == (3, column, code)
    assert len(rows[1].message) < 120
    assert rows[2].line == (5 if "\n" in str(cells.get("Campaign Name")) else 4)


def test_search_terms_must_be_there():
    row = changed(SELLER_ROW, SELLER, Customer_Search_Term=None)
    file = read_console(xlsx(SELLER, row), fallback_currency="EUR")
    assert [(error.column, error.code) for error in file] == [("Customer Search Term", "value-missing")]


def test_what_workbooks_do_to_terms_is_undone():
    row = changed(
        SELLER_ROW, SELLER, Customer_Search_Term=123456789, Targeting=True, Start_Date=datetime(2026, 10, 1, 0, 0)
    )
    rows = list(read_console(xlsx(SELLER, row), fallback_currency="EUR"))
    assert (rows[0].search_term, rows[0].targeting, rows[0].date_on) == ("123456789", "true", date(2026, 10, 1))


def test_blank_measures_are_nothing_and_missing_ratios_unknown():
    row = changed(CAMPAIGN_ROW, CAMPAIGNS, Impressions="", Clicks="-", Spend="--", Total_Advertising="#DIV/0!")
    found = one(CAMPAIGNS, row)
    assert (found.impressions, found.clicks, found.cost, found.reported_acos) == (0, 0, Decimal(0), None)


def test_more_clicks_than_impressions_do_happen():
    found = one(CAMPAIGNS, changed(CAMPAIGN_ROW, CAMPAIGNS, Impressions="1", Clicks="2"))
    assert (found.impressions, found.clicks) == (1, 2)


@pytest.mark.parametrize(
    ("first", "last", "end_on"),
    [("2026-10-01", "2026-10-01", None), ("2026-10-01", "2026-10-31", date(2026, 10, 31))],
)
def test_rows_over_several_days_keep_their_end(first, last, end_on):
    found = one(["Start Date", "End Date", *MINIMAL[1:]], [first, last, "c", 9, 3, 1, 2, 1])
    assert (found.date_on, found.end_on) == (date(2026, 10, 1), end_on)


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
    ],
)
def test_totals_are_passed_over_and_counted(total):
    good = ["2026-10-01", "Total war kettles", "9", "3", "1.5", "2", "1"]
    file, rows = read(MINIMAL, good, good, total)
    assert ([type(row) for row in rows], file.totals_skipped) == ([ConsoleRow, ConsoleRow], 1)


def test_a_row_without_a_date_is_no_total_by_its_numbers():
    found = one(MINIMAL, ["", "Kettle total", "9", "3", "1.5", "2", "1"])
    assert (found.code, found.column) == ("value-missing", "Date")


def test_currencies_row_then_header_then_account():
    headers = [*MINIMAL[:4], "Spend (GBP)", "Sales (GBP)", "Orders", "Currency"]
    _, rows = read(headers, ["2026-10-01", "c", 9, 3, 1, 2, 1, "usd"], ["2026-10-01", "c", 9, 3, 1, 2, 1, ""])
    assert [row.currency for row in rows] == ["USD", "GBP"]
    assert one(MINIMAL, ["2026-10-01", "c", 9, 3, 1, 2, 1], currency="SEK").currency == "SEK"


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["01/02/2026", "13/02/2026"], [date(2026, 2, 1), date(2026, 2, 13)]),
        (["01/02/2026", "02/13/2026"], [date(2026, 1, 2), date(2026, 2, 13)]),
        (["01/02/2026", "03/02/2026"], ["date-ambiguous", "date-ambiguous"]),
        (["01/02/2026", "13/02/2026", "02/13/2026"], ["date-ambiguous", date(2026, 2, 13), date(2026, 2, 13)]),
    ],
)
def test_the_file_shows_how_its_dates_are_written(dates, found):
    _, rows = read(MINIMAL, *([day, "c", 9, 3, 1, 2, 1] for day in dates))
    assert [row.date_on if isinstance(row, ConsoleRow) else row.code for row in rows] == found


def test_a_hint_for_dates_wins():
    assert one(MINIMAL, ["01/02/2026", "c", 9, 3, 1, 2, 1], day_first=True).date_on == date(2026, 2, 1)


def test_two_thousand_rows_after_the_sample_are_still_there():
    rows = [["2026-10-01", f"c{n}", 9, 3, "0.01", 2, 1] for n in range(2500)]
    _, found = read(MINIMAL, *rows)
    assert [row.line for row in found] == list(range(2, 2502))
    assert sum(row.cost for row in found) == Decimal("25.00")


def test_a_file_without_rows():
    file, rows = read(MINIMAL)
    assert (rows, file.totals_skipped, file.report_type) == ([], 0, "spCampaigns")
