"""What a value of SQLite's becomes in PostgreSQL, by the type of the column there.

SQLite checks neither the length of a text nor the range of a number, and keeps U+0000 in texts, which PostgreSQL
cannot (https://www.postgresql.org/docs/current/datatype-character.html). Moments are texts and booleans numbers.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.columns import utc_text
from shared.texts import Text

_NUL = Text(en="a text with the character U+0000", zh="含有 U+0000 字符的文本")
_LONG = Text(en="a text that is too long", zh="过长的文本")
_RANGE = Text(en="a number out of range", zh="超出范围的数字")
_KIND = Text(en="a value of another kind", zh="类型不符的值")

_CANONICAL = len("2026-01-31T08:00:00.000000Z")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as PostgreSQL has it; `size`: a text's length, or a number's digits, `scale` of them fractions."""

    name: str
    type: str
    size: int | None = None
    scale: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of PostgreSQL's.

    `shown` is the SQL by which PostgreSQL gives a value as SQLite has it, `refused` says which values of SQLite's it
    would not take and why. `clean` makes the one form of several that mean the same; `clean_back` does so with what
    PostgreSQL shows.
    """

    refused: tuple[tuple[Text, str], ...]
    shown: str = "{name}"
    clean: Callable[[Any, Column], Any] | None = None
    clean_back: Callable[[Any, Column], Any] | None = None


def _moment(value: str, _column: Column) -> str:
    """As `UtcDateTime` reads it, and writes it."""
    is_canonical = len(value) == _CANONICAL and value[-1] == "Z"
    return value if is_canonical else utc_text(datetime.fromisoformat(value))


def _decimal(value: float, column: Column) -> str:
    """As SQLAlchemy reads it: SQLite keeps binary fractions."""
    return f"{value:.{column.scale}f}"


def _json(value: str, _column: Column) -> str:
    return json.dumps(json.loads(value), sort_keys=True, ensure_ascii=False)


def _whole(bits: int) -> Kind:
    most = 2 ** (bits - 1)
    out = f"{{name}} NOT BETWEEN -{most} AND {most - 1}" if bits < 64 else ""
    another = (_KIND, "typeof({name}) NOT IN ('integer', 'null')")
    return Kind((another, (_RANGE, out)) if out else (another,))


_TEXT = ((_KIND, "typeof({name}) NOT IN ('text', 'null')"), (_NUL, "instr({name}, char(0)) > 0"))

KINDS = {
    "character varying": Kind((*_TEXT, (_LONG, "length({name}) > {size}"))),
    "text": Kind(_TEXT),
    "smallint": _whole(16),
    "integer": _whole(32),
    "bigint": _whole(64),
    "boolean": Kind(((_KIND, "{name} NOT IN (0, 1)"),), shown="{name}::int"),
    "double precision": Kind(((_KIND, "typeof({name}) NOT IN ('real', 'integer', 'null')"),)),
    "numeric": Kind(
        (
            (_KIND, "typeof({name}) NOT IN ('real', 'integer', 'null')"),
            (_RANGE, "abs({name}) >= 1{zeros}"),
        ),
        shown="{name}::text",
        clean=_decimal,
    ),
    "date": Kind(((_KIND, "{name} IS NOT NULL AND date(julianday({name})) IS NOT {name}"),), shown="{name}::text"),
    "timestamp with time zone": Kind(
        ((_KIND, "{name} IS NOT NULL AND julianday({name}) IS NULL"),),
        shown="to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        clean=_moment,
    ),
    "bytea": Kind(((_KIND, "typeof({name}) NOT IN ('blob', 'null')"),)),
    "jsonb": Kind(
        (
            (_KIND, "{name} IS NOT NULL AND NOT json_valid({name})"),
            (_NUL, "instr({name}, '\\u0000') > 0 OR instr({name}, char(0)) > 0"),
        ),
        shown="{name}::text",
        clean=_json,
        clean_back=_json,
    ),
}
"""By the names of `information_schema`; a test asks for one of every column that our migrations make."""


def refusals(column: Column) -> list[tuple[Text, str]]:
    """Why PostgreSQL would refuse values of a column, and the SQL of SQLite's that finds them."""
    zeros = "0" * ((column.size or 0) - (column.scale or 0))
    values = {"name": f'"{column.name}"', "size": column.size, "zeros": zeros}
    found = KINDS[column.type].refused
    return [(why, query.format(**values)) for why, query in found if "{size}" not in query or column.size is not None]


def shown(column: Column) -> str:
    """The SQL of a column in PostgreSQL, as SQLite has it."""
    return KINDS[column.type].shown.format(name=f'"{column.name}"')
