"""Reports of Seller Central that are sent here by mistake: told by their headers, and where their data comes from.

Source: header lines of public readers and fixtures. Of the Chinese ones only those of the business report and some of
the stock report were seen; flat files of orders, stock and ledger have English headers in most accounts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.amazon.report_files import normalise_header
from shared.texts import Text

_INVENTORY = Text(
    en="A sync of inventory fetches it from Amazon: POST /v1/inventory/syncs.",
    zh="库存同步会从亚马逊获取这些数据：POST /v1/inventory/syncs。",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A report of another use: headers of its own, of which `needed` show it, and where its data comes from."""

    name: Text
    marks: frozenset[str]
    needed: int
    instead: Text


def _marks(*headers: str) -> frozenset[str]:
    return frozenset(map(normalise_header, headers))


REPORTS = (
    Report(
        Text(en="business report (Detail Page Sales and Traffic)", zh="业务报告（详情页面上的销售量与访问量）"),
        _marks(
            *("(Parent) ASIN", "(Child) ASIN", "Sessions", "Sessions - Total", "Session Percentage - Total"),
            *("Page Views", "Page Views - Total", "Buy Box Percentage", "Featured Offer (Buy Box) Percentage"),
            *("Units Ordered", "Unit Session Percentage", "Ordered Product Sales", "Total Order Items"),
            *("（父）ASIN", "（子）ASIN", "会话数 - 总计", "会话次数 - 总计", "买家访问次数", "页面浏览量 - 总计"),
            *(
                "页面浏览量",
                "推荐报价（推荐报价展示位）百分比",
                "已订购商品数量",
                "商品会话百分比",
                "已订购商品销售额",
            ),
            *("订单商品总数", "订单商品数量转化率"),
        ),
        2,
        Text(
            en="Sales by day come with the orders that a sync of inventory fetches (POST /v1/inventory/syncs); "
            "sessions and page views are not kept.",
            zh="每日销售数据来自库存同步获取的订单（POST /v1/inventory/syncs）；不保存会话数和页面浏览量。",
        ),
    ),
    Report(
        Text(en="All Listings Report", zh="全部商品报告"),
        _marks(
            *("item-name", "item-description", "listing-id", "seller-sku", "卖家 SKU", "open-date", "asin1"),
            *("item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-condition"),
            *("will-ship-internationally", "merchant-shipping-group"),
        ),
        3,
        Text(
            en="A sync of the catalog fetches listings from Amazon: POST /v1/catalog/syncs.",
            zh="商品目录同步会从亚马逊获取商品信息：POST /v1/catalog/syncs。",
        ),
    ),
    Report(
        Text(en="orders report", zh="订单报告"),
        _marks(
            *("amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status"),
            *("fulfillment-channel", "sales-channel", "ship-service-level", "item-status", "item-price"),
            *("payments-date", "shipment-date", "order-item-id"),
        ),
        3,
        _INVENTORY,
    ),
    Report(
        Text(en="FBA inventory report", zh="亚马逊物流（FBA）库存报告"),
        _marks(
            *("fnsku", "afn-listing-exists", "afn-warehouse-quantity", "afn-fulfillable-quantity"),
            *("afn-unsellable-quantity", "afn-reserved-quantity", "afn-total-quantity", "mfn-listing-exists"),
            *("snapshot-date", "Inventory age snapshot date", "inv-age-0-to-90-days", "inv-age-91-to-180-days"),
            *("inv-age-181-to-270-days", "units-shipped-t30", "days-of-supply", "estimated-excess-quantity"),
            *("sell-through", "recommended-action", "pending-removal-quantity", "Total Reserved Quantity"),
            *("库存龄 0-90 天", "库存龄 91-180 天", "库存龄 181-270 天", "库存龄 271-365 天", "库存龄 365 天以上"),
        ),
        3,
        _INVENTORY,
    ),
    Report(
        Text(en="inventory ledger", zh="库存分类账报告"),
        _marks(
            *("FNSKU", "MSKU", "Disposition", "Starting Warehouse Balance", "Ending Warehouse Balance"),
            *("In Transit Between Warehouses", "Receipts", "Customer Shipments", "Vendor Returns", "Event Type"),
            *("Reference ID", "Fulfillment Center", "Unreconciled Quantity"),
        ),
        3,
        _INVENTORY,
    ),
)


def report_of(headers: Iterable[str]) -> Report | None:
    """The report that has the most of these headers, if it is shown beyond doubt."""
    names = set(map(normalise_header, headers))
    shown = [(len(names & report.marks), report) for report in REPORTS if len(names & report.marks) >= report.needed]
    return max(shown, key=lambda pair: pair[0])[1] if shown else None
