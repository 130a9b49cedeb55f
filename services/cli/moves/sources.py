"""The installation on SQLite that is moved: its files, held still, and the mark that it was moved away."""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from services.cli.backups import keyrings, stores
from services.cli.backups.files import sync
from services.cli.backups.in_use import require_idle
from services.cli.backups.stores import DBOS_SCHEMA, JOBS, Store
from services.cli.installation import Installation, databases
from services.cli.moves.errors import MoveError
from services.gateway.settings import GatewaySettings
from shared.db.newest import MOVED_FILE, require_newest

BOOKKEEPING = frozenset({"alembic_version", "dbos_migrations"})
"""Tables that say how far a schema was migrated: each side has its own."""


def find(installation: Installation) -> list[Store]:
    """The files of the installation, nobody at work with them. Raises MoveError, SchemaVersionError and the like."""
    installation.refuse_half_restored()
    settings = GatewaySettings()
    urls = stores.named_urls()
    elsewhere = sorted(name for name, url in urls.items() if url.get_backend_name() != "sqlite")
    if elsewhere:
        raise MoveError(
            "these are not on SQLite: {names}. A move brings a whole installation from SQLite to PostgreSQL: unset"
            " ZHULI_DATABASE_URL and the like to move the files in {data}",
            "以下部分不在 SQLite 上：{names}。迁移只能把整个安装从 SQLite 搬到 PostgreSQL：要搬迁 {data} 中的文件，"
            "请取消设置 ZHULI_DATABASE_URL 等变量",
            names=", ".join(elsewhere),
            data=installation.data,
        )
    found = stores.present(stores.stores_of(urls))
    there = {store.name for store in found}
    for name, database in databases().items():
        if name in there:
            require_newest(database, f"services.{name}")
        database.dispose()
    keyrings.require_whole(settings.keys_dir)
    buckets = [Store(name, store.url, {}) for name, store in settings.stores_of_buckets().items()]
    require_idle([*found, *(store for store in buckets if store.is_sqlite)])
    return found


@contextmanager
def held(found: Sequence[Store]) -> Iterator[dict[str, sqlite3.Connection]]:
    """A connection to each file, by its schema; nobody else writes until the end. Raises MoveError."""
    with ExitStack() as stack:
        files = {}
        for store in found:
            file = sqlite3.connect(store.path, isolation_level=None, timeout=1.0)
            stack.callback(file.close)
            try:
                file.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise MoveError(
                    "{file} cannot be held still: {why}", "无法锁定 {file}：{why}", file=store.path, why=error
                ) from error
            files[DBOS_SCHEMA if store.name == JOBS else store.name] = file
        yield files


def tables_of(file: sqlite3.Connection) -> dict[str, tuple[list[str], list[str]]]:
    """The tables of a file: the names of the columns, and those of the primary key."""
    named = file.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    found = {}
    for (name,) in sorted(named.fetchall()):
        if name not in BOOKKEEPING:
            columns = file.execute(f'PRAGMA table_info("{name}")').fetchall()
            keys = sorted((place, column) for _, column, _, _, _, place in columns if place)
            found[name] = [each[1] for each in columns], [column for _, column in keys]
    return found


def mark_moved(found: Sequence[Store], place: str, *, now: datetime) -> None:
    """Note beside the files where their data is now: no program starts on them any more."""
    content = json.dumps({"to": place, "at": now.isoformat(timespec="seconds")}) + "\n"
    for folder in sorted({store.path.resolve().parent for store in found}):
        unfinished = folder / f"{MOVED_FILE}.unfinished"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / MOVED_FILE)
        sync(folder)
