"""What needs a decision about a SKU's stock, and how its health is written down."""

from typing import Any

from services.inventory.findings.rules import (
    AGED,
    EXCESS,
    OUT_OF_STOCK,
    OUT_OF_STOCK_LONG,
    SLOW_MOVER,
    STOCKOUT_RISK,
    STRANDED,
)
from services.inventory.health.rules.contexts import NO_POOL, SUBJECT, JudgingContext
from services.inventory.health.rules.demand import MIN_DAYS, NOTHING
from services.inventory.health.rules.needs import Need, need_of
from services.inventory.health.rules.positions import Position, stock_out_on
from shared.findings.bounds import Bound
from shared.findings.rules import Fact, Key, Observation, Proposal, Severity

SEND_UNITS = "send_units"
"""A kind of change: units of a SKU are sent to its marketplace."""

_LONG_FACTOR = 3


def check_running_out(position: Position, context: JudgingContext) -> Observation | None:
    """`inventory.stockout_risk`: cover below lead time + review, while there is some."""
    cover = position.cover_days
    if not position.fulfillable or cover is None:
        return None
    if not Bound(context.needed_days, beyond="<").is_crossed(cover, stands=context.stands(STOCKOUT_RISK, position)):
        return None
    need = need_of(position, context)
    lost = position.demand * max(0.0, context.thresholds.lead_time_days - cover)
    return _observe(
        STOCKOUT_RISK,
        "CRITICAL" if cover < context.thresholds.critical_cover_days else "HIGH",
        position,
        context,
        measure=context.needed_days / max(cover, 0.1),
        formula="cover = (fulfillable + arriving) / units a day in stock; lost = demand x (lead time - cover)",
        facts=_sending(position, context, need)
        | {
            "cover_days": round(cover, 1),
            "needed_days": context.needed_days,
            "stock_out_on": stock_out_on(position, context.window.to_on).isoformat(),
        },
        money_micros=_worth(position, lost),
        proposal=_restock(position, need, _worth(position, lost)),
    )


def check_out(position: Position, context: JudgingContext) -> Observation | None:
    """`inventory.out_of_stock`, or `_long` in its place after more than a week of it."""
    if position.fulfillable or position.demand < NOTHING:
        return None
    is_long = position.out_days > context.thresholds.long_out_days
    is_fast = position.demand > float(context.thresholds.critical_units_a_day)
    factor, need = _LONG_FACTOR if is_long else 1, need_of(position, context)
    return _observe(
        OUT_OF_STOCK_LONG if is_long else OUT_OF_STOCK,
        "CRITICAL" if is_long or is_fast else "HIGH",
        position,
        context,
        measure=max(position.out_days, 1) * position.demand,
        formula=f"money = {'3 x ' if is_long else ''}units a day in stock x price",
        facts=_sending(position, context, need) | {"out_days": position.out_days},
        money_micros=_worth(position, factor * position.demand),
        proposal=_restock(position, need, _worth(position, factor * position.demand)),
    )


def check_slow(position: Position, context: JudgingContext) -> Observation | None:
    """`inventory.slow_mover`: a low sell-through of enough units that have been there for more than 90 days."""
    rate, stands = position.sell_through, context.stands(SLOW_MOVER, position)
    bound = float(context.thresholds.min_sell_through)
    if rate is None or not position.is_seasoned or not Bound(bound, beyond="<").is_crossed(rate, stands=stands):
        return None
    if not Bound(context.thresholds.slow_min_units, beyond=">=").is_crossed(position.fulfillable, stands=stands):
        return None
    return _observe(
        SLOW_MOVER,
        "MEDIUM",
        position,
        context,
        measure=position.fulfillable,
        formula="sell-through = units sold in 90 days / mean of the days' units",
        facts={
            "sell_through": round(rate, 4),
            "min_sell_through": bound,
            "average_units": round(position.average_units or 0, 1),
        },
    )


def check_excess(position: Position, context: JudgingContext) -> Observation | None:
    """`inventory.excess`: more supply than 90 days of demand; what never sells only once it has had time to."""
    supply = position.fulfillable + position.inbound
    bound = Bound(position.outflow * context.thresholds.excess_days)
    if not supply or position.in_stock_days < MIN_DAYS:
        return None
    if not bound.is_crossed(supply, stands=context.stands(EXCESS, position)):
        return None
    if not position.demand and not position.is_seasoned:
        return None
    excess = max(1, position.excess_over(context.thresholds.excess_days))
    share = min(1.0, excess / max(position.fulfillable, 1))
    return _observe(
        EXCESS,
        "MEDIUM",
        position,
        context,
        measure=excess,
        formula="excess = fulfillable + inbound - 90 days of demand; money = its share of next month's storage",
        facts={"excess_units": excess, "excess_days": context.thresholds.excess_days, "supply_units": supply},
        money_micros=round(position.storage_micros * share) or None,  # none told is unknown, not nothing
    )


