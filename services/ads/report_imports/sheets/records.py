"""A sent document of the Ads API: which report it is, told by the columns of its records, and its rows.

Sponsored Brands and Display have columns of the same names (`sales` without a window); where a record shows
neither's own, the campaign if we know it decides, then the name of the file, and at last Sponsored Brands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET

from services.ads.products import SB, SD, SP, word_of
from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.sheets.sent import UNPACKED_BYTES
from services.ads.report_types.rules import ReportType, types_of
from services.ads.reports.amazon import SALES_MISSING, Facts, Record, RecordError
from services.ads.reports.sheets import ReportRefusedError, refusals, words
from shared.amazon.report_files import iter_json_records, normalise_header
from shared.texts import Text

MAX_RECORDS = 1_000_000


_OTHER_KINDS = {
    "advertised_asin": "advertised_product",
    "advertised_sku": "advertised_product",
    "purchased_asin": "purchased_product",
    "placement_classification": "placement",
    "matched_target_asin": "matched_target",
    "keyword_id": "targeting",
    "targeting_id": "targeting",
}
"""What a report is that has one of these columns: the same money along another line. Terms have targets, too."""

_SALES_MISSING = Text(
    en="No record says its sales: sales7d or sales14d for Sponsored Products, sales for Sponsored Brands and "
    "Display. That is not the same as no sales; ask for the report with these columns.",
    zh="所有记录都没有销售额列：商品推广为 sales7d 或 sales14d，品牌推广和展示型推广为 sales。"
    "这不等于没有销售额；请包含这些列后重新请求报告。",
)
_PRODUCT_UNKNOWN = Text(
    en="The records are of another ad product than Sponsored Products, Brands or Display.",
    zh="这些记录不属于商品推广、品牌推广或展示型推广。",
)
_OTHER_PRODUCT = Text(
    en="the row is of {product}, the file of {report}", zh="该记录属于 {product}，而此文件是 {report} 报告"
)
_OTHER_SHOP = Text(en="the row is of the marketplace {marketplace}", zh="该记录属于站点 {marketplace}")
_SD_MARKS = (
    "impressions_views",
    "purchases_promoted_clicks",
    "sales_promoted_clicks",
    "cumulative_reach",
    "impressions_frequency_average",
    "add_to_cart_views",
    "branded_searches_views",
    "new_to_brand_detail_page_view_views",
)
_SB_MARKS = (
    "viewable_impressions",
    "top_of_search_impression_share",
    "purchases_promoted",
    "sales_promoted",
    "campaign_budget_type",
    "video_5_second_views",
    "new_to_brand_purchases_percentage",
)


class SentRecord(Record, rename="camel"):
    """A record with the columns that show its report; whether one is there counts, not what it says."""

    ad_product: str | None = None
    marketplace_id: str | None = None
    advertised_asin: Any = UNSET
    advertised_sku: Any = UNSET
    purchased_asin: Any = UNSET
    placement_classification: Any = UNSET
    matched_target_asin: Any = UNSET
    keyword_id: Any = UNSET
    targeting_id: Any = UNSET
    impressions_views: Any = UNSET
    purchases_promoted_clicks: Any = UNSET
    sales_promoted_clicks: Any = UNSET
    cumulative_reach: Any = UNSET
    impressions_frequency_average: Any = UNSET
    add_to_cart_views: Any = UNSET
    branded_searches_views: Any = UNSET
    new_to_brand_detail_page_view_views: Any = UNSET
    viewable_impressions: Any = UNSET
    top_of_search_impression_share: Any = UNSET
    purchases_promoted: Any = UNSET
    sales_promoted: Any = UNSET
    campaign_budget_type: Any = UNSET
    video_5_second_views: Any = msgspec.field(default=UNSET, name="video5SecondViews")
    new_to_brand_purchases_percentage: Any = UNSET
    cost_type: Any = UNSET
    purchases_clicks: Any = UNSET
    sales_clicks: Any = UNSET

    def has(self, *names: str) -> bool:
        """Whether one of these columns is there."""
        return any(getattr(self, name) is not UNSET for name in names)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose document it is; `products` are those of the campaigns that are known, by their keys."""

    profile_key: int
    marketplace_id: str
    currency: str
    products: Mapping[int, str]


