"""What the ERP pushes of own warehouses: absolute counts, of which the newest of a warehouse and SKU is kept."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from services.inventory.marketplaces.operations import learn_marketplace, require_seller
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.models import Warehouse
from services.inventory.stock.repository import QUANTITIES, StockRepository
from services.inventory.stock.rules import CLOCK_TOLERANCE, Fate, Key, Observation, OwnDay, fates_of
from services.inventory.stock.schemas import KEY, ONE_NAME, InventoryStockItem, InventoryStockPush
from services.inventory.warehouses.operations import Named, Opened, open_warehouses
from services.inventory.warehouses.rules import serves
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.bulk.items import InvalidItem, key_of
from shared.bulk.results import Results, known_seller, unknown_sku
from shared.db import Session
from shared.db.columns import utc_text
from shared.findings.requests import ask_when_settled
from shared.problems import FieldError, field_error
from shared.texts import Text

Pair = tuple[str, str]
"""A seller account and a marketplace, by Amazon's ids."""

_COUNTED = "fulfillable_quantity"
_AHEAD = Text(en="Must not lie in the future", zh="不得晚于当前时间")
_UNKNOWN = Text(
    en="The seller account has no such warehouse; GET /v1/inventory/warehouses lists them",
    zh="该卖家账户没有此仓库；GET /v1/inventory/warehouses 列出全部仓库",
)
_NEW = Text(
    en="This made the warehouse, or brought it back: if another was meant, name that by `warehouse_id` or as it is "
    "called now, and delete this one",
    zh="此项新建或恢复了该仓库：若所指为其他仓库，请用其 `warehouse_id` 或现名指明，并删除此仓库",
)
_IGNORED = Text(
    en="Own stock is of no marketplace: this was ignored, and the warehouse serves all marketplaces unless told",
    zh="自有库存不属于任何站点：此项已忽略；仓库默认服务于全部站点",
)


class _Count(NamedTuple):
    """What an item tells; the warehouse by its id or, of an account, by its name."""

    seller_id: str
    item: InventoryStockItem
    seen: Observation

    @property
    def name(self) -> Named | None:
        """The account and the name, where that is given."""
        return None if self.item.warehouse is None else (self.seller_id, self.item.warehouse)


def unknown_sellers(session: Session, principal: Principal, data: InventoryStockPush) -> set[str]:
    """The accounts of a push that we have never met."""
    items = [item for item in data.items if isinstance(item, InventoryStockItem)]
    named = {item.seller_id or data.seller_id for item in items} - {None}
    known = {seller_id for seller_id, _ in MarketplaceRepository(session, principal.tenant_id).keys_by_pair()}
    return {seller_id for seller_id in named if seller_id is not None} - known


def push_inventory_stock(
    session: Session, principal: Principal, data: InventoryStockPush, *, new_pairs: Iterable[Pair], now: datetime
) -> dict[str, Any]:
    """Store what is newer than what is known, and say of each item what became of it: `InventoryStockResults`.

    `new_pairs` are the marketplaces of accounts that the gateway knows and we did not. Raises
    SellerAccountUnknownError.
    """
    for seller_id, marketplace_id in sorted(new_pairs):
        learn_marketplace(session, principal.tenant_id, seller_id, marketplace_id, now=now)
    keys = MarketplaceRepository(session, principal.tenant_id).keys_by_pair()
    require_seller(keys, data.seller_id)
    results = Results(key_of(item, KEY, data.seller_id) for item in data.items)
    read: dict[int, _Count] = {}
    for index, item in enumerate(data.items):
        told = _read(item, data.seller_id, {seller_id for seller_id, _ in keys}, now)
        if isinstance(told, list):
            results.refuse(index, told)
        else:
            read[index] = told
    opened = _open(session, principal, read, now=now)
    warehouses = _warehouses_of(opened, read)
    given: dict[int, tuple[Key, Observation]] = {}
    for index, count in read.items():
        warehouse = warehouses.get(index)
        if warehouse is None:
            results.refuse(index, [field_error("/warehouse_id", "warehouse-unknown", _UNKNOWN)])
        elif warehouse.deleted_at is not None:
            results.settle(index, "outdated", **_named(warehouse))
        else:
            given[index] = (count.item.sku, warehouse.warehouse_id), count.seen
    by_id = {warehouse.warehouse_id: warehouse for warehouse in warehouses.values()}
    for index, (outcome, repeats) in _store(session, principal, given, by_id, now=now).items():
        results.settle(index, outcome, repeats=repeats, **_named(warehouses[index]))
    _warn(session, principal.tenant_id, results, read, given, by_id)
    _warn_of_new(results, warehouses, opened.new_ids)
    return results.content()


def _read(
    item: InventoryStockItem | InvalidItem, seller_id: str | None, known: Collection[str], now: datetime
) -> _Count | list[FieldError]:
    """What an item tells, or what is wrong with it."""
    if isinstance(item, InvalidItem):
        return item.errors
    account = known_seller(item.seller_id or seller_id, known)
    if isinstance(account, FieldError):
        return [account]
    if (item.warehouse is None) == (item.warehouse_id is None):
        code = "missing" if item.warehouse is None else "named-twice"
        return [field_error("/warehouse", code, ONE_NAME)]
    if item.observed_at > now + CLOCK_TOLERANCE:
        return [field_error("/observed_at", "in-the-future", _AHEAD)]
    named = {name: getattr(item, name) for name in QUANTITIES if name in item.model_fields_set}
    return _Count(account, item, Observation(named, item.observed_at))


