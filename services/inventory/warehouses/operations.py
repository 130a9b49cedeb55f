"""What one can do with own warehouses: list, name and delete them, and say which marketplaces they serve."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.inventory import events
from services.inventory.marketplaces.operations import require_sold
from services.inventory.models import Warehouse
from services.inventory.warehouses import rules
from services.inventory.warehouses.repository import WarehouseRepository, of_differing_counts
from services.inventory.warehouses.schemas import (
    InventoryWarehousePage,
    InventoryWarehouseQuery,
    InventoryWarehouseRead,
    InventoryWarehouseUpdate,
)
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.findings.requests import ask_when_settled
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.problems import NotFoundError, Problem
from shared.texts import Text

Named = tuple[str, str]
"""A seller account and a name that a warehouse has in it."""


class Opened(NamedTuple):
    """Warehouses that are locked: by account and name, by id, and the ids of those that were made or brought back."""

    named: dict[Named, Warehouse]
    by_id: dict[str, Warehouse]
    new_ids: set[str]


class WarehouseNameTakenError(Problem):
    """Another warehouse of the seller account has this name."""

    code, status = "warehouse-name-taken", 409
    title = Text(en="Another warehouse of the seller account has this name", zh="该卖家账户已有同名仓库")


def list_inventory_warehouses(
    session: Session, principal: Principal, query: InventoryWarehouseQuery
) -> InventoryWarehousePage:
    """A page of the tenant's warehouses. Raises the errors of cursors."""
    found = WarehouseRepository(session, principal.tenant_id).poll(query)
    return InventoryWarehousePage(items=[_read(warehouse) for warehouse in found.rows], **found.envelope)


def get_inventory_warehouse(session: Session, principal: Principal, warehouse_id: str) -> InventoryWarehouseRead:
    """One warehouse. Raises NotFoundError."""
    return _read(_require(WarehouseRepository(session, principal.tenant_id), warehouse_id))


