"""What one can do with the health of stock: keep what Amazon's reports say, and flag what needs a decision."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

import orjson

from services.inventory import events
from services.inventory.findings.repository import findings_of
from services.inventory.findings.rules import AGED, FLOW_CODES, STRANDED, TEXTS
from services.inventory.health.operations.sharing import positions_with_shares
from services.inventory.health.repository import ROWS, HealthRepository
from services.inventory.health.rules import checks, judges
from services.inventory.health.rules.contexts import JudgingContext, stocking
from services.inventory.health.rules.histories import Histories
from services.inventory.health.rules.ledgers import added
from services.inventory.health.rules.pooled import age_once, told_once
from services.inventory.health.rules.positions import WINDOW_DAYS, Position, position_of
from services.inventory.health.rules.series import Series
from services.inventory.health.schemas import StockHealthQuery
from services.inventory.marketplaces.operations import list_rows
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.marketplaces.rules import Window, day_of
from services.inventory.models import SellerMarketplace
from services.inventory.pools.operations import Shops, stock_of, stocks_of
from services.inventory.stock.operations import own_changes
from services.inventory.stock.repository import StockRepository
from services.inventory.stock.rules import AFN, MFN
from services.inventory.thresholds.operations import thresholds_of
from services.inventory.warehouses.operations import serving
from shared.auth import Principal
from shared.db import Database, Session
from shared.db.columns import utc_text
from shared.findings.judging import Seen, Sitting, judge
from shared.findings.operations import NO_LONGER_NAMED, POOLED, Scope
from shared.findings.rules import Key, ask
from shared.findings.stakes import bound_micros
from shared.rates import converted

_LONGEST_PUSH = timedelta(minutes=1)
"""A push is stamped when it begins, and seen when it has ended."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is seen of a stock: its positions, what they are judged under, what is stranded in each shop by SKU."""

    positions: Sequence[Position]
    context: JudgingContext
    stranded: Mapping[int, Mapping[str, Any]]

    def of(self, place: SellerMarketplace, standing: Set[Key]) -> Iterator[judges.Sight]:
        """As a shop sees it, which has offers of its own, and findings that stand."""
        context, stranded = replace(self.context, standing=standing), self.stranded.get(place.key, {})
        for position in self.positions:
            row = stranded.get(position.sku)
            quantity = 0 if row is None else row.quantity
            if quantity != position.stranded:
                position = replace(position, stranded=quantity, stranded_reason="" if row is None else row.reason)
            yield position, context


def flag_stocks(
    session: Session, stocks: Sequence[Shops], arrived: Collection[str] | None = None, *, now: datetime
) -> None:
    """Judge stocks of a locked account in one sitting, since they share what its own warehouses hold.

    Each is judged at its home, and at every shop what is stranded there. Findings that stood at the other shops
    before they were a pool end with that reason.
    """
    sights = cache(lambda: _see_all(session, stocks, now=now))

    def see(number: int) -> _Sight:
        return sights()[number]

    for number, shops in enumerate(stocks):
        for place in shops.places:
            judge(
                findings_of(session, place.tenant_id),
                Scope(place.seller_id, place.marketplace_id),
                judges.JUDGES,
                partial(_look, session, shops, place, partial(see, number), now=now),
                lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
                arrived=arrived,
                now=now,
            )


