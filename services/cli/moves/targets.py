"""The PostgreSQL that an installation is moved to: usable, ours, and empty, or not touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter

import psycopg
from psycopg import sql
from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool

from services.cli.backups import dumps, stores
from services.cli.backups.in_use import require_idle
from services.cli.backups.stores import DBOS_SCHEMA, Store
from services.cli.installation import ALL_SERVICES, SERVICES
from services.cli.moves.errors import MoveError
from services.cli.moves.kinds import Column
from services.cli.moves.sources import BOOKKEEPING
from services.cli.store_checks import OLDEST_POSTGRESQL
from services.gateway.webhook_deliveries.rules import INSTALLATION
from shared.db import Database
from shared.db.migrations import upgrade
from shared.db.newest import refuse_newer
from shared.jobs import system
from shared.throttle import Buckets

_OURS = {name: "alembic_version" for name in ALL_SERVICES} | {
    DBOS_SCHEMA: "dbos_migrations",
    dumps.BUCKETS: "throttle_bucket",
}
"""Our schemas, and the table by which each is known as ours."""

_MIGRATED = {("gateway", "tenant"), ("gateway", "webhook_endpoint")}
"""Tables with a row of the installation's own, which `zhuli migrate` makes."""

_STATE = "position_state"
MARKED = "gateway"
"""The schema whose comment says that it was moved here."""


