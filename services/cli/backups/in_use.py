"""Whether programs work with the data that a restore is to replace, and which."""

import fcntl
import os
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg

from services.cli.backups.errors import BackupError
from services.cli.backups.stores import Store, connect

_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes of an SQLite file that every connection in WAL mode holds a lock on, as long as it is open."""

_FLOCK = "hhqqi"
"""`struct flock` of Linux: kind, from where, start, length, process."""


def require_idle(stores: Sequence[Store]) -> None:
    """Raise BackupError, which names them, while programs have the stores open."""
    users = sorted({user for store in stores for user in (_users_of(store) if store.is_sqlite else _sessions(store))})
    if users:
        raise BackupError(
            "these work with the data: {users}. Stop them first (Ctrl-C ends `make run`)",
            "以下程序正在使用数据：{users}。请先停止（Ctrl-C 可结束 `make run`）",
            users="; ".join(users),
        )


def _users_of(store: Store) -> list[str]:
    """The process that has a file open; of several one."""
    if not store.path.exists():
        return []
    descriptor = os.open(store.path, os.O_RDWR)
    try:
        if sys.platform == "linux":
            asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, _SHARED_FIRST, _SHARED_SIZE, 0)
            kind, _, _, _, pid = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
            return [] if kind == fcntl.F_UNLCK else [_named(pid)]
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError:
            return [f"{store.path.name}"]
        return []
    finally:
        os.close(descriptor)


def _named(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return f"process {pid}"
    return f"process {pid} ({' '.join(words[:4]).strip()})"


def _sessions(store: Store) -> list[str]:
    """The other sessions of our own user in a database."""
    query = (
        "SELECT pid, application_name, coalesce(host(client_addr), 'local') FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
    )
    try:
        with connect(store.url) as connection:
            found = connection.execute(query).fetchall()
    except psycopg.OperationalError as error:
        why = (str(error).splitlines() or ["?"])[0]
        raise BackupError("PostgreSQL cannot be used: {why}", "无法使用 PostgreSQL：{why}", why=why) from error
    return [f"session {pid} of {store.url.database} ({name or 'no name'}, {place})" for pid, name, place in found]
