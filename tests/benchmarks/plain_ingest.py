"""The least that loads a report into one table: isal, msgspec and the driver, with none of our code.

Kept apart from the product on purpose, as a mark that does not move with it: the same rows, the same 14
columns and key, the same transactions of 50,000 rows.
"""

import sqlite3
import time
from collections.abc import Iterator
from itertools import chain
from typing import Any

import msgspec
import psycopg
from isal import igzip

_CHUNK_ROWS = 50_000
_PIECE_BYTES = 256 * 1024
_KEYS = "profile_key, date_on, campaign_key, ad_group_key, targeting, match_type, search_term"
_VALUES = ("impressions", "clicks", "cost_micros", "orders", "units", "sales_micros", "attribution_days")
_ALL = f"{_KEYS}, {', '.join(_VALUES)}"
_TABLE = f"""CREATE TABLE fact (
    profile_key INTEGER NOT NULL, date_on DATE NOT NULL, campaign_key BIGINT NOT NULL, ad_group_key BIGINT NOT NULL,
    targeting VARCHAR(500) NOT NULL, match_type VARCHAR(40) NOT NULL, search_term VARCHAR(500) NOT NULL,
    impressions BIGINT NOT NULL, clicks BIGINT NOT NULL, cost_micros BIGINT NOT NULL, orders BIGINT NOT NULL,
    units BIGINT NOT NULL, sales_micros BIGINT NOT NULL, attribution_days SMALLINT NOT NULL, PRIMARY KEY ({_KEYS}))"""
_ASSIGNED = ", ".join(f"{name} = excluded.{name}" for name in _VALUES)
_OLD, _NEW = (", ".join(f"{table}.{name}" for name in _VALUES) for table in ("fact", "excluded"))
_CONFLICT = f"ON CONFLICT ({_KEYS}) DO UPDATE SET {_ASSIGNED} WHERE ({_OLD})"
_Row = tuple[Any, ...]


class _Record(msgspec.Struct, rename="camel"):
    date: str
    campaign_id: int
    ad_group_id: int
    targeting: str
    match_type: str
    search_term: str
    impressions: int
    clicks: int
    cost: float
    purchases_7d: int = msgspec.field(name="purchases7d")
    units_7d: int = msgspec.field(name="unitsSoldClicks7d")
    sales_7d: float = msgspec.field(name="sales7d")


def into_sqlite(*, report: str, path: str) -> float:
    """Load the report into a new file; seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"{_TABLE} WITHOUT ROWID")
    places = ", ".join("?" * (_ALL.count(",") + 1))
    upsert = f"INSERT INTO fact ({_ALL}) VALUES ({places}) {_CONFLICT} IS NOT ({_NEW})"  # noqa: S608
    started = time.perf_counter()
    for rows in _chunks(report):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(upsert, rows)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def into_postgres(*, report: str, url: str) -> float:
    """Load the report into a new table; seconds."""
    upsert = f"INSERT INTO fact ({_ALL}) SELECT * FROM staged ORDER BY {_KEYS} {_CONFLICT} IS DISTINCT FROM ({_NEW})"  # noqa: S608
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLE.encode())
        connection.execute("CREATE TEMPORARY TABLE staged (LIKE fact) ON COMMIT DELETE ROWS")
        started = time.perf_counter()
        for rows in _chunks(report):
            with connection.transaction(), connection.cursor() as cursor:
                with cursor.copy("COPY staged FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                cursor.execute(upsert.encode())
        return time.perf_counter() - started


def _chunks(report: str) -> Iterator[list[_Row]]:
    """Rows of one transaction, in the order of the key: a third faster than in the order of the file."""
    rows: list[_Row] = []
    for batch in _batches(report):
        rows += [
            (
                1,
                one.date,
                one.campaign_id,
                one.ad_group_id,
                one.targeting,
                one.match_type,
                one.search_term,
                one.impressions,
                one.clicks,
                round(one.cost * 1_000_000),
                one.purchases_7d,
                one.units_7d,
                round(one.sales_7d * 1_000_000),
                7,
            )
            for one in batch
        ]
        if len(rows) >= _CHUNK_ROWS:
            rows.sort()
            yield rows
            rows = []
    rows.sort()
    yield rows


def _batches(report: str) -> Iterator[list[_Record]]:
    """Records, about 256 KB of text at a time; none of our generated texts holds `},{`."""
    decoder = msgspec.json.Decoder(list[_Record])
    with igzip.open(report, "rb") as file:
        rest = file.read(1)
        for piece in chain(iter(lambda: file.read(_PIECE_BYTES), b"")):
            text = rest + piece
            cut = text.rfind(b"},{")
            if cut < 0:
                rest = text
                continue
            yield decoder.decode(text[: cut + 1] + b"]")
            rest = b"[" + text[cut + 2 :]
        yield decoder.decode(rest)