def read_records(found: ReadFile, chunks: Iterator[bytes], file_name: str, owner: Owner) -> None:
    """Read a whole document. Raises ReportFileError and ReportRefusedError."""
    facts: Facts | None = None
    refused: dict[int, tuple[str, Text]] = {}

    def refuse(position: int, reason: Text) -> None:
        refused[position] = ("record-invalid", reason)

    windows: set[int] = set()
    index = 0
    for batch in iter_json_records(
        chunks, SentRecord, gzipped=False, max_bytes=UNPACKED_BYTES, max_rows=MAX_RECORDS, on_error=refuse
    ):
        for record in batch:
            while index in refused:  # those before this record have been told by now
                index += 1
            if facts is None:
                facts = Facts(_report_of(record, file_name, owner), owner.profile_key, owner.currency)
                found.report, found.names[facts.report.ad_product] = facts.report.name, facts.names
            try:
                _require_own(record, facts.report, owner)
                facts.add_one(record)
            except RecordError as error:
                refused[index] = (error.code, error.text)
            else:
                row = facts.rows.pop()
                windows.add(row[-1])
                found.add(row)
            index += 1
    found.attribution_days = windows.pop() if len(windows) == 1 else None
    _conclude(found, refused)


def _conclude(found: ReadFile, refused: Mapping[int, tuple[str, Text]]) -> None:
    for position in sorted(refused):
        found.reject(position + 1, None, *refused[position])
    found.rows_read = found.rows_imported + found.rows_rejected
    if refused and {code for code, _ in refused.values()} == {SALES_MISSING} and not found.rows_imported:
        raise ReportRefusedError(SALES_MISSING, _SALES_MISSING)


def _require_own(record: SentRecord, report: ReportType, owner: Owner) -> None:
    """Raises RecordError for a record of another product than the document's, or of another shop."""
    if record.ad_product not in (None, word_of(report.ad_product)):
        raise RecordError(_OTHER_PRODUCT.filled(product=record.ad_product, report=report.name), "ad-product-mismatch")
    if record.marketplace_id not in (None, owner.marketplace_id):
        raise RecordError(_OTHER_SHOP.filled(marketplace=record.marketplace_id), "marketplace-mismatch")


def _report_of(record: SentRecord, file_name: str, owner: Owner) -> ReportType:
    """Raises ReportRefusedError."""
    is_term, has_group = record.search_term is not None, record.ad_group_id is not None
    level = "search_term" if is_term else "ad_group" if has_group else "campaign"
    product = _product_of(record, file_name, owner)
    if not product:
        raise ReportRefusedError("report-type-unknown", _PRODUCT_UNKNOWN)
    others = (kind for name, kind in _OTHER_KINDS.items() if record.has(name))
    kind = next((kind for kind in others if not (is_term and kind == "targeting")), level)
    found = next((report for report in types_of(product) if report.level == kind), None)
    if found is None:
        raise refusals.unsupported(kind, product)
    return found


def _product_of(record: SentRecord, file_name: str, owner: Owner) -> str:
    if record.ad_product is not None:
        return next((code for code in (SP, SB, SD) if word_of(code) == record.ad_product), "")
    if not record.has("sales", "cost_type", "purchases_clicks", "sales_clicks", *_SD_MARKS):
        return SP
    if record.has("sales_7d", "sales_14d"):
        return SP
    for product, marks in ((SD, _SD_MARKS), (SB, _SB_MARKS)):
        if record.has(*marks):
            return product
    known = owner.products.get(int(record.campaign_id)) if str(record.campaign_id).isdigit() else None
    return known if known in (SB, SD) else _product_in(file_name)


def _product_in(file_name: str) -> str:
    is_display = words.product_of(file_name) == SD or normalise_header(file_name).startswith("sd")
    return SD if is_display else SB
