"""A file of Unified Reporting turned into rows: facts of days that are judged, and breakdowns of all the rest."""

from collections.abc import Callable, Mapping

from services.ads.breakdowns.rules import DAILY_ELSEWHERE, SUBJECT, subject_key_of
from services.ads.models.keys import WHOLE_CAMPAIGN, key_of_name
from services.ads.products import code_of, word_of
from services.ads.report_imports.rules import BREAKDOWN, ReadFile
from services.ads.report_imports.rules.folding import Line
from services.ads.report_imports.sheets.context import ImportContext
from services.ads.report_types.rules import type_at
from services.ads.reports.sheets import unified
from services.ads.reports.sheets.refusals import ReportRefusedError
from services.ads.reports.sheets.rows import RowError
from services.ads.reports.sheets.unified import Layout, UnifiedRow
from shared.amazon.report_files import Table
from shared.texts import Text

_COLUMNS = {
    "advertised_asin": "asin",
    "advertised_sku": "sku",
    "advertised_name": "product_name",
    "purchased_asin": "asin",
    "purchased_sku": "sku",
    "purchased_name": "product_name",
    "placement_name": "placement",
    "placement_size": "placement",
    "site": "placement",
}
"""The text of a breakdown for a field of the file, where they have different names."""

_LONGEST = 500
_ACCOUNTS = Text(
    en="This file of Amazon's Unified Reporting holds several advertiser accounts, and no file before it has shown "
    "which of them is this shop's. Download it again for one advertiser account.",
    zh="这份亚马逊统一报告包含多个广告主账户，且此前没有文件表明哪一个属于本店铺。请只针对一个广告主账户重新下载。",
)


def read_unified_file(open_table: Callable[[], Table], found: ReadFile, context: ImportContext) -> None:
    """Read all rows. Raises ReportFileError, and ReportRefusedError for what cannot be stored as a whole."""
    products = {campaign: word_of(code) for campaign, code in context.products.items()}
    file = unified.read_unified(open_table, context.shop, products)
    found.kind = file.layout.kind
    found.unknown_columns = file.layout.unknown_columns[:200]
    for row in file:
        found.rows_read += 1
        if isinstance(row, RowError):
            found.reject(row.line, row.column, row.code, row.text)
            found.rows_elsewhere += row.code in unified.ELSEWHERE
        else:
            _add(found, row, file.layout, context)
    if len(found.account_ids) > 1:
        raise ReportRefusedError("account-unclear", _ACCOUNTS)
    found.rows_skipped = found.lines.drop_subtotals()
    found.rows_imported -= found.rows_skipped


def _add(found: ReadFile, row: UnifiedRow, layout: Layout, context: ImportContext) -> None:
    product = code_of(row.ad_product)
    campaign, ad_group = _keys_of(row, product, layout, context)
    names = found.names[product]
    if row.campaign_name:
        known = names.campaigns.get(campaign, (None, None))
        names.campaigns[campaign] = (row.campaign_name, row.campaign_state or known[1])
    if row.ad_group_name and ad_group:
        names.ad_groups[ad_group] = (campaign, row.ad_group_name)
    if row.account_id:
        found.account_ids.add(row.account_id)
    if layout.is_periodic:
        found.widen(row.from_on, row.to_on)
    if layout.is_periodic or layout.kind not in DAILY_ELSEWHERE:
        found.fold(_breakdown(row, product, campaign, ad_group, layout, context))
    else:
        found.fold(_fact(row, product, campaign, ad_group, layout, context))


def _keys_of(row: UnifiedRow, product: str, layout: Layout, context: ImportContext) -> tuple[int, int]:
    """The keys of campaign and ad group; by their names where the file has no ids."""
    campaign, ad_group = row.campaign_id, row.ad_group_id
    if not campaign and row.campaign_name:
        campaign = context.names(product).key_of(row.campaign_name)
    if not ad_group and row.ad_group_name:
        if row.campaign_id:
            ad_group = key_of_name(context.profile_key, product, str(campaign), row.ad_group_name)
        else:
            ad_group = context.names(product).ad_group_key_of(row.campaign_name, row.ad_group_name)
    if not ad_group and layout.kind == "ad_group":  # one that is not named; 0 would be the campaign itself
        ad_group = key_of_name(context.profile_key, product, str(campaign), "")
    return campaign, ad_group or WHOLE_CAMPAIGN


def _fact(
    row: UnifiedRow, product: str, campaign: int, ad_group: int, layout: Layout, context: ImportContext
) -> Line:
    if layout.kind not in ("campaign", "ad_group", "search_term"):
        raise ValueError("a breakdown")
    report, day = type_at(product, layout.kind), row.from_on.isoformat()
    key: tuple[str | int, ...] = (context.profile_key, day, product, campaign, ad_group)
    first = "-"
    if layout.kind == "search_term":
        match_type, first = row.subject
        key += ("", match_type, first)
    kept = (None, None, None, None, None, report.attribution_days)
    return Line(report.name, day, key, product, key[1:5], first, "", row.numbers, kept)


def _breakdown(
    row: UnifiedRow, product: str, campaign: int, ad_group: int, layout: Layout, context: ImportContext
) -> Line:
    period = context.import_id
    from_on, to_on = row.from_on.isoformat(), row.to_on.isoformat()
    texts = dict.fromkeys(SUBJECT, "")
    for name, text in zip(layout.OWN.get(layout.kind, ()), row.subject, strict=True):
        column = _COLUMNS.get(name, name)
        texts[column] = " / ".join(filter(None, (texts[column], text)))[:_LONGEST]
    kept: tuple[int | str | None, ...] = (
        row.target_bid,
        row.target_type or None,
        row.target_state or None,
        None,
        None,
        None,
    )
    if texts["target_id"]:  # the id alone is the target; its texts may be missing in some of its lines
        kept = (*kept[:3], texts["targeting"] or None, texts["match_type"] or None, None)
        texts["targeting"] = texts["match_type"] = ""
    subject = tuple(texts.values())
    parent = (from_on, to_on, product, campaign, ad_group)
    key = (
        *(context.profile_key, layout.kind, period, from_on, product, campaign, ad_group),
        *(subject_key_of(subject), to_on, *subject),
    )
    return Line(BREAKDOWN, from_on, key, product, parent, *_named(texts, layout), row.numbers, kept)


def _named(texts: Mapping[str, str], layout: Layout) -> tuple[str, str]:
    """What the row names first, and what within it: of a target its term."""
    if layout.kind == "search_term":
        return texts["search_term"], ""
    if layout.kind == "targeting":
        target = f"{texts['targeting']}\x1f{texts['match_type']}" if texts["targeting"] else ""
        return texts["target_id"] or target, texts["search_term"]
    return "".join(texts.values()) if layout.kind in layout.OWN else "-", ""
