"""What there is to copy: each SQLite file, and each PostgreSQL database with our schemas in it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from services.cli.backups.errors import BackupError
from services.cli.installation import databases
from services.gateway.settings import GatewaySettings

JOBS, OPTIONAL = "jobs", frozenset({"sandbox"})
"""What DBOS keeps, and what only an installation for trying has."""

DBOS_SCHEMA = "dbos"


@dataclass(frozen=True, slots=True)
class Store:
    """A file or a database that is copied as a whole; `members` are its parts by their schemas ("" in a file)."""

    name: str
    url: URL
    members: dict[str, str] = field(hash=False, compare=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.url.database or "")

    @property
    def file_name(self) -> str:
        """What its copy is called."""
        return f"{self.name}.sqlite3" if self.is_sqlite else f"{self.name}.dump"


def named_urls() -> dict[str, URL]:
    """The addresses of everything that is kept, past poolers; buckets are not: they fill anew."""
    return {name: each.direct().url for name, each in databases().items()} | {
        JOBS: make_url(GatewaySettings().jobs_url)
    }


def stores_of(urls: dict[str, URL]) -> list[Store]:
    """These grouped into what is copied at once."""
    found = [Store(name, url, {"": name}) for name, url in urls.items() if url.get_backend_name() == "sqlite"]
    servers: dict[tuple[object, ...], Store] = {}
    for name, url in urls.items():
        if url.get_backend_name() != "sqlite":
            place = (url.host, url.port, url.database)
            first = "postgresql" if not servers else f"postgresql-{len(servers) + 1}"
            store = servers.setdefault(place, Store(first, url, {}))
            store.members[DBOS_SCHEMA if name == JOBS else name] = name
    return [*found, *servers.values()]


def present(stores: Sequence[Store]) -> list[Store]:
    """Those that are there. Raises BackupError for one that is missing and has to be there."""
    found = []
    for store in stores:
        if store.is_sqlite and not store.path.exists():
            if store.name not in OPTIONAL:
                raise BackupError(
                    "{file} is missing: see `make doctor`", "缺少 {file}：见 `make doctor`", file=store.path
                )
            continue
        found.append(store)
    return found


def connect(url: URL, *, autocommit: bool = False) -> psycopg.Connection:
    """A connection of the driver's own, for what SQLAlchemy does not do."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=autocommit, connect_timeout=5)


def tables_of(connection: psycopg.Connection, schema: str) -> list[str]:
    """The tables of a schema."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [str(row[0]) for row in cursor.fetchall()]


def size_of(store: Store) -> int:
    """Bytes that a copy takes at the most. Raises BackupError when the server does not answer."""
    if store.is_sqlite:
        with closing(sqlite3.connect(store.path)) as file:
            pages, size = (file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
            return int(pages) * int(size)
    try:
        with connect(store.url) as connection:
            query = (
                "SELECT coalesce(sum(pg_table_size(c.oid)), 0)::bigint FROM pg_class AS c"
                " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = ANY(%s)"
            )
            row = connection.execute(query, [list(store.members)]).fetchone()
            return int(row[0]) if row else 0
    except psycopg.OperationalError as error:
        why = (str(error).splitlines() or ["?"])[0]
        raise BackupError("PostgreSQL cannot be used: {why}", "无法使用 PostgreSQL：{why}", why=why) from error