def update_inventory_warehouse(
    session: Session,
    principal: Principal,
    warehouse_id: str,
    data: InventoryWarehouseUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> InventoryWarehouseRead:
    """Change a warehouse, and have its account judged anew; what is so already changes and tells nothing.

    Raises NotFoundError, PreconditionFailedError, WarehouseNameTakenError, and InvalidRequestError where its account
    does not sell on a marketplace.
    """
    repository = WarehouseRepository(session, principal.tenant_id)
    warehouse = _require(repository, warehouse_id, lock=True)
    check_match(if_match, warehouse.version)
    given, before = data.model_fields_set, _members(warehouse)
    if "name" in given and not repository.rename(warehouse, data.name):
        raise WarehouseNameTakenError
    if "marketplace_ids" in given:
        served = enumerate(data.marketplace_ids or ())
        named = ((f"/marketplace_ids/{number}", each) for number, each in served)
        require_sold(session, principal.tenant_id, warehouse.seller_id, named)
        warehouse.marketplace_ids = rules.joined(data.marketplace_ids)
    if _members(warehouse) == before:
        return _read(warehouse)
    warehouse.version += 1
    warehouse.changed_by = principal.actor_id
    warehouse.updated_at = now
    repository.save(warehouse)
    _tell(session, principal, warehouse, "updated", before, now=now)
    return _read(warehouse)


def delete_inventory_warehouse(
    session: Session, principal: Principal, warehouse_id: str, *, if_match: str | None, now: datetime
) -> None:
    """Delete a warehouse with what it holds. Raises NotFoundError and PreconditionFailedError."""
    repository = WarehouseRepository(session, principal.tenant_id)
    warehouse = _require(repository, warehouse_id, lock=True)
    check_match(if_match, warehouse.version)
    before = _members(warehouse)
    repository.empty(warehouse, by=principal.actor_id, now=now)
    warehouse.deleted_at = warehouse.updated_at = now
    warehouse.version += 1
    warehouse.changed_by = principal.actor_id
    repository.save(warehouse)
    _tell(session, principal, warehouse, "deleted", before, now=now)


def differing_counts(session: Session) -> list[str]:
    """Warehouses that hold the newest of several counts of an older release, as "seller name: SKUs", of all tenants.

    One is no longer among them once all that it holds has been counted again.
    """
    return [f"{seller_id} {name}: {skus}" for seller_id, name, skus in of_differing_counts(session)]


def serving(session: Session, tenant_id: str, seller_id: str, marketplace_ids: Collection[str]) -> set[str]:
    """The warehouses that serve one of these marketplaces, by id; deleted ones too, whose past is that of stock."""
    warehouses = WarehouseRepository(session, tenant_id).of_seller(seller_id)
    return {one.warehouse_id for one in warehouses if rules.serves(one.marketplace_ids, marketplace_ids)}


def known_ids(session: Session, tenant_id: str, warehouse_ids: Collection[str]) -> dict[str, str]:
    """The account of each of these warehouses that is there, by its id."""
    return WarehouseRepository(session, tenant_id).accounts_of(warehouse_ids)


def are_there(session: Session, tenant_id: str, seller_id: str) -> bool:
    """Whether an account has warehouses of its own."""
    return bool(served_of(session, tenant_id, seller_id, []))


def served_of(
    session: Session, tenant_id: str, seller_id: str, groups: Sequence[Collection[str]]
) -> dict[str, list[bool]]:
    """By id of each warehouse of an account that is there, which of these groups of marketplaces it serves."""
    warehouses = WarehouseRepository(session, tenant_id).of_seller(seller_id)
    there = [one for one in warehouses if one.deleted_at is None]
    return {one.warehouse_id: [rules.serves(one.marketplace_ids, ids) for ids in groups] for one in there}


def open_warehouses(
    session: Session, principal: Principal, counted: Mapping[Named, datetime], ids: Collection[str], *, now: datetime
) -> Opened:
    """The warehouses of these names, each made if it is new, and those of these ids that there are; all are locked.

    The caller knows the accounts. `counted` says when what is to be told of each name was counted: what is newer than
    the deletion of a warehouse brings it back, as it was and empty.
    """
    repository, sellers = WarehouseRepository(session, principal.tenant_id), {seller_id for seller_id, _ in counted}
    names, new_ids = {name for _, name in counted}, set[str]()
    for seller_id, name in sorted(counted.keys() - repository.named(sellers, names).keys()):
        made = Warehouse(
            warehouse_id=uuid7(),
            tenant_id=principal.tenant_id,
            seller_id=seller_id,
            name=name,
            changed_by=principal.actor_id,
            created_at=now,
            updated_at=now,
        )
        if repository.add_missing(made):
            new_ids.add(made.warehouse_id)
            _tell(session, principal, made, "created", None, now=now)
    known = {named: one.warehouse_id for named, one in repository.named(sellers, names).items() if named in counted}
    locked = repository.lock({*known.values(), *ids})
    for named, warehouse_id in known.items():
        warehouse = locked[warehouse_id]
        if warehouse.deleted_at is not None and counted[named] > warehouse.deleted_at:
            warehouse.deleted_at, warehouse.updated_at, warehouse.changed_by = None, now, principal.actor_id
            warehouse.version += 1
            repository.save(warehouse)
            new_ids.add(warehouse_id)
            _tell(session, principal, warehouse, "created", None, now=now)
    return Opened({named: locked[warehouse_id] for named, warehouse_id in known.items()}, locked, new_ids)


def _require(repository: WarehouseRepository, warehouse_id: str, *, lock: bool = False) -> Warehouse:
    warehouse = repository.get(warehouse_id, lock=lock)
    if warehouse is None:
        raise NotFoundError
    return warehouse


def _members(warehouse: Warehouse) -> dict[str, Any]:
    served = rules.served(warehouse.marketplace_ids)
    return {"name": warehouse.name, "marketplace_ids": served, "version": warehouse.version}


def _tell(
    session: Session,
    principal: Principal,
    warehouse: Warehouse,
    done: str,
    before: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    """Tell the outside and the audit trail, and have the account judged anew."""
    after = None if warehouse.deleted_at else _members(warehouse)
    change = Change("warehouse", done, warehouse.warehouse_id, warehouse.seller_id, before=before, after=after)
    audit.note(session, principal, principal.tenant_id, change, now=now)
    events.tell_warehouse(session, principal, f"warehouse.{done}", warehouse, now=now)
    ask_when_settled(session, "inventory", principal.tenant_id, warehouse.seller_id, now=now)


def _read(warehouse: Warehouse) -> InventoryWarehouseRead:
    same = {name: getattr(warehouse, name) for name in InventoryWarehouseRead.model_fields}
    return InventoryWarehouseRead.model_validate(same | {"marketplace_ids": rules.served(warehouse.marketplace_ids)})
