"""Own warehouses: what they hold is of no marketplace; of several counts of one SKU the newest is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.amazon.skus import without_ends
from shared.db import UtcDateTime
from shared.db.positions import position_of
from shared.ids import uuid7

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_IS_THERE, _IS_GONE = sa.text("deleted_at IS NULL"), sa.text("deleted_at IS NOT NULL")
_IS_OWN = sa.text("channel = 'MFN'")
_QUANTITIES = (
    *("fulfillable_quantity", "inbound_working_quantity", "inbound_shipped_quantity"),
    *("inbound_receiving_quantity", "reserved_quantity", "unfulfillable_quantity"),
)
_place = sa.table("seller_marketplace", *map(sa.column, ("marketplace_key", "tenant_id", "seller_id")))
_moments = [sa.column(name, UtcDateTime()) for name in ("observed_at", "updated_at", "absent_since", "deleted_at")]
_plain: list[sa.ColumnClause[Any]] = [
    sa.column(name) for name in ("marketplace_key", "sku", "channel", "warehouse", *_QUANTITIES, "changed_by")
]
_stock = sa.table("stock", *_plain, sa.column("pos"), *_moments)
_day = sa.table(
    "own_stock_day",
    *map(sa.column, ("marketplace_key", "sku", "warehouse", "date_on", "ending_quantity", "most_quantity")),
)
_warehouse = sa.table(
    "warehouse",
    *map(sa.column, ("warehouse_id", "tenant_id", "seller_id", "name", "differing_skus", "version", "pos")),
    *(sa.column(name, UtcDateTime()) for name in ("created_at", "updated_at")),
)


def upgrade() -> None:
    op.create_table(
        "warehouse",
        sa.Column("warehouse_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("marketplace_ids", sa.String(1000), nullable=True),
        sa.Column("differing_skus", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("warehouse_id", name=op.f("pk_warehouse")),
    )
    op.create_index("ix_warehouse_position", "warehouse", ["tenant_id", "pos", "warehouse_id", "updated_at"])
    op.create_index(
        *("ix_warehouse_name", "warehouse", ["tenant_id", "seller_id", "name"]),
        unique=True,
        sqlite_where=_IS_THERE,
        postgresql_where=_IS_THERE,
    )
    op.create_index(
        "ix_warehouse_deleted", "warehouse", ["deleted_at"], sqlite_where=_IS_GONE, postgresql_where=_IS_GONE
    )
    op.create_index(
        "ix_stock_own", "stock", ["warehouse", "pos", "updated_at"], sqlite_where=_IS_OWN, postgresql_where=_IS_OWN
    )
    op.create_index("ix_own_stock_day_warehouse", "own_stock_day", ["warehouse"])
    with op.batch_alter_table("thresholds") as thresholds:
        thresholds.add_column(sa.Column("own_count_max_age_days", sa.Integer(), nullable=False, server_default="30"))
    with op.batch_alter_table("stock_health") as health:
        health.add_column(sa.Column("own_old_quantity", sa.BigInteger(), nullable=False, server_default="0"))
        health.add_column(sa.Column("units_needed", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE stock_health SET units_needed = units_to_send")
    now = _moment(op.get_bind())
    for tenant_id, seller_id, name, names in _named(op.get_bind()):
        _join(op.get_bind(), (tenant_id, seller_id), name, names, now)
    op.execute(_day.delete().where(_day.c.marketplace_key != 0))


def _moment(bind: sa.Connection) -> datetime:
    """The present as the database has it; SQLite's is without a zone, and UTC."""
    found: datetime = bind.execute(sa.select(sa.func.now())).scalar_one()
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def downgrade() -> None:
    bind = op.get_bind()
    bind.execute(_stock.delete().where(_stock.c.marketplace_key == 0))
    bind.execute(_day.delete().where(_day.c.marketplace_key == 0))
    op.drop_index("ix_own_stock_day_warehouse", table_name="own_stock_day")
    op.drop_index("ix_stock_own", table_name="stock")
    with op.batch_alter_table("stock_health", table_kwargs={"sqlite_with_rowid": False}) as health:
        health.drop_column("units_needed")
        health.drop_column("own_old_quantity")
    with op.batch_alter_table("thresholds") as thresholds:
        thresholds.drop_column("own_count_max_age_days")
    op.drop_table("warehouse")


