"""The sentences of the inventory findings. `subject` is the subject's name; the other places are evidence facts."""

from collections.abc import Mapping
from typing import Any

from shared.findings.rules import FindingText
from shared.texts import Text

STOCKOUT_RISK = "inventory.stockout_risk"
OUT_OF_STOCK = "inventory.out_of_stock"
OUT_OF_STOCK_LONG = "inventory.out_of_stock_long"
SLOW_MOVER = "inventory.slow_mover"
EXCESS = "inventory.excess"
AGED = "inventory.aged"
STRANDED = "inventory.stranded"
IPI_LOW, IPI_FALLING = "inventory.ipi_low", "inventory.ipi_falling"

FLOW_CODES = (STOCKOUT_RISK, OUT_OF_STOCK, OUT_OF_STOCK_LONG, SLOW_MOVER, EXCESS)
"""What stock, sales and the ledger decide together."""

_NEED = Text(
    en="Reckoned with {lead_time_days} days of lead time and {review_days} of review, less {inbound_units} on their "
    "way; {own_units} are in your own warehouses.",
    zh="按 {lead_time_days} 天交期加 {review_days} 天补货周期计算，已扣除在途 {inbound_units} 件；自有仓库现有 "
    "{own_units} 件。",
)
_WHY = Text(
    en="So many can be sent of what lacks for {lead_time_days} days of lead time and {review_days} of review at "
    "{units_a_day} a day.",
    zh="按日均 {units_a_day} 件、交期 {lead_time_days} 天加补货周期 {review_days} 天计算的缺口中，可发出这些数量。",
)
_NOTHING = Text(en="What is on its way is enough: send nothing more.", zh="在途库存已足够，无需补货。")
_OWN = Text(
    en="Send {units_to_send} units from your own warehouses; nothing has to be bought.",
    zh="从自有仓库发 {units_to_send} 件即可，无需采购。",
)
_BOTH = Text(
    en="Send the {own_units} units of your own warehouses, and buy {units_to_buy} more.",
    zh="先从自有仓库发 {own_units} 件，另采购 {units_to_buy} 件。",
)
_PART = Text(
    en="Send {units_to_send} of the {own_units} units of your own warehouses, and buy {units_to_buy} more.",
    zh="先从自有仓库（现有 {own_units} 件）发 {units_to_send} 件，另采购 {units_to_buy} 件。",
)
_BUY = Text(en="Buy and send {units_to_buy} units.", zh="采购并发货 {units_to_buy} 件。")
_SHARED = Text(en=" The rest of your own units is kept for other marketplaces.", zh="其余自有库存留给其他站点。")


_SAFETY = Text(
    en=" {safety_units} of the units are safety stock, for {fill_rate_target:.0%} of what is wanted.",
    zh="其中 {safety_units} 件为安全库存（目标满足率 {fill_rate_target:.0%}）。",
)
_OLD = Text(
    en=" {old_own_units} more of your own were counted over {own_count_max_age_days} days ago and are not relied on: "
    "count them again.",
    zh="另有 {old_own_units} 件自有库存的盘点已超过 {own_count_max_age_days} 天，未计入：请重新盘点。",
)
_UNSURE = Text(
    en=" Demand is uncertain: it is known from {in_stock_days} day(s) in stock.",
    zh="有货天数仅 {in_stock_days} 天，日均销量仅供参考。",
)


def _sending(facts: Mapping[str, Any]) -> Text:
    """Where the units come from that are needed, and what they are reckoned with beside the days."""
    own, sent = facts["own_units"], facts["units_to_send"]
    # Findings of older releases say what is needed as what is to be sent.
    bought = facts.get("units_to_buy", max(0, sent - own))
    needed = facts.get("units_needed", sent)
    sent = min(sent, own)
    said = [_whence(sent, bought, own).filled(units_to_send=sent, units_to_buy=bought, own_units=own)]
    if bought and own > sent and facts.get("channel") != "MFN":
        said.append(_SHARED)
    if needed > 0 and facts.get("safety_units"):
        said.append(_SAFETY)
    if facts.get("old_own_units"):
        said.append(_OLD)
    if facts.get("demand_confidence") == "low":
        said.append(_UNSURE)
    return Text(en="".join(text.en for text in said), zh="".join(text.zh for text in said))


def _whence(sent: int, bought: int, own: int) -> Text:
    if sent and bought:
        return _PART if own > sent else _BOTH
    if bought:
        return _BUY
    return _OWN if sent else _NOTHING


