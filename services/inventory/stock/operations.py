"""What one can do with stock: keep what Amazon tells, list all, and take back what the ERP has pushed."""

from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date, datetime, timedelta
from typing import Any

from services.inventory import events
from services.inventory.models import Warehouse
from services.inventory.stock.repository import StockRepository
from services.inventory.stock.repository.lists import ROWS
from services.inventory.stock.rules import Day
from services.inventory.stock.schemas import InventoryStockKey, InventoryStockQuery
from services.inventory.warehouses.repository import WarehouseRepository
from services.inventory.warehouses.rules import serves
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Database, Session
from shared.findings.requests import ask_when_settled
from shared.problems import NotFoundError

_OURS = ("marketplace_key", "pos", "warehouse_name", "max_age_days")


def store_stock(session: Session, tenant_id: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep observations of stock; how many rows changed. What is not among them stays as it is."""
    return StockRepository(session, tenant_id).store(rows)


def note_absent(
    session: Session, tenant_id: str, marketplace_key: int, named: Set[str], present: datetime, *, now: datetime
) -> None:
    """Note what a whole answer of Amazon's, made at its `present`, does not name: that is neither 0 nor as it was."""
    StockRepository(session, tenant_id).note_absent(marketplace_key, named, present, now=now)


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
    database: Database, principal: Principal, query: InventoryStockQuery, *, now: datetime
) -> dict[str, Any]:
    """A page of the tenant's stock, in the shape of InventoryStockPage. Raises the errors of cursors."""
    found = await ROWS.poll(database, principal.tenant_id, query)
    return {"items": [_shown(row, now) for row in found.rows], **found.envelope}


def own_changes(session: Session, tenant_id: str, seller_id: str) -> Callable[[str], datetime | None]:
    """When what an account's own warehouses hold last changed for a marketplace, by its id; None if it never has.

    That a warehouse was changed itself concerns all: it may have served other marketplaces before.
    """
    warehouses = WarehouseRepository(session, tenant_id).of_seller(seller_id)
    held = StockRepository(session, tenant_id).own_changed_at({one.warehouse_id for one in warehouses})

    def changed_at(marketplace_id: str) -> datetime | None:
        serving = [one for one in warehouses if serves(one.marketplace_ids, [marketplace_id])]
        moments = [held[one.warehouse_id] for one in serving if one.warehouse_id in held]
        return max((*moments, *(one.updated_at for one in warehouses)), default=None)

    return changed_at


def delete_inventory_stock(session: Session, principal: Principal, key: InventoryStockKey, *, now: datetime) -> None:
    """Take back what one of the seller's own warehouses holds of a SKU. Raises NotFoundError."""
    warehouse = _locked(session, principal, key)
    repository = StockRepository(session, principal.tenant_id)
    if not repository.delete(key.sku, warehouse.warehouse_id, by=principal.actor_id, now=now):
        raise NotFoundError
    repository.store_own_days([(key.sku, warehouse.warehouse_id, now.date().isoformat(), 0)])
    gone = Change("stock", "deleted", f"{key.seller_id}:{warehouse.warehouse_id}:{key.sku}", key.seller_id)
    audit.note(session, principal, principal.tenant_id, gone, now=now)
    ask_when_settled(session, "inventory", principal.tenant_id, key.seller_id, now=now)
    named = {"seller_id": key.seller_id, "marketplace_id": None, "sku": key.sku}
    held = {"warehouse": warehouse.name, "warehouse_id": warehouse.warehouse_id}
    events.tell_deleted(session, principal, named | held, now=now)


def _shown(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A row as it is told; moments are texts on SQLite."""
    counted_at = row["observed_at"]
    moment = datetime.fromisoformat(counted_at) if isinstance(counted_at, str) else counted_at
    is_old = row["warehouse_id"] is not None and moment < now - timedelta(days=row["max_age_days"])
    told = {name: value for name, value in row.items() if name not in _OURS}
    return told | {"warehouse": row["warehouse_name"], "is_old": is_old}


def _locked(session: Session, principal: Principal, key: InventoryStockKey) -> Warehouse:
    warehouses = WarehouseRepository(session, principal.tenant_id)
    warehouse_id = key.warehouse_id
    if key.warehouse is not None:
        named = warehouses.named([key.seller_id], [key.warehouse]).get((key.seller_id, key.warehouse))
        warehouse_id = None if named is None else named.warehouse_id
    found = warehouses.lock([warehouse_id or ""]).get(warehouse_id or "")
    if found is None or found.seller_id != key.seller_id:
        raise NotFoundError
    return found