def _named(bind: sa.Connection) -> Iterator[tuple[str, str, str, list[str]]]:
    """Each warehouse of an account that holds something: its name, and the ways in which it was written."""
    chosen = sa.select(_place.c.tenant_id, _place.c.seller_id, _stock.c.warehouse).distinct()
    rows = bind.execute(chosen.join(_place, _own_of(_stock)).where(_is_counted())).all()
    known = sorted((*account, without_ends(written) or written, written) for *account, written in rows)
    for (tenant_id, seller_id, name), each in groupby(known, key=lambda row: row[:3]):
        yield tenant_id, seller_id, name, [row[3] for row in each]


def _join(bind: sa.Connection, account: tuple[str, str], name: str, names: list[str], now: datetime) -> None:
    """Make a warehouse of all that the account's marketplaces had under its names.

    Their own rows stay for those who follow the list, deleted, and show what each of them had.
    """
    pos, warehouse_id = position_of(bind), uuid7()
    places = sa.select(_place.c.marketplace_key).where(
        _place.c.tenant_id == account[0], _place.c.seller_id == account[1]
    )
    theirs = _is_counted() & _stock.c.warehouse.in_(names) & _stock.c.marketplace_key.in_(places)
    newest_first = (_stock.c.observed_at.desc(), _stock.c.marketplace_key, _stock.c.warehouse)
    rank = sa.func.row_number().over(partition_by=_stock.c.sku, order_by=newest_first).label("rank")
    counts = sa.select(_stock, rank).where(theirs).subquery()
    kept = sa.select(counts).where(counts.c.rank == 1).subquery()
    differing = (
        sa.select(counts.c.sku)
        .group_by(counts.c.sku)
        .having(
            sa.func.min(sa.func.coalesce(counts.c.fulfillable_quantity, -1))
            < sa.func.max(sa.func.coalesce(counts.c.fulfillable_quantity, -1))
        )
    )
    number = bind.execute(sa.select(sa.func.count()).select_from(differing.subquery())).scalar_one()
    made = {"warehouse_id": warehouse_id, "tenant_id": account[0], "seller_id": account[1], "name": name}
    moments = {"created_at": now, "updated_at": now}
    bind.execute(_warehouse.insert().values(made | moments | {"differing_skus": number, "version": 1, "pos": pos}))
    same = (_day.c.marketplace_key == kept.c.marketplace_key, _day.c.warehouse == kept.c.warehouse)
    days = [_day.c.sku, sa.literal(warehouse_id), _day.c.date_on, _day.c.ending_quantity, _day.c.most_quantity]
    chosen_days = sa.select(sa.literal(0), *days).join(kept, sa.and_(*same, _day.c.sku == kept.c.sku))
    bind.execute(_day.insert().from_select([column.name for column in _day.columns], chosen_days))
    changed: dict[str, sa.ColumnElement[Any]] = {
        "marketplace_key": sa.literal(0),
        "warehouse": sa.literal(warehouse_id),
        "pos": sa.literal(pos, sa.BigInteger()),
        "updated_at": sa.literal(now, UtcDateTime()),
    }
    row: list[sa.ColumnElement[Any]] = [changed.get(column.name, kept.c[column.name]) for column in _stock.columns]
    bind.execute(_stock.insert().from_select([column.name for column in _stock.columns], sa.select(*row)))
    bind.execute(_stock.update().where(theirs).values(deleted_at=now, updated_at=now, pos=pos))


def _own_of(table: sa.TableClause) -> sa.ColumnElement[bool]:
    return _place.c.marketplace_key == table.c.marketplace_key


def _is_counted() -> sa.ColumnElement[bool]:
    """Of the seller's own, of a marketplace, and there."""
    return (_stock.c.channel == "MFN") & (_stock.c.marketplace_key != 0) & _stock.c.deleted_at.is_(None)
