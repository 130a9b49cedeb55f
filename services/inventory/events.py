"""What the inventory service tells outside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from services.inventory.models import ErpConnection, ErpSync, Warehouse
from shared.auth import Principal
from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText
from shared.outbox import add_event

STOCK_FLAGGED = "stock.flagged"
STOCK_CLEARED = "stock.cleared"
STOCK_DELETED = "stock.deleted"
ErpConnectionWord = Literal["created", "updated", "deleted", "failed", "recovered"]
MAPPINGS_CHANGED = "sku_mappings.changed"
PoolWord = Literal["formed", "changed", "dissolved"]


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=STOCK_FLAGGED, cleared=STOCK_CLEARED, now=now)


def tell_warehouse(session: Session, principal: Principal, name: str, warehouse: Warehouse, *, now: datetime) -> None:
    """That a warehouse of the seller's own was made, changed or deleted."""
    data = {member: getattr(warehouse, member) for member in ("warehouse_id", "seller_id", "name", "version")}
    data["by_actor_id"] = principal.actor_id
    subject = f"warehouse:{warehouse.warehouse_id}"
    add_event(session, name=name, tenant_id=principal.tenant_id, subject=subject, data=data, now=now)


def tell_deleted(session: Session, principal: Principal, key: Mapping[str, str | None], *, now: datetime) -> None:
    """That what a warehouse held of a SKU was taken back."""
    data = {**key, "by_actor_id": principal.actor_id}
    subject = f"stock:{key['seller_id']}:{key['warehouse_id']}:{key['sku']}"
    add_event(session, name=STOCK_DELETED, tenant_id=principal.tenant_id, subject=subject, data=data, now=now)


def tell_mappings(
    session: Session, principal: Principal, seller_id: str, counts: Mapping[Any, int], *, now: datetime
) -> None:
    """That SKU mappings of an account were created, updated or deleted, and how many; their list says which."""
    data = {"seller_id": seller_id, "counts": dict(counts), "by_actor_id": principal.actor_id}
    subject, tenant_id = f"sku_mappings:{seller_id}", principal.tenant_id
    add_event(session, name=MAPPINGS_CHANGED, tenant_id=tenant_id, subject=subject, data=data, now=now)


def tell_pool(session: Session, done: PoolWord, tenant_id: str, pool: BaseModel, *, now: datetime) -> None:
    """That a pool was formed, has changed, or was dissolved."""
    data = pool.model_dump(mode="json")
    subject = f"pool:{data['seller_id']}:{data['pool_id']}"
    add_event(session, name=f"pool.{done}", tenant_id=tenant_id, subject=subject, data=data, now=now)


def tell_erp_connection(
    session: Session, done: ErpConnectionWord, connection: ErpConnection, *, now: datetime
) -> None:
    """That the connection of an ERP was made, changed or deleted, began to fail, or is well again."""
    names = ("connection_id", "erp", "enabled", "failures", "failing_since", "failure_code", "failure_detail")
    data = {name: getattr(connection, name) for name in (*names, "next_run_at", "version")}
    data["by_actor_id"] = None if done in ("failed", "recovered") else connection.changed_by
    subject = f"erp_connection:{connection.connection_id}"
    add_event(
        session, name=f"erp_connection.{done}", tenant_id=connection.tenant_id, subject=subject, data=data, now=now
    )


def tell_erp_sync(session: Session, sync: ErpSync, *, now: datetime) -> None:
    """That a reading of an ERP has ended, with the reason if it failed."""
    names = ("sync_id", "connection_id", "status", "is_whole", "is_dry_run", "failure_code", "failure_detail")
    data = {name: getattr(sync, name) for name in (*names, "requested_by", "created_at", "updated_at")}
    subject = f"erp_connection:{sync.connection_id}"
    add_event(session, name=f"erp_sync.{sync.status}", tenant_id=sync.tenant_id, subject=subject, data=data, now=now)
