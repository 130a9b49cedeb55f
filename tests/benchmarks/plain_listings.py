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
from fastapi import FastAPI, Request, Response
from msgspec.json import encode

from tests.benchmarks.pushes import batches_of

_KEYS = "tenant_id, seller_id, marketplace_id, sku, source"
_TOLD = (
    *("title", "brand", "bullets", "description", "search_terms", "product_type", "gtin", "gtin_type", "images"),
    *("price_micros", "currency", "quantity"),
)
_FIXED = "status, is_listed, is_parent, attributes, issues, version, listing_id, created_at, content_at, updated_at"
_OLD, _NEW = (", ".join(f"{table}.{name}" for name in _TOLD) for table in ("listing", "excluded"))
_UPSERT = (
    f"INSERT INTO listing ({_KEYS}, {', '.join(_TOLD)}, {_FIXED})"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * (5 + len(_TOLD)))}, '', 1, 0, '{{}}', '[]', 1, ?, ?, ?, ?)"
    f" ON CONFLICT ({_KEYS}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _TOLD)},"
    f" version = listing.version + 1, updated_at = excluded.updated_at WHERE ({_OLD}) IS NOT ({_NEW})"
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
    driver = _open(os.environ["BENCH_PATH"])

    @app.post("/v1/catalog/listings/bulk", status_code=207)
    async def store(request: Request) -> Response:
        rows = _rows_of(await request.body())
        _store(driver, rows)
        return Response(encode({"stored": len(rows)}), 207, media_type="application/json")

    return app


def store_all(*, path: str, count: int, size: int) -> float:
    """Store the rows of so many batches that are at hand as tuples; seconds of the driver alone."""
    driver, batches = _open(path), [_rows_of(body) for body in batches_of(count, size)]
    started = time.perf_counter()
    for rows in batches:
        _store(driver, rows)
    elapsed = time.perf_counter() - started
    driver.close()
    return elapsed


def _open(path: str) -> sqlite3.Connection:
    driver = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA synchronous=NORMAL")
    return driver


def _store(driver: sqlite3.Connection, rows: Sequence[_Row]) -> None:
    driver.execute("BEGIN IMMEDIATE")
    driver.executemany(_UPSERT, rows)
    driver.execute("COMMIT")


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
