"""Lines of a file added up by their key, on the disk: half a gigabyte of them takes no memory.

Amazon hands out one key in several lines (the traffic in one, the conversions in another), anywhere in the file.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from services.ads.performance.rules import Totals

_NUMBERS = tuple(f"n{place}" for place in range(9))
_SUMMED = _NUMBERS[:6]
_KEPT = ("bid", "target_type", "target_state", "targeting", "match_type", "attribution_days")
KEPT = len(_KEPT)
_COLUMNS = ("section", "day", "key", "ad_product", "ad_group", "first", "second", *_NUMBERS, *_KEPT)
_PENDING_LINES = 2000
_CACHE_KIB = 64 * 1024

_TABLE = f"""
CREATE TABLE line ({", ".join(_COLUMNS)}, lines INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (section, day, key))
WITHOUT ROWID
"""
_ADD = f"""
INSERT INTO line ({", ".join(_COLUMNS)}) VALUES ({", ".join("?" for _ in _COLUMNS)})
ON CONFLICT (section, day, key) DO UPDATE SET lines = lines + 1,
{", ".join(f"{name} = coalesce({name} + excluded.{name}, {name}, excluded.{name})" for name in _NUMBERS)},
{", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in _KEPT)}
"""  # noqa: S608 - our own names
_SUMS = ", ".join(f"sum(coalesce({name}, 0))" for name in _SUMMED)
_OWN = ", ".join(f"coalesce({name}, 0)" for name in _SUMMED)
_HAS_NUMBERS = " + ".join(f"coalesce({name}, 0)" for name in _SUMMED)
_DROP = f"DELETE FROM line WHERE {{}} AND {_HAS_NUMBERS} > 0 AND ({{}}, {_OWN}) IN"  # noqa: S608 - our own names
_SUM = f"(SELECT {{0}}, {_SUMS} FROM line WHERE {{1}} GROUP BY {{0}})"  # noqa: S608
_SUBTOTALS = (
    _DROP.format("first <> '' AND second = ''", "section, ad_group, first")
    + _SUM.format("section, ad_group, first", "first <> '' AND second <> ''"),
    _DROP.format("first = '' AND second = ''", "section, ad_group")
    + _SUM.format("section, ad_group", "first <> '' OR second <> ''"),
)
"""First the terms of a target, then the targets of an ad group."""


class Line(NamedTuple):
    """One line to be added up. `section` is where it will be stored, `key` what it is stored under there.

    `ad_group` stands for campaign, ad group and days; `first` and `second` are what the line names in it, such as
    a target and a term. Of `numbers` (impressions, clicks, cost, orders, units, sales; then what of the last three
    is of the promoted product) and of what is `kept`, None says nothing and changes nothing.
    """

    section: str
    day: str
    key: tuple[Any, ...]
    ad_product: str
    ad_group: tuple[Any, ...]
    first: str
    second: str
    numbers: tuple[int | None, ...]
    kept: tuple[Any, ...]


class Folded(NamedTuple):
    """All lines of one key."""

    day: str
    key: tuple[Any, ...]
    numbers: tuple[int | None, ...]
    kept: tuple[Any, ...]


class Folding:
    """A scratch table without a name, gone with its connection."""

    def __init__(self) -> None:
        self._scratch: sqlite3.Connection | None = None
        self._pending: list[tuple[Any, ...]] = []
        self._encode = msgspec.msgpack.Encoder().encode
        self.lines = 0

    def add(self, line: Line) -> None:
        """Add a line to those of its key."""
        section, day, key, ad_product, ad_group, first, second, numbers, kept = line
        packed = (self._encode(key), ad_product, self._encode(ad_group))
        self._pending.append((section, day, *packed, first, second, *numbers, *kept))
        self.lines += 1
        if len(self._pending) >= _PENDING_LINES:
            self._flush()

    def drop_subtotals(self) -> int:
        """Remove the lines that name nothing and hold the sum of those that do; how many lines of the file."""
        before = self._one("SELECT coalesce(sum(lines), 0) FROM line")
        for statement in _SUBTOTALS:
            self._open().execute(statement)
        dropped = int(before - self._one("SELECT coalesce(sum(lines), 0) FROM line"))
        self.lines -= dropped
        return dropped

    @property
    def folded(self) -> int:
        """Lines beside the first ones of their keys."""
        return self.lines - int(self._one("SELECT count(*) FROM line"))

    def sections(self) -> list[str]:
        """Where the lines will be stored."""
        return [row[0] for row in self._open().execute("SELECT DISTINCT section FROM line ORDER BY section")]

    def days(self, section: str) -> Counter[str]:
        """Number of keys by ISO day."""
        rows = self._open().execute("SELECT day, count(*) FROM line WHERE section = ? GROUP BY day", (section,))
        return Counter(dict(rows.fetchall()))

    def rows(self, section: str) -> Iterator[Folded]:
        """The keys of a section day by day, and what their lines say together."""
        numbers, kept = ", ".join(_NUMBERS), ", ".join(_KEPT)
        query = f"SELECT day, key, {numbers}, {kept} FROM line WHERE section = ? ORDER BY day, key"  # noqa: S608
        decode = msgspec.msgpack.Decoder(tuple[Any, ...]).decode
        width = 2 + len(_NUMBERS)
        for row in self._open().execute(query, (section,)):
            yield Folded(row[0], decode(row[1]), row[2:width], row[width:])

    def totals(self) -> dict[str, Totals]:
        """Sums by ad product."""
        rows = self._open().execute(f"SELECT ad_product, {_SUMS} FROM line GROUP BY 1 ORDER BY 1")  # noqa: S608
        return {row[0]: Totals(*row[1:]) for row in rows}

    def clear(self) -> None:
        """Forget all lines."""
        self._pending.clear()
        self._open().execute("DELETE FROM line")
        self.lines = 0

    def close(self) -> None:
        """Remove the scratch table."""
        if self._scratch is not None:
            self._scratch.close()

    def _one(self, query: str) -> int:
        number: int = self._open().execute(query).fetchone()[0]
        return number

    def _open(self) -> sqlite3.Connection:
        if self._scratch is None:
            self._scratch = sqlite3.connect("", isolation_level=None)
            self._scratch.execute("PRAGMA journal_mode = OFF")
            self._scratch.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._scratch.execute(_TABLE)
        if self._pending:
            self._flush()
        return self._scratch

    def _flush(self) -> None:
        pending, self._pending = self._pending, []
        scratch = self._open()
        scratch.execute("BEGIN")
        scratch.executemany(_ADD, pending)
        scratch.execute("COMMIT")
