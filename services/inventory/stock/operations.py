"""What one can do with stock: keep what Amazon tells, take what the ERP pushes, and list it."""

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime
from typing import Any

from services.inventory.marketplaces.operations import learn_marketplace, list_rows, unknown_member
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.stock.repository import QUANTITIES, ROWS, StockRepository
from services.inventory.stock.rules import CLOCK_TOLERANCE, MFN, Day, Key, Observation, outcomes_of
from services.inventory.stock.schemas import InventoryStockItem, InventoryStockPush, InventoryStockQuery
from shared.auth import Principal
from shared.db import Database, Session
from shared.db.columns import utc_text
from shared.problems import FieldError

Pair = tuple[str, str]
"""A seller account and a marketplace, by Amazon's ids."""

_AHEAD = FieldError(location="body", pointer="/observed_at", code="in-the-future", message="must not lie ahead")


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
    """Store what is newer than what is known, and say of each item what became of it: `InventoryItemResults`.

    `new_pairs` are accounts that the gateway knows and we did not.
    """
    for seller_id, marketplace_id in sorted(new_pairs):
        learn_marketplace(session, principal.tenant_id, seller_id, marketplace_id, now=now)
    keys = MarketplaceRepository(session, principal.tenant_id).keys_by_pair()
    latest = now + CLOCK_TOLERANCE
    results: list[dict[str, Any]] = []
    given: list[tuple[int, Key, Observation]] = []
    for index, item in enumerate(data.items):
        errors: list[FieldError] = []
        if not isinstance(item, InventoryStockItem):
            errors = item.errors
        elif (key := keys.get((item.seller_id, item.marketplace_id))) is None:
            errors = [unknown_member(keys, item.seller_id)]
        elif item.observed_at > latest:
            errors = [_AHEAD]
        else:
            quantities = tuple([getattr(item, name) for name in QUANTITIES])
            given.append((index, (key, item.sku, item.warehouse), Observation(quantities, item.observed_at)))
        results.append({"index": index, "status": "rejected", "errors": [error.model_dump() for error in errors]})
    outcomes = _store_push(StockRepository(session, principal.tenant_id), [each[1:] for each in given], now=now)
    for (index, *_), outcome in zip(given, outcomes, strict=True):
        results[index]["status"] = outcome
    return {"results": results}


def _store_push(
    repository: StockRepository, given: Sequence[tuple[Key, Observation]], *, now: datetime
) -> Sequence[str]:
    stored = repository.own(given)
    outcomes = outcomes_of(given, stored)
    stamp = utc_text(now)
    repository.store(
        (key, sku, MFN, warehouse, *seen.quantities, utc_text(seen.observed_at), stamp)
        for ((key, sku, warehouse), seen), outcome in zip(given, outcomes, strict=True)
        if outcome != "outdated"
    )
    return outcomes


def _pairs(data: InventoryStockPush) -> set[Pair]:
    return {(item.seller_id, item.marketplace_id) for item in data.items if isinstance(item, InventoryStockItem)}
