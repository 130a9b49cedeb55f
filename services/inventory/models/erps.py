"""The ERP: how it is reached, what it has told, and how each reading of it went (ADR-0053)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, column
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.db import UtcDateTime
from shared.db.positions import position_field
from shared.syncs.columns import UNDER_WAY

_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}
_IS_THERE, _IS_UNDER_WAY = column("deleted_at").is_(None), column("status").in_(UNDER_WAY)


class ErpConnection(InventoryModel, table=True):
    """How a tenant's ERP is reached, and how reading it goes.

    `secret` is sealed. `warehouses` is JSON: pairs of the ERP's warehouse and one of ours. `failures` are syncs in a
    row that have failed; after some of them `next_run_at` moves away, and never for good. `whole_read_at` is when the
    last whole reading began, `read_until` when the last one of any kind did.
    """

    __tablename__ = "erp_connection"
    __table_args__ = (
        Index("ix_erp_connection_position", "tenant_id", "pos", "connection_id", "updated_at"),
        Index(
            *("ix_erp_connection_account", "tenant_id", "erp", "app_key"),
            unique=True,
            sqlite_where=_IS_THERE,
            postgresql_where=_IS_THERE,
        ),
        Index("ix_erp_connection_deleted", "deleted_at", sqlite_where=~_IS_THERE, postgresql_where=~_IS_THERE),
    )

    connection_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    livemode: bool
    erp: str = Field(max_length=20)
    app_key: str = Field(max_length=100)
    secret: str
    base_url: str = Field(max_length=2000)
    protocol_version: str | None = Field(default=None, max_length=10)
    currency: str = Field(max_length=3)
    warehouses: str
    enabled: bool
    every_minutes: int
    version: int = 1
    changed_by: str = Field(max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_run_at: datetime = Field(sa_type=UtcDateTime)
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    whole_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pos: int | None = position_field()


class ErpPlace(InventoryModel, table=True):
    """A shop or a warehouse, as the ERP calls it; `kind` is `shop` or `warehouse`."""

    __tablename__ = "erp_place"
    __table_args__ = (Index("ix_erp_place_position", "tenant_id", "pos", "connection_id", "kind", "erp_id"), _BY_KEY)

    tenant_id: str = Field(primary_key=True, max_length=36)
    connection_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(primary_key=True, max_length=10)
    erp_id: str = Field(primary_key=True, max_length=50)
    name: str = Field(max_length=200)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()


class ErpProduct(InventoryModel, table=True):
    """A SKU of the ERP's, or a bundle of some.

    Prices are millionths of the currency. `parts` is JSON of a bundle: its SKUs and how many of each. `status` is the
    ERP's own number. What the ERP does not tell is null. `in_transit_quantity` are units that were bought and have
    not come, in all of its warehouses. `connection_id` is that of the account which told of it last.
    """

    __tablename__ = "erp_product"
    __table_args__ = (Index("ix_erp_product_position", "tenant_id", "pos", "erp_sku", "updated_at"), _BY_KEY)

    tenant_id: str = Field(primary_key=True, max_length=36)
    erp_sku: str = Field(primary_key=True, max_length=100)
    connection_id: str = Field(max_length=36)
    is_bundle: bool
    name_cn: str | None = Field(default=None, max_length=500)
    name_en: str | None = Field(default=None, max_length=500)
    status: int | None = None
    purchase_price_micros: int | None = Field(default=None, sa_type=BigInteger)
    stock_cost_micros: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(max_length=3)
    warning_days: int | None = None
    in_transit_quantity: int | None = Field(default=None, sa_type=BigInteger)
    parts: str | None = None
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()


class ErpCount(InventoryModel, table=True):
    """What one of the ERP's warehouses has of a SKU to sell, and bought units on their way there."""

    __tablename__ = "erp_count"
    __table_args__ = (_BY_KEY,)

    tenant_id: str = Field(primary_key=True, max_length=36)
    connection_id: str = Field(primary_key=True, max_length=36)
    erp_sku: str = Field(primary_key=True, max_length=100)
    erp_warehouse_id: str = Field(primary_key=True, max_length=50)
    available_quantity: int = Field(sa_type=BigInteger)
    in_transit_quantity: int | None = Field(default=None, sa_type=BigInteger)
    observed_at: datetime = Field(sa_type=UtcDateTime)