def flag_pushed(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> int:
    """Judge the stocks of a locked account of which the seller's own has changed since they were; how many."""
    changed_at = own_changes(session, tenant_id, seller_id)

    def is_changed(place: SellerMarketplace) -> bool:
        moment = changed_at(place.marketplace_id)
        return moment is not None and (place.judged_at is None or place.judged_at <= moment + _LONGEST_PUSH)

    changed = [shops for shops in stocks_of(session, tenant_id, seller_id) if any(map(is_changed, shops.places))]
    flag_stocks(session, changed, judges.FLOW, now=now)
    return len(changed)


def _look(
    session: Session,
    shops: Shops,
    place: SellerMarketplace,
    see: Callable[[], _Sight],
    sitting: Sitting[judges.Sight],
    *,
    now: datetime,
) -> Seen:
    """Ask the judges of every SKU, and write down its health where all is known that it is made of."""
    if not sitting.judges:
        return Seen(())
    sight, is_home = see(), place is shops.home
    context = sight.context
    if is_home and set(FLOW_CODES) <= set(sitting.codes):
        _store_health(session, shops, [checks.health_of(position, context) for position in sight.positions], now=now)
    asked = [each for each in sitting.judges if is_home or each.codes == (STRANDED,)]
    observed = ask(asked, sight.of(place, sitting.standing))
    thresholds = context.thresholds
    high = bound_micros(thresholds.high_stake_micros, thresholds.high_stake_currency, context.currency)
    return Seen(observed, high, _why_ended(session, shops, place, sight.positions))


def _see(session: Session, shops: Shops, *, now: datetime) -> _Sight:
    home = shops.home
    window = _window_of(session, shops, now=now)
    thresholds = thresholds_of(session, home.tenant_id, home.seller_id)
    counted_after = now - timedelta(days=thresholds.own_count_max_age_days)
    positions, series, stranded = _look_at(session, shops, window, counted_after)
    context = JudgingContext(
        thresholds=thresholds,
        window=window,
        currency=home.currency,
        seller_id=home.seller_id,
        marketplace_ids=shops.marketplace_ids,
        pool_id=shops.pool_id,
        standing=frozenset(),
        **stocking(positions, series, thresholds),
    )
    return _Sight(positions, context, stranded)


def _see_all(session: Session, stocks: Sequence[Shops], *, now: datetime) -> list[_Sight]:
    sights = [_see(session, shops, now=now) for shops in stocks]
    seen = [(sight.positions, sight.context) for sight in sights]
    shared = positions_with_shares(session, stocks, seen, now=now)
    return [replace(sight, positions=positions) for sight, positions in zip(sights, shared, strict=True)]


async def list_stock_health(database: Database, principal: Principal, query: StockHealthQuery) -> dict[str, Any]:
    """A page of the health of the tenant's stock, in the shape of StockHealthPage."""
    page = await list_rows(database, principal, query, ROWS)
    for item in page["items"]:
        pool_id, shares = item.pop("pool_id"), item.pop("shares")
        item["pool"] = None if pool_id is None else {"pool_id": pool_id, "marketplaces": orjson.Fragment(shares)}
    return page


def window_of(session: Session, place: SellerMarketplace, *, now: datetime) -> Window:
    """The 90 newest complete days, of the stock that a shop sells, that Amazon has told.

    They end where the ledger ends, which may be a day behind; without a ledger with the day before Amazon's
    present. That is what Amazon's clock said when the stock was read: `now` only where it was never read.
    """
    return _window_of(session, stock_of(session, place), now=now)


def positions_of(session: Session, place: SellerMarketplace, window: Window) -> list[Position]:
    """Every SKU of which there is or was some in the stock that a shop sells; not those whose units are not known.

    Of what is stranded in several shops the most is told.
    """
    return _look_at(session, stock_of(session, place), window)[0]


def repository_of(session: Session, shops: Shops) -> HealthRepository:
    """What is stored of a stock."""
    home = shops.home
    return HealthRepository(session, home.tenant_id, shops.keys, home.seller_id, shops.elsewhere)


def _window_of(session: Session, shops: Shops, *, now: datetime) -> Window:
    home = shops.home
    today = day_of(home.read_at or now, home.timezone)
    newest = repository_of(session, shops).newest_day()
    to_on = today if newest is None else min(today, newest + timedelta(days=1))
    return Window(to_on - timedelta(days=WINDOW_DAYS), to_on)


def _look_at(
    session: Session, shops: Shops, window: Window, counted_after: datetime | None = None
) -> tuple[list[Position], Series, dict[int, dict[str, Any]]]:
    """The positions, the series by week that their demand is reckoned from, and what is stranded in each shop."""
    repository, home = repository_of(session, shops), shops.home
    rates = {place.key: converted(1.0, place.currency, home.currency) for place in shops.places}
    own = StockRepository(session, home.tenant_id)
    warehouses = serving(session, home.tenant_id, home.seller_id, shops.marketplace_ids)
    stock: dict[str, dict[str, list[Any]]] = {}
    for channel, told in ((AFN, repository.stock()), (MFN, own.held(warehouses))):
        for row in told:
            stock.setdefault(row.sku, {AFN: [], MFN: []})[channel].append(row)
    once = {sku: {AFN: told_once(rows[AFN]), MFN: rows[MFN]} for sku, rows in sorted(stock.items())}
    known = {
        sku: rows
        for sku, rows in once.items()
        if all(row.fulfillable_quantity is not None for row in rows[AFN] or rows[MFN])
    }
    are_amazons = {sku: bool(rows[AFN]) for sku, rows in known.items()}
    histories = _histories(repository, own.own_counts(warehouses, window.to_on), window, are_amazons, rates)
    ages, stranded = age_once(repository.ages(), shops.keys, rates), dict[int, dict[str, Any]]()
    most = dict[str, Any]()
    for row in repository.stranded():
        stranded.setdefault(row.marketplace_key, {})[row.sku] = row
        most[row.sku] = max(most.get(row.sku, row), row, key=lambda each: each.quantity)
    told_in = {place.key: place.marketplace_id for place in shops.places}
    return (
        [
            position_of(sku, rows, ages.get(sku), most.get(sku), histories.of[sku], window, told_in, counted_after)
            for sku, rows in known.items()
        ],
        histories.series,
        stranded,
    )


def _histories(
    repository: HealthRepository,
    own_counts: Iterable[Any],
    window: Window,
    skus: Mapping[str, bool],
    rates: Mapping[int, float],
) -> Histories:
    """What is known of these SKUs, of which is told whether Amazon stores them."""
    histories = Histories(skus, window)
    histories.add_sales(repository.sold_by_week(window), list(rates.values()))
    histories.add_multi_channel(repository.multi_channel_by_week(window))
    histories.add_ledger(added(repository.stock_history(window)))
    histories.add_own_counts(own_counts)
    histories.look_back(repository.before(histories.reckon(), window))
    return histories


def _why_ended(
    session: Session, shops: Shops, place: SellerMarketplace, positions: Iterable[Position]
) -> Callable[[Key], str | None]:
    """That Amazon does not name a finding's SKU any more, in its stock or in the report that the finding is of; or
    that the stock of the shop is judged at another one."""
    named = {position.sku for position in positions}
    stranded = HealthRepository(session, place.tenant_id, [place.key]).named("stranded")
    of_code = {AGED: repository_of(session, shops).named("planning") & named, STRANDED: stranded & named}

    def why(key: Key) -> str | None:
        if place is not shops.home and key.code != STRANDED:
            return POOLED
        return None if key.subject_id in of_code.get(key.code, named) else NO_LONGER_NAMED

    return why


def store_ages(session: Session, tenant_id: str, marketplace_key: int, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep rows of the planning report; how many changed."""
    return HealthRepository(session, tenant_id, [marketplace_key]).store_ages(rows)


def store_stranded(session: Session, tenant_id: str, marketplace_key: int, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep rows of the stranded report; how many changed."""
    return HealthRepository(session, tenant_id, [marketplace_key]).store_stranded(rows)


def forget_absent(
    session: Session, tenant_id: str, marketplace_key: int, report: str, named: Set[str], present: datetime
) -> int:
    """Forget what a whole report of Amazon's `present` does not name, if one of a day before did not either."""
    return HealthRepository(session, tenant_id, [marketplace_key]).forget_absent(report, named, present)


def _store_health(session: Session, shops: Shops, healths: Iterable[tuple[Any, ...]], *, now: datetime) -> None:
    """The health of a stock stands at its home alone: who adds up a column counts it once."""
    stamp, (home, *others) = utc_text(now), shops.keys
    repository_of(session, shops).store_health((home, *health, stamp) for health in healths)
    if others:
        HealthRepository(session, shops.home.tenant_id, others).delete_health(now=now)
    for place in shops.places:
        MarketplaceRepository(session, place.tenant_id).note_judged(place.key, now)
