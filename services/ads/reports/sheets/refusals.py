"""Why a whole file of the console is refused, in words that say which report it is and what to do."""

from collections.abc import Sequence

from services.ads.reports.sheets import wordings
from services.ads.reports.sheets.elsewhere import Report
from shared.texts import LANGUAGES, Language, Text

KINDS: dict[str, Text] = {
    "campaign": Text(en="campaign", zh="广告活动"),
    "ad_group": Text(en="ad group", zh="广告组"),
    "search_term": Text(en="search term", zh="搜索词"),
    "targeting": Text(en="targeting", zh="投放"),
    "placement": Text(en="placement", zh="广告位"),
    "advertised_product": Text(en="advertised product", zh="推广的商品"),
    "purchased_product": Text(en="purchased product", zh="已购买的商品"),
    "matched_target": Text(en="matched target", zh="匹配的目标"),
    "audience": Text(en="audience", zh="受众"),
    "impression_share": Text(en="search term impression share", zh="搜索词展示量份额"),
    "budget": Text(en="budget", zh="预算"),
    "gross_traffic": Text(en="gross and invalid traffic", zh="总流量和无效流量"),
    "performance_over_time": Text(en="performance over time", zh="一段时间内的业绩"),
}
PRODUCTS: dict[str | None, Text] = {
    "SP": Text(en="Sponsored Products", zh="商品推广"),
    "SB": Text(en="Sponsored Brands", zh="品牌推广"),
    "SD": Text(en="Sponsored Display", zh="展示型推广"),
    None: Text(en="Sponsored Brands or Display", zh="品牌推广或展示型推广"),
}
_DAY = Text(en="Date", zh="日期")
_COLUMNS = {
    language: {**words.not_seen, **words.readers, **words.files}
    for language, words in (("en", wordings.ALL[0]), ("zh", wordings.ALL[1]))
}

_UNKNOWN = Text(
    en="These are not the columns of a report that we know. The nearest is the {kind} report of the advertising "
    "console, which also has: {columns}. Download the campaign or search term report with the time unit Daily.",
    zh="无法识别该报告的列。最接近的是广告控制台的{kind}报告，但缺少：{columns}。请下载广告活动报告或搜索词报告，时间单位选“每日”。",
)
_ELSEWHERE = Text(
    en="This is the {report} of Seller Central. This import takes reports of advertising: of the console, of Unified "
    "Reporting and of the Ads API. {instead}",
    zh="这是卖家平台的{report}。此处只接受广告报告：广告控制台报告、统一报告和广告 API 报告。{instead}",
)
_MISSING = Text(
    en="This is the {product} {kind} report, but it lacks the columns: {columns}. Download it again with them.",
    zh="这是{product}的{kind}报告，但缺少以下列：{columns}。请补充这些列后重新下载。",
)
_NO_DAYS = Text(
    en="This is the {product} {kind} report without days. Download it again with the time unit Daily, so that it "
    "has a column Date.",
    zh="这是{product}的{kind}报告，但没有日期。请将时间单位选为“每日”后重新下载，使报告包含“日期”列。",
)
_UNSUPPORTED = Text(
    en="This is the {product} {kind} report, which is not read. Send the campaign, search term, targeting, placement "
    "or product report instead.",
    zh="这是{product}的{kind}报告，目前不支持。请改为上传广告活动、搜索词、投放、广告位或商品报告。",
)
_UNCLEAR = Text(
    en="This {kind} report is of Sponsored Brands or Sponsored Display, and nothing in it says of which. Send it "
    "under the name that Amazon gave it, such as Sponsored_Brands_Campaign_report.",
    zh="这是品牌推广或展示型推广的{kind}报告，但内容无法区分是哪一种。"
    "请保留亚马逊给出的原始文件名（例如 品牌推广_广告活动_报告）后重新上传。",
)


class ReportRefusedError(Exception):
    """A file that cannot be stored as it is; `text` says which report it is and what to do."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text

    @property
    def detail(self) -> str:
        """The English sentence."""
        return self.text.en


def unknown(kind: str, missing: Sequence[str]) -> ReportRefusedError:
    """Headers of no report that we know; the nearest one, and what it has beside them."""
    return _refused("report-type-unknown", _UNKNOWN, kind, None, missing)


def elsewhere(report: Report) -> ReportRefusedError:
    """A report of Seller Central, which is of another use."""
    said = {
        language: _ELSEWHERE.in_language(
            language, report=report.name.in_language(language), instead=report.instead.in_language(language)
        )
        for language in LANGUAGES
    }
    return ReportRefusedError("report-type-unknown", Text(**said))


def columns_missing(kind: str, product: str | None, missing: Sequence[str]) -> ReportRefusedError:
    """A report that lacks what it is read for."""
    text = _NO_DAYS if list(missing) == ["date"] else _MISSING
    return _refused("columns-missing", text, kind, product, missing)


def unsupported(kind: str, product: str | None) -> ReportRefusedError:
    """A report that is known and not read."""
    return _refused("report-unsupported", _UNSUPPORTED, kind, product)


def product_unclear(kind: str) -> ReportRefusedError:
    """A report that may be of Sponsored Brands or Display."""
    return _refused("ad-product-unclear", _UNCLEAR, kind, None)


def _refused(
    code: str, text: Text, kind: str, product: str | None, missing: Sequence[str] = ()
) -> ReportRefusedError:
    def filled(language: Language) -> str:
        columns = "、".join if language == "zh" else ", ".join
        return text.in_language(
            language,
            kind=KINDS[kind].in_language(language),
            product=PRODUCTS[product].in_language(language),
            columns=columns(_COLUMNS[language][field][0] for field in missing),
        )

    return ReportRefusedError(code, Text(en=filled("en"), zh=filled("zh")))
