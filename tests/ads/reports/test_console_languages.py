"""Every report of the console in every language, in the encoding in which a spreadsheet program saves it."""

from datetime import date
from decimal import Decimal

import pytest

from services.ads.reports.sheets import ConsoleRow, Shop, read_console
from shared.amazon.report_files import read_table
from tests.ads.reports.console_languages import CONSOLES, KINDS

ENCODINGS = [(language, console.encoding) for language, console in CONSOLES.items()]
SHOP = Shop("DE", "EUR")


def read(content: bytes, name: str = "report.csv"):
    file = read_console(lambda: read_table(content, "csv"), name, SHOP)
    return file, list(file)


@pytest.mark.parametrize("language", CONSOLES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("days", "marked", "product"),
    [(7, False, "SP"), (14, False, "SP"), (14, True, "other")],
    ids=["7", "14", "marked"],
)
def test_each_report_is_recognised_with_its_ad_product(language, kind, days, marked, product):
    if marked:
        product = "SD" if kind == "advertised_product" else "SB"
    file, rows = read(CONSOLES[language].file(kind, days, marked=marked))
    assert (file.kind, file.ad_product, file.attribution_days) == (kind, product, days)
    assert (file.missing, file.unknown_columns, file.spans_days) == ([], [], False)
    [row] = rows
    assert isinstance(row, ConsoleRow), row
    assert (row.from_on, row.campaign_name) == (date(2026, 11, 3), "C1")
    assert (row.impressions, row.clicks, row.orders, row.units) == (1234, 1, 3, 4)
    assert (row.cost, row.sales) == (Decimal("1234.50"), Decimal("1234.50"))
    if kind == "search_term":
        assert (row.ad_group_name, row.targeting, row.match_type, row.search_term) == (
            "AG1",
            "bell",
            "EXACT",
            "desk bell",
        )


@pytest.mark.parametrize("language", CONSOLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_language_in_unicode(language, encoding):
    console = CONSOLES[language]
    content = console.file("search_term", 7, marked=False).decode(console.encoding).encode(encoding)
    _, [row] = read(content)
    assert (row.search_term, row.cost) == ("desk bell", Decimal("1234.50"))


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("Sponsored_Brands_Campaign_report.csv", "SB"),
        ("Sponsored_Display_Campaign_report.csv", "SD"),
        ("品牌推广_广告活动_报告.csv", "SB"),
        ("展示型推廣_廣告活動_報告.csv", "SD"),
        ("スポンサーブランド広告_キャンペーン_レポート.csv", "SB"),
        ("스폰서 디스플레이 캠페인 보고서.csv", "SD"),
        ("report.csv", "SP"),
    ],
)
def test_a_files_name_says_what_its_columns_do_not(name, product):
    assert read(CONSOLES["en"].file("campaign", 14, marked=False), name)[0].ad_product == product