def _open(session: Session, principal: Principal, read: Mapping[int, _Count], *, now: datetime) -> Opened:
    newest: dict[Named, datetime] = {}
    for count in read.values():
        if count.name is not None:
            newest[count.name] = max(count.seen.observed_at, newest.get(count.name, count.seen.observed_at))
    ids = {count.item.warehouse_id for count in read.values() if count.item.warehouse_id is not None}
    return open_warehouses(session, principal, newest, ids, now=now)


def _warehouses_of(opened: Opened, read: Mapping[int, _Count]) -> dict[int, Warehouse]:
    """The warehouse of each item that leads to one; of a deleted one only where it is named."""
    found: dict[int, Warehouse] = {}
    for index, count in read.items():
        warehouse = opened.named[count.name] if count.name else opened.by_id.get(count.item.warehouse_id or "")
        if warehouse is not None and (count.name or _is_there(warehouse, count.seller_id)):
            found[index] = warehouse
    return found


def _is_there(warehouse: Warehouse, seller_id: str) -> bool:
    return warehouse.seller_id == seller_id and warehouse.deleted_at is None


def _store(
    session: Session,
    principal: Principal,
    given: Mapping[int, tuple[Key, Observation]],
    warehouses: Mapping[str, Warehouse],
    *,
    now: datetime,
) -> Mapping[int, Fate]:
    """Store the counts of warehouses that are locked, the days on which they changed, and who told of how many."""
    repository, stamp = StockRepository(session, principal.tenant_id), utc_text(now)
    before = repository.own({key for key, _ in given.values()})
    fates, changed = fates_of(given, before)
    rows = (
        (*key, *(seen.quantities.get(name) for name in QUANTITIES), utc_text(seen.observed_at), stamp)
        for key, seen in changed.items()
    )
    repository.store_own(rows, by=principal.actor_id)
    repository.store_own_days(_days_of(before, changed))
    _note(session, principal, given, fates, warehouses, now=now)
    return fates


def _days_of(before: Mapping[Key, Observation], counted: Mapping[Key, Observation]) -> Iterable[OwnDay]:
    """The days on which a warehouse's units changed: demand is reckoned by days with stock."""
    for key, seen in counted.items():
        units, stood = seen.quantities.get(_COUNTED), before.get(key)
        if units is not None and (stood is None or stood.quantities.get(_COUNTED) != units):
            yield *key, seen.observed_at.astimezone(UTC).date().isoformat(), units


def _note(
    session: Session,
    principal: Principal,
    given: Mapping[int, tuple[Key, Observation]],
    fates: Mapping[int, Fate],
    warehouses: Mapping[str, Warehouse],
    *,
    now: datetime,
) -> None:
    """Have it kept how many rows of each warehouse a push has changed, and judged; none changed leaves nothing."""
    counts: dict[str, Counter[str]] = {}
    for index, (outcome, _) in fates.items():
        counts.setdefault(given[index][0][1], Counter())[outcome] += 1
    for warehouse_id, counted in counts.items():
        if counted["created"] or counted["updated"]:
            seller_id = warehouses[warehouse_id].seller_id
            push = Change("stock", "pushed", warehouse_id, seller_id, after={"counts": dict(+counted)})
            audit.note(session, principal, principal.tenant_id, push, now=now)
            ask_when_settled(session, "inventory", principal.tenant_id, seller_id, now=now)


def _warn(
    session: Session,
    tenant_id: str,
    results: Results,
    read: Mapping[int, _Count],
    given: Mapping[int, tuple[Key, Observation]],
    warehouses: Mapping[str, Warehouse],
) -> None:
    """Warn of what was ignored, and of SKUs that Amazon has named on no marketplace of those that were read."""
    for index, count in read.items():
        if count.item.marketplace_id is not None:
            results.warn(index, field_error("/marketplace_id", "ignored", _IGNORED))
    skus: dict[str, set[str]] = {}
    for (sku, warehouse_id), _ in given.values():
        skus.setdefault(warehouse_id, set()).add(sku)
    unknown = {
        (sku, warehouse_id)
        for warehouse_id, named in skus.items()
        for sku in _unknown_to_amazon(session, tenant_id, warehouses[warehouse_id], named)
    }
    for index, (key, _) in given.items():
        if key in unknown:
            results.warn(index, unknown_sku())


def _warn_of_new(results: Results, warehouses: Mapping[int, Warehouse], new_ids: Collection[str]) -> None:
    """Warn once of each warehouse that the push has made: by a name that was mistyped, or changed here, too."""
    first: dict[str, int] = {}
    for index, warehouse in warehouses.items():
        first.setdefault(warehouse.warehouse_id, index)
    for warehouse_id in first.keys() & new_ids:
        results.warn(first[warehouse_id], field_error("/warehouse", "warehouse-new", _NEW))


def _unknown_to_amazon(session: Session, tenant_id: str, warehouse: Warehouse, skus: set[str]) -> set[str]:
    places = MarketplaceRepository(session, tenant_id).of_seller(warehouse.seller_id)
    served = {
        place.key
        for place in places
        if place.read_at is not None and serves(warehouse.marketplace_ids, [place.marketplace_id])
    }
    return StockRepository(session, tenant_id).unknown_to_amazon(served, skus) if served else set()


def _named(warehouse: Warehouse) -> dict[str, str]:
    return {"warehouse": warehouse.name, "warehouse_id": warehouse.warehouse_id}
