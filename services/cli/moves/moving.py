"""`zhuli move`: all is checked, then everything is copied in one transaction, and the files are marked at the end.

Until that transaction is committed PostgreSQL has nothing, and the files stay in force until they are marked: a move
that is killed anywhere is run again, and replaces what no program has used yet.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import partial

import psycopg
from sqlalchemy import URL, Connection
from sqlmodel import Session

from services.cli import stops
from services.cli.backups import keyrings
from services.cli.claims import claimed
from services.cli.installation import SERVICES, Installation
from services.cli.moves import sources, targets
from services.cli.moves.errors import MoveError
from services.cli.moves.tables import PROGRESS, Sum, Table, copy_rows, count_of, refused_rows, sum_of
from services.cli.saying import Say
from services.gateway.settings import GatewaySettings
from services.gateway.stops.operations import note_moved
from shared.clock import utc_now
from shared.positions.generations import raise_generation

_CHECKSUM_SHOWN = 12


def move(installation: Installation, to: str, say: Say) -> None:
    """Move an installation. Raises MoveError, RunsAlreadyError and what a start raises: the files are in force."""
    url = targets.address_of(to)
    if not installation.data.is_dir():
        raise MoveError("{data} is missing", "{data} 不存在", data=installation.data)
    with claimed(installation.data, installation.url):
        found = sources.find(installation)
        owner = keyrings.ring_of(GatewaySettings().keys_dir).installation
        targets.require_usable(url, owner)
        with sources.held(found) as files:
            say("Making the tables in {place}", "正在 {place} 中建表", place=targets.place_of(url))
            targets.make_tables(url, owner)
            with targets.whole_or_nothing(url) as (connection, driver):
                targets.require_free(driver, owner)
                tables = _tables(files, driver)
                _require_fit(files, tables, say)
                targets.take_states_out(driver)
                sums = _copy(files, driver, tables, say)
                _begin_anew(connection, driver, files)
                targets.mark(driver, owner)
            sources.mark_moved(found, targets.place_of(url), now=utc_now())
    _tell(installation, url, sums, say)


def _tables(files: Mapping[str, sqlite3.Connection], driver: psycopg.Connection) -> list[Table]:
    """Every table of the files, as both sides have it, those that others refer to first. Raises MoveError."""
    found = []
    for schema, file in files.items():
        here, there = sources.tables_of(file), targets.columns_of(driver, schema)
        for name, (columns, _) in here.items():
            if set(columns) != set(there.get(name, {})):
                raise MoveError(
                    "{table} has other columns than a new installation: run `make migrate`, then move again",
                    "{table} 的列与全新安装不同：请先运行 `make migrate`，然后重新迁移",
                    table=f"{schema}.{name}",
                )
        for name in targets.in_order(driver, schema):
            if name in here:
                columns, key = here[name]
                found.append(Table(schema, name, [there[name][column] for column in columns], key))
    return found


def _require_fit(files: Mapping[str, sqlite3.Connection], tables: list[Table], say: Say) -> None:
    """Say which rows PostgreSQL would refuse, and raise MoveError if there are any."""
    say("Looking for what PostgreSQL does not take", "正在检查 PostgreSQL 不接受的内容")
    refused = [row for table in tables for row in refused_rows(files[table.schema], table)]
    for table, key, column, why in refused:
        say(
            "  {table}, row {key}: {column} holds {why_en}",
            "  {table}，行 {key}：{column} 是{why_zh}",
            table=table.full_name,
            key=", ".join(f"{name}={value!r}" for name, value in zip(table.key, key, strict=True)),
            column=column.name,
            why_en=why.en,
            why_zh=why.zh,
        )
    if refused:
        raise MoveError(
            "PostgreSQL does not take these rows: mend them in the files (sqlite3 {data}; for U+0000 UPDATE ... SET"
            " column = replace(column, char(0), '')), and move again",
            "PostgreSQL 不接受以上各行：请在文件中修正（sqlite3 {data}；U+0000 可用 UPDATE ... SET 列 = replace(列,"
            " char(0), '')），然后重新迁移",
            data="SERVICE.sqlite3",
        )


def _copy(
    files: Mapping[str, sqlite3.Connection], driver: psycopg.Connection, tables: list[Table], say: Say
) -> dict[str, Sum]:
    """Bring all over, and read it back. Raises MoveError where a table is not the same on both sides."""
    sums: dict[str, Sum] = {}
    empty = 0
    for table in tables:
        file = files[table.schema]
        count = count_of(file, table)
        if count >= PROGRESS:
            say("  {table}: {count:,} rows", "  {table}：{count:,} 行", table=table.full_name, count=count)
        sent = copy_rows(file, driver, table, partial(_progress, say, table.full_name, count))
        kept = sum_of(driver, table)
        if sent != kept:
            raise MoveError(
                "{table} is not the same in PostgreSQL ({sent} rows, checksum {sum}; there {kept}, {other}); nothing"
                " was moved",
                "{table} 在 PostgreSQL 中不一致（{sent} 行，校验和 {sum}；对方 {kept} 行，{other}）；未作迁移",
                table=table.full_name,
                sent=sent.rows,
                sum=sent.checksum,
                kept=kept.rows,
                other=kept.checksum,
            )
        sums[table.full_name] = kept
        empty += not kept.rows
        if kept.rows:
            shown = {"table": table.full_name, "rows": kept.rows, "checksum": kept.checksum[:_CHECKSUM_SHOWN]}
            say("  {table:<36} {rows:>12,} rows  {checksum}", "  {table:<36} {rows:>12,} 行  {checksum}", **shown)
    say("  {count} tables are empty", "  {count} 个表为空", count=empty)
    return sums


def _progress(say: Say, table: str, count: int, done: int) -> None:
    say("  {table}: {percent} %", "  {table}：{percent}%", table=table, percent=100 * done // max(count, done))


def _begin_anew(connection: Connection, driver: psycopg.Connection, schemas: Iterable[str]) -> None:
    """Let numbers go on and positions begin a generation; the audit trail says why."""
    for schema in schemas:
        targets.restart_numbers(driver, schema)
    for service in SERVICES:
        with Session(connection.execution_options(schema_translate_map={None: service})) as session:
            raise_generation(session)
            if service == "gateway":
                note_moved(session, stops.operator(), now=utc_now())
                session.flush()


def _tell(installation: Installation, url: URL, sums: Mapping[str, Sum], say: Say) -> None:
    say(
        "Moved: {rows:,} rows in {tables} tables, each the same on both sides by count and checksum.",
        "迁移完成：{tables} 个表共 {rows:,} 行，两侧行数与校验和均一致。",
        rows=sum(each.rows for each in sums.values()),
        tables=sum(each.rows > 0 for each in sums.values()),
    )
    say(
        "Now set this wherever programs and commands of Zhuli start (with the password), and start Zhuli:\n"
        "  ZHULI_DATABASE_URL={place}\n"
        "Through a pooler that is the pooler's address, and ZHULI_DATABASE_DIRECT_URL={place}",
        "请在所有启动助理程序和命令的地方设置以下变量（含密码），然后启动助理：\n"
        "  ZHULI_DATABASE_URL={place}\n"
        "如经过连接池，则填连接池地址，并设置 ZHULI_DATABASE_DIRECT_URL={place}",
        place=targets.place_of(url),
    )
    say(
        "Keys, ports and the heads of the audit trail stay in {data}: keep it. Its .sqlite3 files are used no more,"
        " and nothing starts on them; delete them when all is well. Whoever follows lists reads them anew once."
        " Then run `zhuli doctor`.",
        "密钥、端口和审计链头登记仍在 {data}，请保留。其中的 .sqlite3 文件不再使用，程序也不会再用它们启动；确认无误"
        "后可删除。跟随列表的程序会重新读取一次。最后请运行 `zhuli doctor`。",
        data=installation.data,
    )