def address_of(text: str) -> URL:
    """The address of a PostgreSQL database. Raises MoveError."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise _no_address(text.rpartition("@")[2]) from error
    if url.get_backend_name() != "postgresql" or not url.database:
        raise _no_address(url.render_as_string())
    return url.set(drivername="postgresql")


def place_of(url: URL) -> str:
    """What a database is called, without its password."""
    return url.render_as_string()


def require_usable(url: URL, installation: str) -> None:
    """Raise MoveError unless the database is there, ours to fill, and empty; NewerSchemaError as at a start.

    `installation` tells this one from others (see `keyrings.ring_of`).
    """
    require_idle([Store("postgresql", url, {})])
    with stores.connect(url) as connection:
        version = connection.info.server_version // 10_000
        if version < OLDEST_POSTGRESQL:
            raise MoveError(
                "PostgreSQL {version} is too old; {oldest} or newer is needed",
                "PostgreSQL {version} 版本过旧；需要 {oldest} 或更新版本",
                version=version,
                oldest=OLDEST_POSTGRESQL,
            )
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise MoveError(
                "the database keeps texts as {encoding}: create one with the encoding UTF8",
                "该数据库的编码为 {encoding}：请创建编码为 UTF8 的数据库",
                encoding=encoding,
            )
        allowed = connection.execute("SELECT has_database_privilege(current_database(), 'CREATE')").fetchone()
        if not allowed or not allowed[0]:
            raise MoveError(
                "this user may not create schemas there: GRANT CREATE ON DATABASE {name} TO {user}",
                "该用户无权在其中创建模式：GRANT CREATE ON DATABASE {name} TO {user}",
                name=url.database,
                user=connection.info.user,
            )
        require_free(connection, installation)
    for name, database in _databases(url).items():
        refuse_newer(database, f"services.{name}")
        database.dispose()


def require_free(connection: psycopg.Connection, installation: str) -> None:
    """Raise MoveError where there is anything but what `migrate` makes, or what a move of this installation left that
    no program has used."""
    tables = {schema: stores.tables_of(connection, schema) for schema in _OURS}
    foreign = [schema for schema, found in tables.items() if found and _OURS[schema] not in found]
    if foreign:
        raise MoveError(
            "the database has schemas of these names that are not Zhuli's: {names}; name an empty database",
            "该数据库已有同名但不属于助理的模式：{names}；请指定一个空数据库",
            names=", ".join(foreign),
        )
    if _is_unused(connection, installation):
        return
    filled = {schema: found for schema, found in tables.items() if schema != dumps.BUCKETS}
    for schema, table in ((schema, table) for schema, found in filled.items() for table in found):
        if table not in (*BOOKKEEPING, _STATE) and _has_rows(connection, schema, table):
            raise MoveError(
                "the database is not empty: {schema}.{table} has rows; name an empty one (if it is of an earlier"
                " move, programs have worked with it since)",
                "该数据库不为空：{schema}.{table} 已有数据；请指定空数据库（若来自先前的迁移，"
                "则此后已有程序使用过它）",
                schema=schema,
                table=table,
            )


def make_tables(url: URL, installation: str) -> None:
    """Make all tables at their newest migration, in place of what `require_free` lets pass. Raises MoveError."""
    with stores.connect(url) as connection:
        require_free(connection, installation)
        for schema in _OURS:
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
    for name, database in _databases(url).items():
        upgrade(database, f"services.{name}")
        database.dispose()
    throttle = Database(_text(url), schema=dumps.BUCKETS)
    Buckets(throttle).create()
    throttle.dispose()
    system.migrate(_text(url))


@contextmanager
def whole_or_nothing(url: URL) -> Iterator[tuple[Connection, psycopg.Connection]]:
    """One transaction, by SQLAlchemy and by the driver, in which nobody else reads or writes our tables."""
    engine = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.begin() as connection:
            driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            driver.execute("SET LOCAL TimeZone = 'UTC'")
            driver.execute("SET LOCAL DateStyle = 'ISO'")
            driver.execute("SET LOCAL statement_timeout = 0")
            driver.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            driver.execute("SET LOCAL lock_timeout = '5s'")
            driver.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(_listed(driver)))
            yield connection, driver
    except (OperationalError, psycopg.OperationalError) as error:
        why = str(error).strip().splitlines()[0]
        raise MoveError("PostgreSQL cannot be used: {why}", "无法使用 PostgreSQL：{why}", why=why) from error
    finally:
        engine.dispose()


def take_states_out(connection: psycopg.Connection) -> None:
    """The rows that the migrations have put in."""
    for service in SERVICES:
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(service, _STATE)))


def columns_of(connection: psycopg.Connection, schema: str) -> dict[str, dict[str, Column]]:
    """The columns of each table of a schema."""
    query = (
        "SELECT table_name, column_name, data_type, coalesce(character_maximum_length, numeric_precision),"
        " numeric_scale FROM information_schema.columns WHERE table_schema = %s ORDER BY ordinal_position"
    )
    found: dict[str, dict[str, Column]] = {}
    for table, *column in connection.execute(query, [schema]):
        found.setdefault(table, {})[column[0]] = Column(*column)
    return found


def in_order(connection: psycopg.Connection, schema: str) -> list[str]:
    """The tables of a schema, those that others refer to first."""
    referring = connection.execute(
        "SELECT c.relname, other.relname FROM pg_constraint AS f JOIN pg_class AS c ON c.oid = f.conrelid"
        " JOIN pg_class AS other ON other.oid = f.confrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE f.contype = 'f' AND n.nspname = %s AND f.conrelid <> f.confrelid",
        [schema],
    )
    graph: dict[str, set[str]] = {table: set() for table in stores.tables_of(connection, schema)}
    for table, other in referring:
        graph[table].add(other)
    return list(TopologicalSorter(graph).static_order())


def restart_numbers(connection: psycopg.Connection, schema: str) -> None:
    """Let columns with numbers of their own go on behind the rows that are there, as SQLite does.

    Events alone never have a number of before, and a new generation gives them new ones.
    """
    numbered = connection.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(format('%%I.%%I', table_schema, table_name),"
        " column_name) FROM information_schema.columns WHERE table_schema = %s AND column_default LIKE 'nextval(%%'",
        [schema],
    )
    for table, column, sequence in numbered.fetchall():
        newest = sql.SQL("SELECT setval({}, max({})) FROM {}").format(
            sql.Literal(sequence), sql.Identifier(column), sql.Identifier(schema, table)
        )
        connection.execute(newest)  # nothing happens where there is no row


def mark(connection: psycopg.Connection, installation: str) -> None:
    """Say in the database whose data it is and how many rows, and let it look at them for its plans."""
    connection.execute(sql.SQL("ANALYZE {}").format(_listed(connection)))
    comment = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(
        sql.Identifier(MARKED), sql.Literal(_mark(connection, installation))
    )
    connection.execute(comment)


def _is_unused(connection: psycopg.Connection, installation: str) -> bool:
    """Whether all of it came by a move of this installation, and no program has started on it."""
    found = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [MARKED]
    ).fetchone()
    if found is None or found[0] is None or found[0] != _mark(connection, installation):
        return False
    states = [sql.SQL("SELECT origin FROM {}").format(sql.Identifier(name, _STATE)) for name in SERVICES]
    return all(origin == "" for (origin,) in connection.execute(sql.SQL(" UNION ALL ").join(states)))


def _mark(connection: psycopg.Connection, installation: str) -> str:
    rows = sum(sum(dumps.count_rows(connection, schema).values()) for schema in _OURS if schema != dumps.BUCKETS)
    return f"zhuli move of {installation[:16]} with {rows} rows"


def _has_rows(connection: psycopg.Connection, schema: str, table: str) -> bool:
    own = sql.SQL(" WHERE tenant_id <> {}").format(sql.Literal(INSTALLATION))
    query = sql.SQL("SELECT EXISTS (SELECT 1 FROM {}{})").format(
        sql.Identifier(schema, table), own if (schema, table) in _MIGRATED else sql.SQL("")
    )
    row = connection.execute(query).fetchone()
    return row is not None and bool(row[0])


def _listed(connection: psycopg.Connection) -> sql.Composed:
    """All tables that are filled, or were."""
    tables = [
        sql.Identifier(schema, table)
        for schema in _OURS
        if schema != dumps.BUCKETS
        for table in stores.tables_of(connection, schema)
        if table not in BOOKKEEPING
    ]
    return sql.SQL(", ").join(tables)


def _databases(url: URL) -> dict[str, Database]:
    return {name: Database(_text(url), schema=name) for name in ALL_SERVICES}


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _no_address(text: str) -> MoveError:
    return MoveError(
        '"{text}" is no address of a PostgreSQL database, such as postgresql://user:password@host/zhuli',
        "“{text}”不是 PostgreSQL 数据库地址，例如 postgresql://user:password@host/zhuli",
        text=text,
    )