def check_aged(position: Position, context: JudgingContext) -> Observation | None:
    """`inventory.aged`: units of 181 days or more, by Amazon's own count."""
    if not position.aged:
        return None
    share = min(1.0, position.aged / max(position.available, 1))
    return _observe(
        AGED,
        "MEDIUM",
        position,
        context,
        measure=position.aged,
        formula="money = share of next month's storage + surcharge, as Amazon estimates them"
        if position.surcharge_micros is not None
        else "money = share of next month's storage; Amazon's report estimates no surcharge",
        facts={"aged_units": position.aged, "available_units": position.available},
        money_micros=round(position.storage_micros * share) + (position.surcharge_micros or 0),
    )


def check_stranded(position: Position, context: JudgingContext) -> Observation | None:
    """`inventory.stranded`: units at Amazon without an offer that can be bought."""
    if not position.stranded:
        return None
    return _observe(
        STRANDED,
        "HIGH",
        position,
        context,
        measure=position.stranded,
        formula="units in Amazon's report of stranded inventory",
        facts={"stranded_units": position.stranded, "stranded_reason": position.stranded_reason or "-"},
        is_pooled=False,  # offers are of one shop
    )


def health_of(position: Position, context: JudgingContext) -> tuple[Any, ...]:
    """The judged columns of `stock_health` from `sku` on; numbers rounded, days as texts."""
    cover, rate, need = position.cover_days, position.sell_through, need_of(position, context)
    return (
        position.sku,
        position.name,
        position.channel,
        position.fulfillable,
        position.arriving,
        position.inbound,
        position.own_units + position.old_own_units,
        position.old_own_units,
        position.units_sold,
        position.multi_channel_units,
        position.in_stock_days,
        position.out_days,
        round(position.demand, 4),
        position.demand_confidence,
        None if cover is None else round(cover, 1),
        None if cover is None else stock_out_on(position, context.window.to_on).isoformat(),
        None if rate is None else round(rate, 4),
        need.safety,
        need.units,
        need.sent,
        context.window.from_on.isoformat(),
        context.window.to_on.isoformat(),
        *context.pool_of(position).values(),
    )


def _worth(position: Position, units: float) -> int | None:
    """Units at the price, to the cent."""
    return None if position.price_micros is None else int(round(units * position.price_micros, -4))


def _sending(position: Position, context: JudgingContext, need: Need) -> dict[str, Fact]:
    return {
        "lead_time_days": context.thresholds.lead_time_days,
        "review_days": context.thresholds.review_days,
        "fill_rate_target": float(context.thresholds.fill_rate_target),
        "safety_units": need.safety,
        "units_needed": need.units,
        "units_to_send": need.sent,
        "units_to_buy": need.bought,
        "own_count_max_age_days": context.thresholds.own_count_max_age_days,
    } | position.own_facts


def _restock(position: Position, need: Need, money_micros: int | None) -> Proposal | None:
    """Units to send, if any."""
    return Proposal(SEND_UNITS, {"sku": position.sku}, None, str(need.sent), money_micros) if need.sent else None


def _observe(
    code: str,
    severity: Severity,
    position: Position,
    context: JudgingContext,
    *,
    measure: float,
    formula: str,
    facts: dict[str, Fact],
    money_micros: int | None = None,
    proposal: Proposal | None = None,
    is_pooled: bool = True,
) -> Observation:
    common: dict[str, Fact] = {
        "days": context.window.days,
        "units_sold": position.units_sold,
        "multi_channel_units": position.multi_channel_units,
        "in_stock_days": position.in_stock_days,
        "demand_confidence": position.demand_confidence,
        "units_a_day": round(round(position.demand, 4), 2),  # of what the row shows
        "fulfillable_units": position.fulfillable,
        "arriving_units": position.arriving,
        "inbound_units": position.inbound,
    }
    return Observation(
        key=Key(code, SUBJECT, position.sku),
        subject_name=f"{position.sku} {position.name}".strip()[:500],
        severity=severity,
        measure=float(measure),
        from_on=context.window.from_on,
        to_on=context.window.to_on,
        formula=formula,
        facts=common | facts,
        links=context.links_of(position),
        money_micros=money_micros,
        currency=None if money_micros is None else context.currency,
        proposal=proposal,
        own=context.pool_of(position) if is_pooled else NO_POOL,
    )
