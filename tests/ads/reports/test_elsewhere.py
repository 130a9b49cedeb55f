"""Reports of Seller Central that are sent as reports of advertising: named, with where their data comes from."""

import pytest

from services.ads.reports.sheets import ReportRefusedError
from services.ads.reports.sheets.unified import is_unified
from tests.ads.reports.console_files import read

BUSINESS = ["(Parent) ASIN", "(Child) ASIN", "Title", "SKU", "Sessions - Total", "Session Percentage - Total",
            "Page Views - Total", "Featured Offer (Buy Box) Percentage", "Units Ordered", "Unit Session Percentage",
            "Ordered Product Sales", "Total Order Items"]  # fmt: skip
DAILY = ["Date", "Ordered Product Sales", "Ordered Product Sales - B2B", "Units Ordered", "Total Order Items"]
CHINESE = ["（父）ASIN", "（子）ASIN", "标题", "SKU", "会话数 - 总计", "会话 - 总计 - B2B", "转化率 - 总计",
           "页面浏览量 - 总计", "推荐报价（推荐报价展示位）百分比", "已订购商品数量", "已订购商品销售额"]  # fmt: skip
LISTINGS = ["item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date", "status"]
ORDERS = ["amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
          "fulfillment-channel", "sales-channel", "product-name", "sku", "asin", "quantity", "currency"]  # fmt: skip
STOCK = ["sku", "fnsku", "asin", "product-name", "condition", "your-price", "mfn-listing-exists",
         "afn-warehouse-quantity", "afn-fulfillable-quantity"]  # fmt: skip
PLANNING = ["snapshot-date", "sku", "fnsku", "asin", "available", "inv-age-0-to-90-days", "currency",
            "units-shipped-t7", "units-shipped-t30", "days-of-supply"]  # fmt: skip
LEDGER = ["Date", "FNSKU", "ASIN", "MSKU", "Title", "Disposition", "Starting Warehouse Balance", "Receipts"]
MOVES = ["Date", "FNSKU", "ASIN", "MSKU", "Title", "Event Type", "Reference ID", "Quantity", "Fulfillment Center"]


@pytest.mark.parametrize(
    ("headers", "en", "zh", "where"),
    [
        (BUSINESS, "business report (Detail Page Sales and Traffic)", "业务报告", "inventory"),
        (DAILY, "business report", "业务报告", "inventory"),
        (CHINESE, "business report", "业务报告", "inventory"),
        (LISTINGS, "All Listings Report", "全部商品报告", "catalog"),
        (ORDERS, "orders report", "订单报告", "inventory"),
        (STOCK, "FBA inventory report", "亚马逊物流（FBA）库存报告", "inventory"),
        (PLANNING, "FBA inventory report", "亚马逊物流（FBA）库存报告", "inventory"),
        (LEDGER, "inventory ledger", "库存分类账报告", "inventory"),
        (MOVES, "inventory ledger", "库存分类账报告", "inventory"),
    ],
)
def test_a_report_of_another_use_is_named(headers, en, zh, where):
    assert not is_unified(headers)
    with pytest.raises(ReportRefusedError) as refused:
        read(headers, ["x"] * len(headers))
    assert refused.value.code == "report-type-unknown"
    assert refused.value.text.en.startswith(f"This is the {en}")
    assert refused.value.text.zh.startswith(f"这是卖家平台的{zh}")
    assert all(f"/v1/{where}/syncs" in text for text in (refused.value.text.en, refused.value.text.zh))


def test_a_table_with_one_such_header_is_none_of_them():
    with pytest.raises(ReportRefusedError) as refused:
        read(["ASIN", "FNSKU", "Units Ordered", "Note"], ["x"] * 4)
    assert refused.value.text.en.startswith("These are not the columns of a report that we know.")