TEXTS: dict[str, FindingText] = {
    STOCKOUT_RISK: FindingText(
        title=Text(en='Runs out on {stock_out_on}: "{subject}"', zh="预计 {stock_out_on} 断货：“{subject}”"),
        reason=Text(
            en="{fulfillable_units} units and {arriving_units} arriving last for {cover_days} days at "
            "{units_a_day} units a day in stock; a delivery takes {needed_days} days.",
            zh="现有 {fulfillable_units} 件、即将入库 {arriving_units} 件，按有货期间日均 {units_a_day} 件可售 "
            "{cover_days} 天；补货需 {needed_days} 天。",
        ),
        action=_NEED,
        conclude=_sending,
        why=_WHY,
        asks="restock",
    ),
    OUT_OF_STOCK: FindingText(
        title=Text(en='Out of stock: "{subject}"', zh="已断货：“{subject}”"),
        reason=Text(
            en="No unit is fulfillable, and {units_a_day} were sold on a day in stock; {inbound_units} are inbound.",
            zh="可售库存为 0，有货期间日均销售 {units_a_day} 件；在途 {inbound_units} 件。",
        ),
        action=_NEED,
        conclude=_sending,
        why=_WHY,
        asks="restock",
    ),
    OUT_OF_STOCK_LONG: FindingText(
        title=Text(en='Out of stock for {out_days} days: "{subject}"', zh="已断货 {out_days} 天：“{subject}”"),
        reason=Text(
            en="No unit has been fulfillable for {out_days} days, and {units_a_day} were sold on a day in stock; "
            "{inbound_units} are inbound.",
            zh="可售库存为 0 已 {out_days} 天，有货期间日均销售 {units_a_day} 件；在途 {inbound_units} 件。",
        ),
        action=_NEED,
        conclude=_sending,
        why=_WHY,
        asks="restock",
    ),
    SLOW_MOVER: FindingText(
        title=Text(en='Sells slowly: "{subject}"', zh="滞销：“{subject}”"),
        reason=Text(
            en="{units_sold} units sold in {days} days with {average_units} on hand on average: a sell-through of "
            "{sell_through:.2f}, where at least {min_sell_through:.2f} is expected.",
            zh="{days} 天售出 {units_sold} 件，平均在库 {average_units} 件，售出率（{days} 天库存周转率）"
            "{sell_through:.2f}，应不低于 {min_sell_through:.2f}。",
        ),
        action=Text(
            en="Lower the price or advertise it; remove what does not sell within a month.",
            zh="降价或投放广告促销；一个月内仍未售出的部分安排移除。",
        ),
        asks="reduce_stock",
    ),
    EXCESS: FindingText(
        title=Text(en='Too much stock: "{subject}"', zh="库存过多：“{subject}”"),
        reason=Text(
            en="{fulfillable_units} units and {inbound_units} inbound at {units_a_day} a day in stock: supply for "
            "more than {excess_days} days, {excess_units} units too many.",
            zh="现有 {fulfillable_units} 件、在途 {inbound_units} 件，有货期间日均销售 {units_a_day} 件：可售超过 "
            "{excess_days} 天，多出 {excess_units} 件。",
        ),
        action=Text(
            en="Send no more, and sell or remove {excess_units} units.",
            zh="停止补货，并促销或移除 {excess_units} 件。",
        ),
        asks="reduce_stock",
    ),
    AGED: FindingText(
        title=Text(
            en='{aged_units} units are older than 180 days: "{subject}"',
            zh="库龄超 180 天 {aged_units} 件：“{subject}”",
        ),
        reason=Text(
            en="Of {available_units} units at Amazon {aged_units} are 181 days old or more; Amazon charges a "
            "surcharge for them.",
            zh="亚马逊仓内 {available_units} 件中有 {aged_units} 件库龄达 181 天以上，将产生超龄库存附加费。",
        ),
        action=Text(
            en="Sell {aged_units} units at a lower price, or remove them before the next charge on the 15th.",
            zh="降价清理 {aged_units} 件，或在 15 日收费前移除。",
        ),
        asks="reduce_stock",
    ),
    STRANDED: FindingText(
        title=Text(
            en='{stranded_units} units at Amazon cannot be bought: "{subject}"',
            zh="{stranded_units} 件无在售信息库存：“{subject}”",
        ),
        reason=Text(
            en="Amazon keeps {stranded_units} units without an offer that can be bought: {stranded_reason}.",
            zh="亚马逊仓内 {stranded_units} 件没有可购买的商品报价：{stranded_reason}。",
        ),
        action=Text(
            en="Relist the offer or fix the listing, or create a removal order.",
            zh="重新上架或修复商品信息，否则创建移除订单。",
        ),
        asks="relist",
    ),
    IPI_LOW: FindingText(
        title=Text(en="IPI {score}: below {min_ipi}", zh="IPI {score}，低于 {min_ipi}"),
        reason=Text(
            en="The Inventory Performance Index of {measured_on} is {score}; at least {min_ipi} is wanted.",
            zh="{measured_on} 的库存绩效指标为 {score}，应不低于 {min_ipi}。",
        ),
        action=Text(
            en="Lessen excess and stranded stock and keep what sells in stock; 50 points a quarter are the goal.",
            zh="减少冗余库存和无在售信息库存，保持畅销品有货；目标为每季度提升 50 分。",
        ),
        asks="improve_ipi",
    ),
    IPI_FALLING: FindingText(
        title=Text(en="IPI fell by {drop} to {score}", zh="IPI 下降 {drop} 至 {score}"),
        reason=Text(
            en="It was {before} on {before_on} and is {score} on {measured_on}.",
            zh="{before_on} 为 {before}，{measured_on} 为 {score}。",
        ),
        action=Text(
            en="Look at the drivers: excess, sell-through, stranded stock and in-stock rate.",
            zh="查看驱动因素：冗余率、售出率、无在售信息库存占比和存货率。",
        ),
        asks="improve_ipi",
    ),
}
