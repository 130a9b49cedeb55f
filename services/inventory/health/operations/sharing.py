"""What an account's own warehouses hold, shared among its stocks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.inventory.health.repository.asks import AskRepository
from services.inventory.health.rules.contexts import JudgingContext
from services.inventory.health.rules.positions import Position
from services.inventory.health.rules.sharing import Ask, Own, ask_of, stored_ask
from services.inventory.pools.operations import Shops, stocks_of
from services.inventory.stock.repository import StockRepository
from services.inventory.warehouses.operations import served_of
from shared.db import Session


def positions_with_shares(
    session: Session,
    stocks: Sequence[Shops],
    seen: Sequence[tuple[Sequence[Position], JudgingContext]],
    *,
    now: datetime,
) -> list[Sequence[Position]]:
    """The positions of each of these stocks, which are judged now, with its share of what own warehouses hold.

    The other stocks of the account, which is locked, keep what they hold. What was to be sent of a SKU that is not
    known any more is let go.
    """
    tenant_id, seller_id = stocks[0].home.tenant_id, stocks[0].home.seller_id
    groups = stocks_of(session, tenant_id, seller_id)
    served = served_of(session, tenant_id, seller_id, [shops.marketplace_ids for shops in groups])
    counts = list(StockRepository(session, tenant_id).held(served.keys()))
    if not counts:
        return [positions for positions, _ in seen]
    bounds, repository = seen[0][1], AskRepository(session, tenant_id)
    asks: dict[int, dict[str, Ask]] = {shops.home.key: {} for shops in groups}
    held: dict[int, list[str]] = {key: [] for key in asks}
    own_skus = {row.sku for row in counts}
    for row in repository.asks(list(asks)):
        if row.units_to_send:
            held[row.marketplace_key].append(row.sku)
        if row.sku in own_skus:
            asks[row.marketplace_key][row.sku] = stored_ask(row, bounds.needed_days)
    judged = [shops.home.key for shops in stocks]
    for key, (positions, context) in zip(judged, seen, strict=True):
        named = {position.sku for position in positions}
        repository.let_go(key, [sku for sku in held[key] if sku not in named], now=now)
        asks[key] = {position.sku: ask_of(position, context) for position in positions if position.sku in own_skus}
    own = Own(counts, served, now - timedelta(days=bounds.thresholds.own_count_max_age_days))
    shares = own.share(list(asks.values()), [key in judged for key in asks])
    numbers = {key: number for number, key in enumerate(asks)}
    return [shares.of(numbers[key], positions) for key, (positions, _) in zip(judged, seen, strict=True)]
