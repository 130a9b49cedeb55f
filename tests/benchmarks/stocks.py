"""All judges of stock over the stored rows, against one GROUP BY of the same days in plain SQL."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.inventory.health.operations import flag_stocks, store_ages
from services.inventory.marketplaces.operations import learn_marketplace, lock_account
from services.inventory.models import SalesDay
from services.inventory.pools.operations import stocks_of
from services.inventory.stock.operations import store_ledger, store_stock
from shared.db import Database, Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of, utc_text
from shared.db.migrations import upgrade
from tests.inventory.rows import FIRST, NOW, PRICE, SELLER, TODAY
from tests.sql import text

_SHOPS = ("A1F83G8C2ARO7P", "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "APJ6JRA9NG5V4")
_DAYS = [(TODAY - timedelta(days=ago)).isoformat() for ago in range(90, 0, -1)]
_SALES = BulkUpsert(table_of(SalesDay), [column.name for column in table_of(SalesDay).columns])
_PLAIN = tuple(
    f"SELECT marketplace_key, sku, {sums} FROM {table} WHERE date_on >= '{_DAYS[0]}' GROUP BY marketplace_key, sku"  # noqa: S608 - our own names
    for table, sums in (
        ("stock_day", "SUM(starting_quantity), SUM(received_quantity), SUM(ending_quantity)"),
        ("sales_day", "SUM(units), SUM(sales_micros), SUM(multi_channel_units)"),
    )
)


def prepare(*, url: str, skus: int) -> int:
    """Store an account with so many SKUs in each of four shops, and judge once; how many rows the ledger has."""
    database = Database(url, schema="inventory")
    upgrade(database, "services.inventory")
    stored = 0
    for marketplace_id in _SHOPS:
        with database.write() as session:
            place = learn_marketplace(session, FIRST, SELLER, marketplace_id, now=NOW)
            stored += _store(session, place.key, skus)
    _judge(database)
    with database.read() as session:
        if not session.connection().execute(text("SELECT COUNT(*) FROM finding")).scalar_one():
            raise RuntimeError("the judges found nothing: there is nothing to measure")
    return stored


def judge(*, url: str, rounds: int) -> list[tuple[float, float]]:
    """(seconds of all judges in their transaction, seconds of the plain statements), alternating."""
    database = Database(url, schema="inventory")
    _judge(database)  # compiles statements, warms the page cache
    _group(database)
    return [(_timed(_judge, database), _timed(_group, database)) for _ in range(rounds)]


def _store(session: Session, key: int, skus: int) -> int:
    draw, now = random.Random(key), utc_text(NOW)  # noqa: S311 - rows to measure with
    stock, ages, days, sales = list[Any](), list[Any](), list[Any](), list[Any]()
    for number in range(skus):
        sku, rate = f"SKU-{number:05d}", 0.0 if number % 20 == 0 else draw.lognormvariate(-0.7, 1.2)
        units = round(rate * draw.uniform(10, 120)) if number % 20 else 20
        out_days = draw.randrange(1, 30) if number % 10 == 9 else 0
        present = 0 if out_days else units
        stock.append((key, sku, "AFN", "AMAZON", present, 0, 0, 0, 0, 0, now, now))
        ages.append((key, sku, f"B0{number:08d}", f"Product {number}", units, 0, 0 if rate else 7, PRICE, 10**6, 0))
        for ago, day in zip(range(90, 0, -1), _DAYS, strict=True):
            left = 0 if ago <= out_days else units
            days.append((key, sku, day, left, 0, left))
            if left and draw.random() < rate:
                sold = 1 + int(draw.random() * rate)
                sales.append((key, sku, day, sold, sold, sold * PRICE, int(number % 11 == 0)))
    store_stock(session, FIRST, stock)
    store_ages(session, FIRST, key, ages)
    _SALES.run(session, sales)
    return store_ledger(session, FIRST, SELLER, days)


def _judge(database: Database) -> None:
    with database.write() as session:
        lock_account(session, FIRST, SELLER)
        flag_stocks(session, stocks_of(session, FIRST, SELLER), now=NOW)


def _group(database: Database) -> None:
    with database.read() as session:
        for statement in _PLAIN:
            session.connection().execute(text(statement)).all()


def _timed(work: Callable[[Database], None], database: Database) -> float:
    started = time.perf_counter()
    work(database)
    return time.perf_counter() - started
