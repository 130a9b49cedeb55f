"""What one can do with stock: keep what Amazon tells, take what the ERP pushes, and list it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any

from services.inventory import events
from services.inventory.marketplaces.operations import (
    find_key,
    learn_marketplace,
    list_rows,
    require_key,
    require_seller,
)
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.marketplaces.rules import day_of
from services.inventory.stock.repository import QUANTITIES, ROWS, StockRepository
from services.inventory.stock.rules import CLOCK_TOLERANCE, MFN, Day, Fate, Key, Observation, OwnDay, fates_of
from services.inventory.stock.schemas import (
    KEY,
    InventoryStockItem,
    InventoryStockKey,
    InventoryStockPush,
    InventoryStockQuery,
)
from shared import audit
from shared.audit import Change, pushed
from shared.auth import Principal
from shared.bulk.items import InvalidItem, key_of
from shared.bulk.results import Results, unknown_sku
from shared.db import Database, Session
from shared.db.columns import utc_text
from shared.findings.requests import ask_when_settled
from shared.problems import FieldError, NotFoundError, field_error
from shared.texts import Text

Pair = tuple[str, str]
"""A seller account and a marketplace, by Amazon's ids."""

_COUNTED = "fulfillable_quantity"
_AHEAD = Text(en="Must not lie in the future", zh="不得晚于当前时间")


