"""The least that stores a batch of listings: msgspec and the driver, with none of our code but the table.

Kept apart from the product on purpose, as a mark that does not move with it: the same rows into the same table
with the same indexes, a transaction a batch.
"""

import os
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec
import psycopg
from fastapi import FastAPI, Request, Response
from msgspec.json import encode

from tests.benchmarks.pushes import batches_of

_KEYS = ("tenant_id", "seller_id", "marketplace_id", "sku", "source")
_COLUMNS = (
    *("title", "brand", "bullets", "description", "search_terms", "product_type", "gtin", "gtin_type", "images"),
    *("price_micros", "currency", "quantity"),
)
_GIVEN = ", ".join((*_KEYS, *_COLUMNS, "listing_id", "created_at", "content_at", "updated_at"))
_FIXED = {
    "status": "''",
    "is_listed": "true",
    "is_parent": "false",
    "attributes": "'{}'",
    "issues": "'[]'",
    "version": "1",
    "pos": "1",
}
_OLD, _NEW = (", ".join(f"{table}.{name}" for name in _COLUMNS) for table in ("listing", "excluded"))
_INSERT = f"INSERT INTO listing ({_GIVEN}, {', '.join(_FIXED)})"
_CONSTANTS = ", ".join(_FIXED.values())
_CONFLICT = (
    f" ON CONFLICT ({', '.join(_KEYS)}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS)},"
    f" version = listing.version + 1, updated_at = excluded.updated_at WHERE ({_OLD})"
)
_Row = tuple[Any, ...]
_ids = count()


class _Price(msgspec.Struct):
    amount: str
    currency: str


class _Item(msgspec.Struct):
    marketplace_id: str
    sku: str
    title: str
    brand: str
    bullets: list[str]
    description: str
    search_terms: str
    product_type: str
    gtin: str
    gtin_type: str
    images: list[str]
    price: _Price
    quantity: int


class _Batch(msgspec.Struct):
    seller_id: str
    items: list[_Item]


_decoder = msgspec.json.Decoder(_Batch)


def bare_listings() -> FastAPI:
    """One route that stores a batch: no key, no limits, no layers, nothing told of single items."""
    app = FastAPI(openapi_url=None)
    shelf = _open(os.environ["BENCH_DATABASE"])

    @app.post("/v1/catalog/listings/bulk", status_code=207)
    async def store(request: Request) -> Response:
        rows = _rows_of(await request.body())
        shelf.store(rows)
        return Response(encode({"stored": len(rows)}), 207, media_type="application/json")

    return app


def store_all(*, url: str, count: int, size: int) -> float:
    """Store the rows of so many batches that are at hand as tuples; seconds of the driver alone."""
    shelf, batches = _open(url), [_rows_of(body) for body in batches_of(count, size)]
    started = time.perf_counter()
    for rows in batches:
        shelf.store(rows)
    return time.perf_counter() - started


class _Sqlite:
    """By executemany."""

    _UPSERT = f"{_INSERT} VALUES ({', '.join('?' for _ in _GIVEN.split())}, {_CONSTANTS}){_CONFLICT} IS NOT ({_NEW})"

    def __init__(self, path: str) -> None:
        self._driver = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._driver.execute("PRAGMA journal_mode=WAL")
        self._driver.execute("PRAGMA synchronous=NORMAL")

    def store(self, rows: Sequence[_Row]) -> None:
        """In one transaction."""
        self._driver.execute("BEGIN IMMEDIATE")
        self._driver.executemany(self._UPSERT, rows)
        self._driver.execute("COMMIT")


class _Postgres:
    """By COPY and one statement, a third of the time of executemany."""

    _STAGE = f"CREATE TEMPORARY TABLE staged ON COMMIT DELETE ROWS AS SELECT {_GIVEN} FROM listing WITH NO DATA"  # noqa: S608
    _UPSERT = (
        f"{_INSERT} SELECT {_GIVEN}, {_CONSTANTS} FROM staged ORDER BY {', '.join(_KEYS)}"  # noqa: S608
        f"{_CONFLICT} IS DISTINCT FROM ({_NEW})"
    )

    def __init__(self, url: str) -> None:
        self._driver = psycopg.connect(url, autocommit=True, options="-c search_path=catalog")
        self._driver.execute(self._STAGE.encode())

    def store(self, rows: Sequence[_Row]) -> None:
        """In one transaction."""
        with self._driver.transaction(), self._driver.cursor() as cursor:
            with cursor.copy(f"COPY staged ({_GIVEN}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(self._UPSERT.encode())


def _open(url: str) -> _Sqlite | _Postgres:
    return _Sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else _Postgres(url)


def _rows_of(body: bytes) -> list[_Row]:
    batch, now = _decoder.decode(body), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return [_row(batch.seller_id, item, now) for item in batch.items]


def _row(seller_id: str, item: _Item, now: str) -> _Row:
    whole, _, cents = item.price.amount.partition(".")
    return (
        *("tenant", seller_id, item.marketplace_id, item.sku, "erp", item.title, item.brand),
        *(encode(item.bullets).decode(), item.description, item.search_terms, item.product_type),
        *(item.gtin, item.gtin_type, encode(item.images).decode()),
        *(int(whole) * 1_000_000 + int(cents) * 10_000, item.price.currency, item.quantity),
        *(f"{next(_ids):036}", now, now, now),
    )
