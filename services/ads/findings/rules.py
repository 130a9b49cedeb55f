"""The sentences of the ads findings. `subject` is the subject's name; the other places are evidence facts."""

from shared.findings.rules import FindingText
from shared.texts import Text

ACOS_HIGH = "ads.acos_high"
CTR_LOW = "ads.ctr_low"
SPEND_WITHOUT_SALES = "ads.spend_without_sales"
ACCOUNT_OVER_TARGET = "ads.account_over_target"
CODES = (ACOS_HIGH, CTR_LOW, SPEND_WITHOUT_SALES, ACCOUNT_OVER_TARGET)

_WASTE_TITLE = Text(
    en='{cost} {currency} spent without an order: "{subject}"',
    zh="花费 {cost} {currency} 无订单：“{subject}”",
)
_WASTE_REASON = Text(
    en="{clicks} clicks and no order in {days} settled days; with probability {probability:.0%} "
    "it converts too rarely for an ACOS of {bound_acos:.0%}.",
    zh="在归因已稳定的 {days} 天内点击 {clicks} 次、无订单；其转化率过低、达不到 ACOS {bound_acos:.0%} 的概率为 "
    "{probability:.0%}。",
)
_WASTE_WHY = Text(
    en="It has cost {cost} {currency} in {days} settled days and brought no order.",
    zh="在归因已稳定的 {days} 天内花费 {cost} {currency}，没有带来订单。",
)

TEXTS: dict[str, FindingText] = {
    ACOS_HIGH: FindingText(
        title=Text(en='ACOS {acos:.0%}: "{subject}"', zh="ACOS {acos:.0%}：“{subject}”"),
        reason=Text(
            en="{cost} {currency} spent for {sales} {currency} of sales in {days} settled days; "
            "the target is {target_acos:.0%}. With probability {probability:.0%} it is above {bound_acos:.0%}.",
            zh="在归因已稳定的 {days} 天内花费 {cost} {currency}，销售额 {sales} {currency}；"
            "目标为 {target_acos:.0%}。其 ACOS 高于 {bound_acos:.0%} 的概率为 {probability:.0%}。",
        ),
        action=Text(
            en="Lower the bids by {bid_cut:.0%}, or pause the campaign (needs a second person's approval).",
            zh="将竞价下调 {bid_cut:.0%}，或暂停该广告活动（需第二人审批）。",
        ),
        why=Text(
            en="With bids lower by {bid_cut:.0%} a click costs what it earns at an ACOS of {target_acos:.0%}.",
            zh="竞价下调 {bid_cut:.0%} 后，每次点击的花费与目标 ACOS {target_acos:.0%} 下的收益相当。",
        ),
        asks="cut_spend",
    ),
    ACCOUNT_OVER_TARGET: FindingText(
        title=Text(
            en="The whole account misses its target: ACOS {acos:.0%} ({subject})",
            zh="整个账户未达目标：ACOS {acos:.0%}（{subject}）",
        ),
        reason=Text(
            en="{cost} {currency} spent for {sales} {currency} of sales in {days} settled days; "
            "the target is {target_acos:.0%}, which it misses with probability {probability:.0%}. "
            "Campaigns and search terms are only told where they are worse than the account.",
            zh="在归因已稳定的 {days} 天内花费 {cost} {currency}，销售额 {sales} {currency}；"
            "目标为 {target_acos:.0%}，未达目标的概率为 {probability:.0%}。"
            "广告活动和搜索词仅在比账户整体更差时才单独提示。",
        ),
        action=Text(
            en="Lower all bids by {bid_cut:.0%}, check prices and margins, or set a target that the margin allows.",
            zh="将全部竞价下调 {bid_cut:.0%}，检查售价与利润，或按利润设定可行的目标 ACOS。",
        ),
        asks="reset_account",
    ),
    CTR_LOW: FindingText(
        title=Text(en='CTR {ctr:.2%}: "{subject}"', zh="点击率 {ctr:.2%}：“{subject}”"),
        reason=Text(
            en="{clicks} clicks on {impressions} impressions in {days} settled days; "
            "at least {min_ctr:.2%} is expected, and with probability {probability:.0%} it is less.",
            zh="在归因已稳定的 {days} 天内展示 {impressions} 次、点击 {clicks} 次；应不低于 {min_ctr:.2%}，"
            "低于此值的概率为 {probability:.0%}。",
        ),
        action=Text(
            en="Check main image, price and title, and add negative keywords for what the offer does not match.",
            zh="检查主图、价格和标题，并为不相关的搜索词添加否定关键词。",
        ),
        asks="improve_ad",
    ),
    SPEND_WITHOUT_SALES: FindingText(
        title=_WASTE_TITLE,
        reason=_WASTE_REASON,
        action=Text(
            en="Pause the campaign (needs a second person's approval), or rework its keywords and offer.",
            zh="暂停该广告活动（需第二人审批），或调整其关键词与商品。",
        ),
        why=_WASTE_WHY,
        asks="cut_spend",
    ),
    f"{SPEND_WITHOUT_SALES}:search_term": FindingText(
        title=_WASTE_TITLE,
        reason=_WASTE_REASON,
        action=Text(
            en="Add the search term as a negative exact keyword.",
            zh="将该搜索词添加为精准否定关键词。",
        ),
        why=_WASTE_WHY,
        asks="negate_term",
    ),
}
