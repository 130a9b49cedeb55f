"""Own stock of the release before, by marketplace, becomes that of warehouses."""

from datetime import datetime, timedelta

from alembic import command
from sqlalchemy import insert, select

from services.inventory.models import OwnStockDay, Stock
from services.inventory.warehouses.operations import differing_counts
from shared.db.columns import table_of
from shared.db.migrations import config_of
from tests.inventory.rows import NOW, SELLER, counted, stocked
from tests.inventory.warehouses.test_endpoints import places  # noqa: F401

PATH = "/v1/inventory/stock"
_QUANTITIES = [name for name in Stock.model_fields if name.endswith("_quantity")]


def old_row(place, sku, units, *, hours, warehouse="SZ-1", deleted=False):
    moment = NOW - timedelta(hours=hours)
    key = {"marketplace_key": place.key, "sku": sku, "channel": "MFN", "warehouse": warehouse}
    moments = {"observed_at": moment, "updated_at": moment, "deleted_at": moment if deleted else None}
    return key | dict.fromkeys(_QUANTITIES) | {"fulfillable_quantity": units, "pos": 1, "changed_by": "erp"} | moments


def test_the_newest_count_is_kept_and_differing_ones_are_told(client, caller, database, places):  # noqa: F811
    stocked(database, places[0], "ZL-1", 7)
    query = {"include_deleted": True}
    kept = client.get(PATH, params=query, headers=caller()).json()["follow_cursor"]
    uk, de = places
    old = [
        old_row(uk, "ZL-1", 200, hours=5),
        old_row(de, "ZL-1", 150, hours=3),
        old_row(uk, "ZL-2", 30, hours=2, warehouse=" SZ-1"),
        old_row(de, "ZL-2", 30, hours=4),
        old_row(uk, "ZL-3", 9, hours=1, deleted=True),
        old_row(de, "ZL-3", 8, hours=9),
        old_row(uk, "ZL-1", 5, hours=1, warehouse="Leeds"),
    ]
    day = {"warehouse": "SZ-1", "date_on": NOW.date(), "most_quantity": 200}
    days = [
        {"marketplace_key": place.key, "sku": "ZL-1", "ending_quantity": units, **day}
        for place, units in ((uk, 200), (de, 150))
    ]
    command.downgrade(config_of("services.inventory", database), "0015")
    with database.write() as session:
        session.execute(insert(table_of(Stock)), old)
        session.execute(insert(table_of(OwnStockDay)), days)
    command.upgrade(config_of("services.inventory", database), "head")
    rows = client.get(PATH, params={"channel": "MFN"}, headers=caller()).json()["items"]
    assert sorted((row["warehouse"], row["sku"], row["fulfillable_quantity"]) for row in rows) == [
        *(("Leeds", "ZL-1", 5), ("SZ-1", "ZL-1", 150), ("SZ-1", "ZL-2", 30), ("SZ-1", "ZL-3", 8))
    ]
    assert {(row["marketplace_id"], row["changed_by"], row["deleted_at"]) for row in rows} == {(None, "erp", None)}
    warehouses = client.get("/v1/inventory/warehouses", headers=caller()).json()["items"]
    told = {row["name"]: (row["seller_id"], row["differing_skus"]) for row in warehouses}
    assert told == {"SZ-1": (SELLER, 1), "Leeds": (SELLER, 0)}
    followed = client.get(PATH, params=query | {"cursor": kept}, headers=caller()).json()
    gone = [row for row in followed["items"] if row["deleted_at"]]
    assert sorted((row["marketplace_id"], row["sku"], row["fulfillable_quantity"]) for row in gone) == sorted(
        (place.marketplace_id, sku, units)
        for place, sku, units in (
            *((uk, "ZL-1", 200), (de, "ZL-1", 150), (uk, "ZL-2", 30), (de, "ZL-2", 30)),
            *((de, "ZL-3", 8), (uk, "ZL-1", 5)),
        )
    )
    assert len(followed["items"]) == len(gone) + len(rows)
    with database.read() as session:
        (kept_day,) = session.scalars(select(OwnStockDay)).all()
    sz = next(row["warehouse_id"] for row in warehouses if row["name"] == "SZ-1")
    assert (kept_day.marketplace_key, kept_day.warehouse, kept_day.ending_quantity) == (0, sz, 150)
    with database.read() as session:
        assert differing_counts(session) == [f"{SELLER} SZ-1: 1"]
    later = datetime.fromisoformat(warehouses[0]["created_at"]) + timedelta(minutes=1)
    for sku in ("ZL-1", "ZL-2", "ZL-3"):
        assert counted(database, uk, sku, 4, warehouse="SZ-1", at=later) == sz
    with database.read() as session:
        assert differing_counts(session) == []