class ErpSync(InventoryModel, table=True):
    """One reading of the ERP, of all or of what changed since; a dry run stores nothing but what it would change.

    `wanted` is JSON: the one part, and the SKUs, that a replay asks for.
    """

    __tablename__ = "erp_sync"
    __table_args__ = (
        Index("ix_erp_sync_position", "tenant_id", "pos", "sync_id", "updated_at"),
        Index(
            *("uq_erp_sync_under_way", "tenant_id", "connection_id"),
            unique=True,
            sqlite_where=_IS_UNDER_WAY,
            postgresql_where=_IS_UNDER_WAY,
        ),
    )

    sync_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    connection_id: str = Field(max_length=36)
    status: str = Field(max_length=10)
    is_whole: bool
    is_dry_run: bool
    wanted: str | None = None
    requested_by: str | None = Field(default=None, max_length=36)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()


class ErpSyncPart(InventoryModel, table=True):
    """One part of such a reading: pages read, records by their key, and what became of them."""

    __tablename__ = "erp_sync_part"

    sync_id: str = Field(primary_key=True, max_length=36)
    part: str = Field(primary_key=True, max_length=20)
    status: str = Field(max_length=10)
    pages: int = 0
    rows_received: int = Field(default=0, sa_type=BigInteger)
    rows_changed: int = Field(default=0, sa_type=BigInteger)
    rows_rejected: int = Field(default=0, sa_type=BigInteger)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)


class ErpRecord(InventoryModel, table=True):
    """A record as a sync under way has read it, until it is applied: each once, however often a page brought it.

    `content` is JSON: what we make of the record or, with a `reason`, the record itself, which cannot be read.
    """

    __tablename__ = "erp_record"
    __table_args__ = (_BY_KEY,)

    sync_id: str = Field(primary_key=True, max_length=36)
    part: str = Field(primary_key=True, max_length=20)
    erp_sku: str = Field(primary_key=True, max_length=100)
    content: str
    reason: str | None = Field(default=None, max_length=50)
    detail: str | None = Field(default=None, max_length=500)
    observed_at: datetime = Field(sa_type=UtcDateTime)


class ErpChange(InventoryModel, table=True):
    """What a dry run would have changed; `before` (null of what is new) and `after` are JSON."""

    __tablename__ = "erp_change"
    __table_args__ = (_BY_KEY,)

    sync_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(primary_key=True, max_length=20)
    erp_sku: str = Field(primary_key=True, max_length=100)
    place: str = Field(primary_key=True, max_length=150)
    before: str | None = None
    after: str


class ErpDeadLetter(InventoryModel, table=True):
    """A record of the ERP's that cannot be read, with the reason; one of each record, however often it comes.

    `status` is open, resolved (the ERP has told it well since) or dismissed. `record` is JSON, as the ERP told it.
    """

    __tablename__ = "erp_dead_letter"
    __table_args__ = (
        UniqueConstraint("connection_id", "part", "erp_sku"),
        Index("ix_erp_dead_letter_position", "tenant_id", "pos", "dead_letter_id", "updated_at"),
    )

    dead_letter_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    connection_id: str = Field(max_length=36)
    part: str = Field(max_length=20)
    erp_sku: str = Field(max_length=100)
    status: str = Field(max_length=10)
    reason: str = Field(max_length=50)
    detail: str = Field(max_length=500)
    record: str
    dismissed_because: str | None = Field(default=None, max_length=500)
    version: int = 1
    changed_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
