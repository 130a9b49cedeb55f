"""PostgreSQL: a dump of our schemas by `pg_dump`, and its way back in one transaction.

`pg_dump` and `pg_restore` are those of PATH; they have to be as new as the server. What was there is renamed, never
dropped, in the same transaction, which ends only when every table has the rows that the manifest tells of.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import psycopg
from psycopg import sql
from sqlalchemy import URL

from services.cli.backups.errors import BackupError
from services.cli.backups.files import sync
from services.cli.backups.manifest import Copy
from services.cli.backups.moments import Pinned
from services.cli.backups.stores import DBOS_SCHEMA, connect, tables_of

_COPY = re.compile(rb"COPY .* FROM stdin;\n\Z")
_ENDS = b"\\.\n"
_ONLY_PSQL = (b"\\restrict", b"\\unrestrict", b"SET transaction_timeout")
"""Lines for psql, and a setting that servers before 17 do not know."""

BUCKETS = "throttle"
"""The schema that is not copied: the buckets fill anew."""


def dump(pinned: Pinned, folder: Path) -> Copy:
    """Dump the schemas of a database as they were at the moment. Raises BackupError."""
    store, path = pinned.store, folder / pinned.store.file_name
    program = _program("pg_dump", pinned.connection.info.server_version)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={pinned.snapshot}"]
    schemas = [f"--schema={schema}" for schema in store.members]
    command = [program, *options, *schemas, f"--file={path}"]
    done = subprocess.run(command, env=_environment(store.url), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError("pg_dump failed: {why}", "pg_dump 失败：{why}", why=_last_line(done.stderr))
    sync(path)
    rows = {schema: count_rows(pinned.connection, schema) for schema in store.members}
    return Copy(
        file=path.name,
        kind="postgresql",
        members=store.members,
        rows=rows,
        migrations={name: _migration(pinned.connection, name) for name in store.members if name != DBOS_SCHEMA},
    )


def look_through(path: Path, url: URL) -> None:
    """Raise BackupError unless `pg_restore` can read the dump, and the server of `url` is there."""
    with _server(url) as connection:
        program = _program("pg_restore", connection.info.server_version)
    done = subprocess.run([program, "--list", str(path)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(
            "pg_restore cannot read {file}: {why}",
            "pg_restore 无法读取 {file}：{why}",
            file=path,
            why=_last_line(done.stderr),
        )


def load(path: Path, copy: Copy, url: URL, mark: str, aside: str) -> list[str]:
    """Put a dump back, unless the database says by `mark` that it was; the schemas that were renamed.

    They are called as before with `aside` behind it. Raises BackupError, and nothing has changed then.
    """
    with _server(url) as connection, connection.transaction():
        program = _program("pg_restore", connection.info.server_version)
        first = min(copy.members)
        if _mark_of(connection, first) == mark:
            return []
        renamed = [schema for schema in (*copy.members, BUCKETS) if _rename(connection, schema, schema + aside)]
        command = [program, "--no-owner", "--no-privileges", "--file=-", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as reader:  # noqa: S603
            try:
                _run(connection, cast(IO[bytes], reader.stdout))
            except BaseException:
                reader.kill()
                raise
        found = {schema: count_rows(connection, schema) for schema in copy.members}
        if reader.returncode or found != copy.rows:
            raise BackupError(
                "what came out of {file} is not what the manifest tells of; nothing was changed",
                "{file} 的内容与清单不符；未作任何更改",
                file=path,
            )
        comment = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(first), sql.Literal(mark))
        connection.execute(comment)
        return renamed


def count_rows(connection: psycopg.Connection, schema: str) -> dict[str, int]:
    """The rows of each table of a schema."""
    found = {}
    for table in tables_of(connection, schema):
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(query).fetchone()
        found[table] = row[0] if row else 0
    return found


def _run(connection: psycopg.Connection, script: IO[bytes]) -> None:
    """Run a script of pg_restore's on a connection of ours, whose transaction ends only when we say so."""
    with connection.cursor() as cursor:
        statements: list[bytes] = []
        for line in script:
            if line.startswith(_ONLY_PSQL):
                continue
            if not _COPY.match(line):
                statements.append(line)
                continue
            _execute(cursor, statements)
            with cursor.copy(line) as rows:
                for row in iter(script.readline, _ENDS):
                    rows.write(row)
        _execute(cursor, statements)
        cursor.execute("SET search_path TO DEFAULT")


def _execute(cursor: psycopg.Cursor, statements: list[bytes]) -> None:
    if b"".join(statements).strip():
        cursor.execute(b"".join(statements))
    statements.clear()


def _rename(connection: psycopg.Connection, schema: str, other: str) -> bool:
    known = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone()
    if known:
        names = (sql.Identifier(schema), sql.Identifier(other))
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(*names))
    return known is not None


def _mark_of(connection: psycopg.Connection, schema: str) -> str | None:
    found = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [schema]
    ).fetchone()
    return found[0] if found else None


def _migration(connection: psycopg.Connection, schema: str) -> str:
    query = sql.SQL("SELECT version_num FROM {}").format(sql.Identifier(schema, "alembic_version"))
    row = connection.execute(query).fetchone()
    return row[0] if row else ""


def _program(name: str, server: int) -> str:
    """The program of PATH, as new as the server (`server_version`, such as 180001). Raises BackupError."""
    wanted = server // 10_000
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            "{name} is not in PATH: install the client programs of PostgreSQL {wanted} (postgresql-client-{wanted})",
            "PATH 中没有 {name}：请安装 PostgreSQL {wanted} 的客户端程序（postgresql-client-{wanted}）",
            name=name,
            wanted=wanted,
        )
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"\) (\d+)", said)
    if number is None or int(number[1]) < wanted:
        raise BackupError(
            "{file} is of version {found}, older than the server ({wanted}): put the bin folder of PostgreSQL"
            " {wanted} first in PATH",
            "{file} 的版本为 {found}，比服务器（{wanted}）旧：请把 PostgreSQL {wanted} 的 bin 目录放到 PATH 最前面",
            file=found,
            found=number[1] if number else "?",
            wanted=wanted,
        )
    return found


@contextmanager
def _server(url: URL) -> Iterator[psycopg.Connection]:
    try:
        with connect(url) as connection:
            yield connection
            connection.rollback()
    except psycopg.Error as error:
        raise BackupError(
            "PostgreSQL refuses: {why}", "PostgreSQL 拒绝：{why}", why=_last_line(str(error))
        ) from error


def _environment(url: URL) -> dict[str, str]:
    """How the programs find the server: not on their command line, which everybody on the machine may read."""
    named = {"HOST": url.host, "PORT": url.port, "USER": url.username, "DATABASE": url.database}
    named |= {"PASSWORD": url.password}
    known = {name: str(value) for name, value in named.items() if value is not None}
    known |= {name.upper(): value for name, value in url.query.items() if isinstance(value, str)}
    return os.environ | {f"PG{name}": value for name, value in known.items()}


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["?"])[0]
