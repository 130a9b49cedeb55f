"""What is done with records of an ERP: compared with what is known, stored, and shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from services.inventory.erp_records import rules
from services.inventory.erp_records.repository import ErpRecordRepository
from services.inventory.erp_records.rules import Change, Part, Record
from services.inventory.erp_records.schemas import (
    ErpPlacePage,
    ErpPlaceQuery,
    ErpPlaceRead,
    ErpProductPage,
    ErpProductQuery,
    ErpProductRead,
)
from services.inventory.models import ErpConnection
from shared.auth import Principal
from shared.db import Session
from shared.money import of_micros


def list_erp_products(session: Session, principal: Principal, query: ErpProductQuery) -> ErpProductPage:
    """A page of the SKUs and bundles of the tenant's ERPs. Raises the errors of cursors."""
    found = ErpRecordRepository(session, principal.tenant_id).poll_products(query)
    return ErpProductPage(items=[_product(row) for row in found.rows], **found.envelope)


def list_erp_places(session: Session, principal: Principal, query: ErpPlaceQuery) -> ErpPlacePage:
    """A page of the shops and warehouses of the tenant's ERPs. Raises the errors of cursors."""
    found = ErpRecordRepository(session, principal.tenant_id).poll_places(query)
    return ErpPlacePage(items=[ErpPlaceRead.model_validate(row) for row in found.rows], **found.envelope)


def store_records(
    session: Session,
    connection: ErpConnection,
    part: Part,
    records: Mapping[str, Record],
    *,
    observed_at: datetime,
    now: datetime,
    dry: bool = False,
) -> list[Change]:
    """Store what readable records tell anew, each key once; what it changes. In a `dry` run nothing is stored.

    Of what is not told nothing changes: what an ERP leaves out is no zero.
    """
    repository = ErpRecordRepository(session, connection.tenant_id)
    if part == "stock":
        return _store_stock(repository, connection, records, observed_at=observed_at, now=now, dry=dry)
    told = {key: dict(record.content) for key, record in records.items()}
    if part in rules.KINDS:
        kind = rules.KINDS[part]
        changes = rules.changes_of(kind, told, repository.places(connection.connection_id, kind))
        if not dry:
            repository.store_places(connection.connection_id, kind, _after(changes), now=now)
        return changes
    for row in told.values():
        row["currency"] = connection.currency
    changes = rules.changes_of("product", told, repository.products(told.keys()))
    if not dry:
        repository.store_products(connection.connection_id, _after(changes), now=now)
    return changes


def _store_stock(
    repository: ErpRecordRepository,
    connection: ErpConnection,
    records: Mapping[str, Record],
    *,
    observed_at: datetime,
    now: datetime,
    dry: bool,
) -> list[Change]:
    known = repository.counts(connection.connection_id, records.keys())
    told = dict(rules.counts_in(records))
    changes = []
    for (sku, place), after in told.items():
        before = known.get((sku, place))
        if before is None or any(before[name] != value for name, value in after.items()):
            was = None if before is None else {name: before[name] for name in after}
            changes.append(Change("count", sku, place, was, after))
    products = repository.products(records.keys())
    moving = {
        sku: units
        for sku, units in ((sku, rules.in_transit_of(record)) for sku, record in records.items())
        if sku in products and products[sku]["in_transit_quantity"] != units
    }
    if not dry:
        repository.store_counts(
            connection.connection_id,
            [
                {"erp_sku": sku, "erp_warehouse_id": place, "observed_at": observed_at} | after
                for (sku, place), after in sorted(told.items())
            ],
        )
        repository.store_in_transit(moving, now=now)
    return changes


def _after(changes: Sequence[Change]) -> dict[str, Mapping[str, Any]]:
    return {change.erp_sku: change.after for change in changes}


def _product(row: Mapping[str, Any]) -> ErpProductRead:
    prices = {
        name: None if row[f"{name}_micros"] is None else of_micros(row[f"{name}_micros"], row["currency"])
        for name in ("purchase_price", "stock_cost")
    }
    parts = None if row["parts"] is None else orjson.loads(row["parts"])
    return ErpProductRead.model_validate(dict(row) | prices | {"parts": parts})
