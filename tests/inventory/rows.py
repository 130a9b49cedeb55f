"""Values and rows that the tests of the inventory service share."""

from datetime import UTC, date, datetime, timedelta

from services.inventory.health.operations import flag_stocks, store_ages
from services.inventory.marketplaces.operations import lock_account
from services.inventory.models import SellerMarketplace, Warehouse
from services.inventory.orders.operations import store_lines
from services.inventory.orders.rules import Line
from services.inventory.pools.operations import stock_of
from services.inventory.stock.operations import store_ledger, store_stock
from services.inventory.stock.repository import StockRepository
from services.inventory.warehouses.repository import WarehouseRepository
from shared.db import Database
from shared.db.columns import utc_text
from shared.ids import uuid7

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
SELLER = "A1TESTSELLER"
FIRST, OTHER = "tenant-first", "tenant-other"
PRICE = 12_500_000


def stocked(
    database: Database,
    place: SellerMarketplace,
    sku: str,
    fulfillable: int,
    *,
    at: datetime = NOW,
    shipped: int = 0,
) -> int:
    """Store what Amazon has of a SKU; how many rows changed."""
    quantities = (fulfillable, 0, shipped, 0, 0, 0)
    with database.write() as session:
        row = (place.key, sku, "AFN", "AMAZON", *quantities, utc_text(at), utc_text(at))
        return store_stock(session, place.tenant_id, [row])


def counted(
    database: Database,
    place: SellerMarketplace,
    sku: str,
    fulfillable: int,
    *,
    warehouse: str = "Leeds",
    at: datetime = NOW,
    served: str | None = None,
) -> str:
    """Store what a warehouse of the account's own has of a SKU; the warehouse's id."""
    moments = {"created_at": at, "updated_at": at}
    named = {"tenant_id": place.tenant_id, "seller_id": place.seller_id, "name": warehouse}
    with database.write() as session:
        warehouses = WarehouseRepository(session, place.tenant_id)
        warehouses.add_missing(Warehouse(warehouse_id=uuid7(), marketplace_ids=served, **named, **moments))
        made = warehouses.named([place.seller_id], [warehouse])[place.seller_id, warehouse]
        stock = StockRepository(session, place.tenant_id)
        row = (sku, made.warehouse_id, fulfillable, 0, 0, 0, 0, 0, utc_text(at), utc_text(at))
        stock.store_own([row], by="actor")
        stock.store_own_days([(sku, made.warehouse_id, at.date().isoformat(), fulfillable)])
        return made.warehouse_id


def history(database: Database, place: SellerMarketplace, sku: str, *, days: int = 90, out_days: int = 0) -> None:
    """Days of the ledger until yesterday: in stock, and without any on the newest `out_days`."""
    rows = []
    for ago in range(1, days + 1):
        units = 0 if ago <= out_days else 100
        rows.append((place.key, sku, (TODAY - timedelta(days=ago)).isoformat(), units, 0, units))
    with database.write() as session:
        store_ledger(session, place.tenant_id, place.seller_id, rows)


def line(place: SellerMarketplace, order: str, sku: str, *, ago: int, **changes: object) -> Line:
    """An order line of two units, so many days ago at noon."""
    moment = utc_text(NOW - timedelta(days=ago))
    day = (TODAY - timedelta(days=ago)).isoformat()
    made = Line(place.key, order, sku, "Shipped", "AFN", 2, 2 * PRICE, moment, day, moment)
    return made._replace(**changes)


def sold(database: Database, place: SellerMarketplace, *lines: Line, now: datetime = NOW) -> int:
    """Store order lines; how many changed."""
    with database.write() as session:
        return store_lines(session, place.tenant_id, lines, now=now)


def aged(database: Database, place: SellerMarketplace, sku: str, *, over_180: int = 0) -> None:
    """What the planning report says of a SKU: all of it older than 90 days."""
    row = (place.key, sku, "B0TEST0001", "Kettle", 100, 100, over_180, PRICE, 3_000_000, 1_000_000)
    with database.write() as session:
        store_ages(session, place.tenant_id, place.key, [row])


def judge(database: Database, place: SellerMarketplace, *, now: datetime = NOW) -> None:
    """Judge the stock of a marketplace."""
    with database.write() as session:
        lock_account(session, place.tenant_id, place.seller_id)
        flag_stocks(session, [stock_of(session, place)], now=now)
