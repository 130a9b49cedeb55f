"""What one can do with the health of stock: keep what Amazon's reports say, and flag what needs a decision."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from services.inventory import events
from services.inventory.findings.repository import findings_of
from services.inventory.findings.rules import AGED, FLOW_CODES, STRANDED, TEXTS
from services.inventory.health.repository import ROWS, HealthRepository
from services.inventory.health.rules import checks, judges
from services.inventory.health.rules.checks import JudgingContext
from services.inventory.health.rules.histories import Histories, History
from services.inventory.health.rules.policy import risk_of, spread_of
from services.inventory.health.rules.positions import WINDOW_DAYS, Position
from services.inventory.health.rules.series import Series
from services.inventory.health.schemas import StockHealthQuery
from services.inventory.marketplaces.operations import list_rows
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.marketplaces.rules import Window, day_of
from services.inventory.models import SellerMarketplace
from services.inventory.stock.repository import StockRepository
from services.inventory.stock.rules import AFN, MFN
from services.inventory.thresholds.operations import thresholds_of
from services.inventory.thresholds.rules import InventoryThresholds
from shared.auth import Principal
from shared.db import Database, Session
from shared.db.columns import utc_text
from shared.findings.judging import Seen, Sitting, judge
from shared.findings.operations import NO_LONGER_NAMED, Outcome, Scope
from shared.findings.rules import Key, ask
from shared.findings.stakes import bound_micros

_LONGEST_PUSH = timedelta(minutes=1)
"""A push is stamped when it begins, and seen when it has ended."""


def flag_stock(
    session: Session, marketplace: SellerMarketplace, arrived: Collection[str] | None = None, *, now: datetime
) -> Outcome:
    """Judge a marketplace's stock by what has `arrived` (None: all there is); findings say so, and events."""
    return judge(
        findings_of(session, marketplace.tenant_id),
        Scope(marketplace.seller_id, marketplace.marketplace_id),
        judges.JUDGES,
        lambda sitting: _look(session, marketplace, sitting, now=now),
        lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
        lock=lambda: MarketplaceRepository(session, marketplace.tenant_id).lock(marketplace.key),
        arrived=arrived,
        now=now,
    )


