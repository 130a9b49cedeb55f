"""Rows in every table of every service, with the values that SQLite and PostgreSQL keep differently."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, MetaData, Numeric, SmallInteger, Table

from services.cli.installation import ALL_SERVICES, databases
from shared.db.columns import UtcDateTime
from tests.cli.moves.moved import STATE, metadata_of

ROWS = 3
_TEXTS = ("园艺水管 🌱 \\N \\. \t\n'\"", "", "\u00e9 \ud7ff\ufffd \x01\x7f \u200b")
_FLOATS = (0.1 + 0.2, -1.7976931348623157e308, 5e-324)
_BYTES = (b"\x00\xff\\x", b"", bytes(range(256)))
_MOMENTS = (
    datetime(2026, 3, 29, 1, 59, 59, 999999, tzinfo=UTC),
    datetime(1999, 12, 31, 23, 30, tzinfo=timezone(-timedelta(hours=9, minutes=30))),
    datetime(2026, 10, 25, 2, 30, 0, 1, tzinfo=timezone(timedelta(hours=8))),
)
_DAYS = (date(2028, 2, 29), date(1970, 1, 1), date(9999, 12, 31))
_DECIMALS = (Decimal("0.300000"), Decimal("999.999999"), Decimal("-0.000001"))
_IDENTITIES = 1_000_000


def plant() -> None:
    """Three rows in each table; what refers to a row refers to one of these."""
    found = databases()
    for service in ALL_SERVICES:
        tables = metadata_of(service)
        with found[service].engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for table in tables.tables.values():
                if table.name != STATE:
                    connection.execute(table.insert(), [_row(table, tables, number) for number in range(ROWS)])
            connection.commit()
        found[service].dispose()


def _row(table: Table, tables: MetaData, number: int) -> dict[str, Any]:
    referred = {key.column for each in tables.tables.values() for key in each.foreign_keys}
    return {
        column.name: _identity(column, number)
        if column.primary_key or column.foreign_keys or column in referred or column.unique or _is_unique(column)
        else _value(column, number)
        for column in table.c
    }


def _is_unique(column: Column[Any]) -> bool:
    indexes = (index.columns for index in column.table.indexes if index.unique)
    constraints = (each.columns for each in column.table.constraints if hasattr(each, "columns"))
    return any(column.name in columns for columns in (*indexes, *constraints))


def _identity(column: Column[Any], number: int) -> Any:
    if isinstance(column.type, UtcDateTime | Date | LargeBinary | SmallInteger):
        return _value(column, number)
    if isinstance(column.type, Integer):
        return _IDENTITIES + number
    return f"{number}é"[: getattr(column.type, "length", None)]


def _value(column: Column[Any], number: int) -> Any:
    if column.nullable and number == 1:
        return None
    kinds: tuple[tuple[Any, tuple[Any, ...]], ...] = (
        (UtcDateTime, _MOMENTS),
        (Date, _DAYS),
        (Boolean, (True, False, True)),
        (SmallInteger, (32767, -32768, 0)),
        (LargeBinary, _BYTES),
        (Float, _FLOATS),
        (Numeric, _DECIMALS),
    )
    for kind, values in kinds:
        if isinstance(column.type, kind):
            return values[number]
    if isinstance(column.type, Integer):
        most = 2**62 if type(column.type).__name__ == "BigInteger" else 2**31 - 1
        return (most, -most, 0)[number]
    return _TEXTS[number][: getattr(column.type, "length", None)]