def store_stock(session: Session, tenant_id: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep observations of stock; how many rows changed. What is not among them stays as it is."""
    return StockRepository(session, tenant_id).store(rows)


def note_absent(
    session: Session, tenant_id: str, marketplace_key: int, named: Set[str], present: datetime, *, now: datetime
) -> None:
    """Note what a whole answer of Amazon's, made at its `present`, does not name: that is neither 0 nor as it was."""
    StockRepository(session, tenant_id).note_absent(marketplace_key, named, present, now=now)


def store_days(session: Session, tenant_id: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep days of Amazon's ledger; how many changed."""
    return StockRepository(session, tenant_id).store_days(rows)


def store_ledger(session: Session, tenant_id: str, seller_id: str, days: Iterable[Day]) -> int:
    """Keep days of an account's ledger, those of places where it has no shop apart; how many changed."""
    repository = StockRepository(session, tenant_id)
    own: list[Day] = []
    elsewhere: list[Day] = []
    for day in days:
        (own if isinstance(day[0], int) else elsewhere).append(day)
    return repository.store_days(own) + repository.store_days_elsewhere(seller_id, elsewhere)


def newest_day(session: Session, tenant_id: str, marketplace_keys: Sequence[int]) -> date | None:
    """The newest day that the ledger has told of all these marketplaces; None where it never told of one."""
    repository = StockRepository(session, tenant_id)
    known = [day for key in marketplace_keys if (day := repository.newest_day(key)) is not None]
    return min(known) if known and len(known) == len(marketplace_keys) else None


async def list_inventory_stock(
    database: Database, principal: Principal, query: InventoryStockQuery
) -> dict[str, Any]:
    """A page of the tenant's stock, in the shape of InventoryStockPage."""
    return await list_rows(database, principal, query, ROWS)


def unknown_pairs(session: Session, principal: Principal, data: InventoryStockPush) -> set[Pair]:
    """The accounts and marketplaces of a push that we have never met."""
    return _pairs(data) - MarketplaceRepository(session, principal.tenant_id).keys_by_pair().keys()


def push_inventory_stock(
    session: Session, principal: Principal, data: InventoryStockPush, *, new_pairs: Iterable[Pair], now: datetime
) -> dict[str, Any]:
    """Store what is newer than what is known, and say of each item what became of it: `InventoryStockResults`.

    `new_pairs` are accounts that the gateway knows and we did not. Raises SellerAccountUnknownError.
    """
    for seller_id, marketplace_id in sorted(new_pairs):
        learn_marketplace(session, principal.tenant_id, seller_id, marketplace_id, now=now)
    keys = MarketplaceRepository(session, principal.tenant_id).keys_by_pair()
    require_seller(keys, data.seller_id)
    results = Results(key_of(item, KEY, data.seller_id) for item in data.items)
    given: dict[int, tuple[Key, Observation]] = {}
    for index, item in enumerate(data.items):
        read = _read(item, data.seller_id, keys, now)
        if isinstance(read, list):
            results.refuse(index, read)
        else:
            given[index] = read
    for index, (outcome, repeats) in _store_push(session, principal, given, now=now).items():
        results.settle(index, outcome, repeats=repeats)
    for index in _unknown_to_amazon(session, principal.tenant_id, given):
        results.warn(index, unknown_sku())
    return results.content()


def delete_inventory_stock(session: Session, principal: Principal, key: InventoryStockKey, *, now: datetime) -> None:
    """Take back what one of the seller's own warehouses holds of a SKU. Raises NotFoundError."""
    marketplace = MarketplaceRepository(session, principal.tenant_id).find(key.seller_id, key.marketplace_id)
    if marketplace is None:
        raise NotFoundError
    repository = StockRepository(session, principal.tenant_id)
    repository.lock_pushes([marketplace.key])
    if not repository.delete(marketplace.key, key.sku, key.warehouse, by=principal.actor_id, now=now):
        raise NotFoundError
    gone_on = day_of(now, marketplace.timezone).isoformat()
    repository.store_own_days([(marketplace.key, key.sku, key.warehouse, gone_on, 0)])
    subject = f"{key.seller_id}:{key.marketplace_id}:{key.sku}:{key.warehouse}"
    gone = Change("stock", "deleted", subject, key.seller_id, key.marketplace_id)
    audit.note(session, principal, principal.tenant_id, gone, now=now)
    ask_when_settled(session, "inventory", principal.tenant_id, key.seller_id, now=now)
    events.tell_deleted(session, principal, key.model_dump(), now=now)


def _read(
    item: InventoryStockItem | InvalidItem, seller_id: str | None, keys: Mapping[Pair, int], now: datetime
) -> tuple[Key, Observation] | list[FieldError]:
    """What an item tells, or what is wrong with it."""
    if isinstance(item, InvalidItem):
        return item.errors
    key = find_key(keys, item.seller_id or seller_id, item.marketplace_id)
    if isinstance(key, FieldError):
        return [key]
    if item.observed_at > now + CLOCK_TOLERANCE:
        return [field_error("/observed_at", "in-the-future", _AHEAD)]
    named = {name: getattr(item, name) for name in QUANTITIES if name in item.model_fields_set}
    return (key, item.sku, item.warehouse), Observation(named, item.observed_at)


def _store_push(
    session: Session, principal: Principal, given: Mapping[int, tuple[Key, Observation]], *, now: datetime
) -> Mapping[int, Fate]:
    repository = StockRepository(session, principal.tenant_id)
    keys = {key for key, _ in given.values()}
    repository.lock_pushes(key[0] for key in keys)
    before = repository.own(keys)
    fates, changed = fates_of(given, before)
    stamp = utc_text(now)
    repository.store(
        (
            (
                key,
                sku,
                MFN,
                warehouse,
                *(seen.quantities.get(name) for name in QUANTITIES),
                utc_text(seen.observed_at),
                stamp,
            )
            for (key, sku, warehouse), seen in changed.items()
        ),
        by=principal.actor_id,
    )
    _keep_days(session, principal.tenant_id, before, changed)
    _note(session, principal, given, fates, now=now)
    return fates


def _keep_days(
    session: Session, tenant_id: str, before: Mapping[Key, Observation], counted: Mapping[Key, Observation]
) -> None:
    """Keep the days on which a warehouse's units changed: demand is reckoned by days with stock."""
    zones: dict[int, str] = {}
    rows: list[OwnDay] = []
    for key, seen in counted.items():
        units, stood = seen.quantities.get(_COUNTED), before.get(key)
        if units is None or (stood is not None and stood.quantities.get(_COUNTED) == units):
            continue
        zone = zones.get(key[0]) or zones.setdefault(key[0], require_key(session, tenant_id, key[0]).timezone)
        rows.append((*key, day_of(seen.observed_at, zone).isoformat(), units))
    StockRepository(session, tenant_id).store_own_days(rows)


def _note(
    session: Session,
    principal: Principal,
    given: Mapping[int, tuple[Key, Observation]],
    fates: Mapping[int, Fate],
    *,
    now: datetime,
) -> None:
    """Have it kept how many rows of each marketplace a push has changed, and judged; none changed leaves nothing."""
    counts: dict[int, Counter[str]] = {}
    for index, (outcome, _) in fates.items():
        counts.setdefault(given[index][0][0], Counter())[outcome] += 1
    for key, counted in counts.items():
        if counted["created"] or counted["updated"]:
            place = require_key(session, principal.tenant_id, key)
            push = pushed("stock", place.seller_id, place.marketplace_id, +counted)
            audit.note(session, principal, principal.tenant_id, push, now=now)
            ask_when_settled(session, "inventory", principal.tenant_id, place.seller_id, now=now)


def _unknown_to_amazon(session: Session, tenant_id: str, given: Mapping[int, tuple[Key, Observation]]) -> list[int]:
    """The items whose SKUs Amazon has not named, on marketplaces that were read."""
    named: dict[int, set[str]] = {}
    for (key, sku, _), _ in given.values():
        named.setdefault(key, set()).add(sku)
    repository = StockRepository(session, tenant_id)
    unknown = {
        (key, sku)
        for key, skus in named.items()
        if require_key(session, tenant_id, key).read_at is not None
        for sku in repository.unknown_to_amazon(key, skus)
    }
    return [index for index, (key, _) in given.items() if key[:2] in unknown]


def _pairs(data: InventoryStockPush) -> set[Pair]:
    """The accounts and marketplaces that are named."""
    items = [item for item in data.items if isinstance(item, InventoryStockItem)]
    named = [(item.seller_id or data.seller_id, item.marketplace_id) for item in items]
    return {(seller_id, marketplace_id) for seller_id, marketplace_id in named if seller_id is not None}