def flag_pushed(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> int:
    """Judge the marketplaces of an account whose own stock has changed since they were; how many."""
    stock = StockRepository(session, tenant_id)
    changed = [
        place
        for place in MarketplaceRepository(session, tenant_id).of_seller(seller_id)
        if (moment := stock.own_changed_at(place.key))
        and (place.judged_at is None or place.judged_at <= moment + _LONGEST_PUSH)
    ]
    for place in changed:
        flag_stock(session, place, judges.FLOW, now=now)
    return len(changed)


def _look(
    session: Session,
    marketplace: SellerMarketplace,
    sitting: Sitting[tuple[Position, JudgingContext]],
    *,
    now: datetime,
) -> Seen:
    """Ask the judges of every SKU, and write down its health where all is known that it is made of."""
    if not sitting.judges:
        return Seen(())
    window = window_of(session, marketplace, now=now)
    thresholds = thresholds_of(session, marketplace.tenant_id, marketplace.seller_id)
    positions, series = look_at(session, marketplace, window)
    context = JudgingContext(
        thresholds=thresholds,
        window=window,
        currency=marketplace.currency,
        links=_links(marketplace, window),
        standing=sitting.standing,
        **_stocking(positions, series, thresholds),
    )
    if set(FLOW_CODES) <= set(sitting.codes):
        _store_health(session, marketplace, [checks.health_of(position, context) for position in positions], now=now)
        MarketplaceRepository(session, marketplace.tenant_id).note_judged(marketplace.key, now)
    observed = ask(sitting.judges, ((position, context) for position in positions))
    high = bound_micros(thresholds.high_stake_micros, thresholds.high_stake_currency, marketplace.currency)
    return Seen(observed, high, _why_ended(session, marketplace, positions))


async def list_stock_health(database: Database, principal: Principal, query: StockHealthQuery) -> dict[str, Any]:
    """A page of the health of the tenant's stock, in the shape of StockHealthPage."""
    return await list_rows(database, principal, query, ROWS)


def window_of(session: Session, marketplace: SellerMarketplace, *, now: datetime) -> Window:
    """The 90 newest complete days of the marketplace that Amazon has told.

    They end where the ledger ends, which may be a day behind; without a ledger with the day before Amazon's
    present. That is what Amazon's clock said when its stock was read: `now` only where it was never read.
    """
    today = day_of(marketplace.read_at or now, marketplace.timezone)
    newest = StockRepository(session, marketplace.tenant_id).newest_day(marketplace.key)
    to_on = today if newest is None else min(today, newest + timedelta(days=1))
    return Window(to_on - timedelta(days=WINDOW_DAYS), to_on)


def positions_of(session: Session, marketplace: SellerMarketplace, window: Window) -> list[Position]:
    """Every SKU of which there is or was stock on the marketplace; not those whose units are not known."""
    return look_at(session, marketplace, window)[0]


def look_at(session: Session, marketplace: SellerMarketplace, window: Window) -> tuple[list[Position], Series]:
    """The positions, and the series by week that their demand is reckoned from."""
    repository = HealthRepository(session, marketplace.tenant_id, marketplace.key)
    stock: dict[str, dict[str, list[Any]]] = {}
    for row in repository.stock():
        stock.setdefault(row.sku, {AFN: [], MFN: []})[row.channel].append(row)
    known = {
        sku: rows
        for sku, rows in sorted(stock.items())
        if all(row.fulfillable_quantity is not None for row in rows[AFN] or rows[MFN])
    }
    histories = _histories(repository, window, {sku: bool(rows[AFN]) for sku, rows in known.items()})
    ages, stranded = repository.ages(), repository.stranded()
    return [
        _position(sku, rows, ages.get(sku), stranded.get(sku), histories.of[sku], window)
        for sku, rows in known.items()
    ], histories.series


def _histories(repository: HealthRepository, window: Window, skus: Mapping[str, bool]) -> Histories:
    """What is known of these SKUs, of which is told whether Amazon stores them."""
    histories = Histories(skus, window)
    histories.add_sales(repository.sold_by_week(window))
    histories.add_days(repository.stock_by_week(window, histories.add_ledger(repository.stock_history(window))))
    histories.add_own_counts(repository.own_counts(window))
    histories.look_back(repository.before(histories.reckon(), window))
    return histories


def _why_ended(
    session: Session, marketplace: SellerMarketplace, positions: Iterable[Position]
) -> Callable[[Key], str | None]:
    """That Amazon does not name a finding's SKU any more, in its stock or in the report that the finding is of."""
    repository = HealthRepository(session, marketplace.tenant_id, marketplace.key)
    named = {position.sku for position in positions}
    of_code = {AGED: repository.named("planning") & named, STRANDED: repository.named("stranded") & named}
    return lambda key: None if key.subject_id in of_code.get(key.code, named) else NO_LONGER_NAMED


def _position(
    sku: str, rows: dict[str, list[Any]], age: Any | None, stranded: Any | None, past: History, window: Window
) -> Position:
    """A SKU that Amazon stores is judged by Amazon's units; the seller's own can be sent there."""
    channel = AFN if rows[AFN] else MFN
    own = _sum(rows[MFN], "fulfillable_quantity")
    arriving = _sum(rows[channel], "inbound_receiving_quantity", "inbound_shipped_quantity")
    price = age.price_micros if age is not None else None
    fulfillable = _sum(rows[channel], "fulfillable_quantity")
    return Position(
        sku=sku,
        name="" if age is None else age.product_name,
        channel=channel,
        fulfillable=fulfillable,
        arriving=arriving,
        inbound=arriving + _sum(rows[channel], "inbound_working_quantity"),
        own_units=own,
        units_sold=past.units_sold,
        multi_channel_units=past.multi_channel_units,
        demand=past.demand,
        is_demand_sure=past.is_sure,
        in_stock_days=past.in_stock_days,
        average_units=None if past.unit_days is None else past.unit_days / window.days,
        out_days=past.out_days,
        is_seasoned=past.first_units > 0 and fulfillable > past.received_units,
        price_micros=price or (past.sales_micros // past.units_sold if past.units_sold else None),
        available=0 if age is None else age.available_quantity,
        aged=0 if age is None else age.over_180_days_quantity,
        storage_micros=(age.storage_micros or 0) if age is not None else 0,
        surcharge_micros=age.surcharge_micros if age is not None else None,
        stranded=0 if stranded is None else stranded.quantity,
        stranded_reason="" if stranded is None else stranded.reason,
    )


def _sum(rows: Iterable[Any], *names: str) -> int:
    """Units of these kinds; what a warehouse does not tell is none to count on."""
    return sum(getattr(row, name) or 0 for row in rows for name in names)


def store_ages(session: Session, tenant_id: str, marketplace_key: int, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep rows of the planning report; how many changed."""
    return HealthRepository(session, tenant_id, marketplace_key).store_ages(rows)


def store_stranded(session: Session, tenant_id: str, marketplace_key: int, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep rows of the stranded report; how many changed."""
    return HealthRepository(session, tenant_id, marketplace_key).store_stranded(rows)


def forget_absent(
    session: Session, tenant_id: str, marketplace_key: int, report: str, named: Set[str], present: datetime
) -> int:
    """Forget what a whole report of Amazon's `present` does not name, if one of a day before did not either."""
    return HealthRepository(session, tenant_id, marketplace_key).forget_absent(report, named, present)


def _store_health(
    session: Session, marketplace: SellerMarketplace, healths: Iterable[tuple[Any, ...]], *, now: datetime
) -> None:
    stamp = utc_text(now)
    rows = ((marketplace.key, *health, stamp) for health in healths)
    HealthRepository(session, marketplace.tenant_id, marketplace.key).store_health(rows)


def _stocking(positions: Iterable[Position], series: Series, thresholds: InventoryThresholds) -> dict[str, Any]:
    """What the safety stock of a marketplace is reckoned with, from its own errors."""
    terms = {"lead_days": thresholds.lead_time_days, "review_days": thresholds.review_days}
    demand = np.array([position.demand for position in positions if position.is_demand_sure])
    spread = spread_of(series.units, series.days, sum(terms.values()))
    return {"spread": spread, "risk": risk_of(float(thresholds.fill_rate_target), demand, spread, **terms)}


def _links(marketplace: SellerMarketplace, window: Window) -> dict[str, str]:
    account = f"seller_id={marketplace.seller_id}&marketplace_id={marketplace.marketplace_id}"
    return {
        "stock": f"/v1/inventory/stock?{account}",
        "sales": f"/v1/inventory/sales?{account}&from_on={window.from_on}&to_on={window.to_on}",
    }
