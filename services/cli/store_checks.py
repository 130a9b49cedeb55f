"""Checks of the databases: there, at the newest migration, undamaged; and the secrets in them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from services.cli.check_lines import Line, fail, ok
from services.gateway.sealed_secrets.operations import COLUMNS, open_all
from shared import secrets
from shared.auth.keys import KeyFileError
from shared.db import Database
from shared.db.newest import MovedError, NewerSchemaError, OldSchemaError, require_newest
from shared.jobs import system

OLDEST_POSTGRESQL = 14
_FALSE_ALARM = "NULL value in "
"""What SQLite 3.40 says of each row of a healthy table without rowids whose key is not its first columns; the columns
are NOT NULL, so nobody can write it. Damaged pages are told before rows."""

_TABLES = {
    "jobs": ("workflow_status", "dbos.workflow_status"),
    "throttle": ("throttle_bucket", "throttle.throttle_bucket"),
    "quotas": ("throttle_bucket", "throttle.throttle_bucket"),
}


def check_stores(services: Mapping[str, Database], others: Mapping[str, Database]) -> Iterator[Line]:
    """Every service's database, then those of jobs and of buckets (`others`)."""
    for name, database in services.items():
        yield check_store(name, database, package=f"services.{name}")
    for name, database in others.items():
        yield check_store(name, database, package=None)


def check_store(name: str, database: Database, *, package: str | None) -> Line:
    """One database. An SQLite file that is missing is not made by looking."""
    check = f"database {name}"
    if database.is_sqlite and not Path(database.url.database or "").exists():
        return fail(
            check,
            "the file {place} is missing; run `make migrate`, or restore it from a backup",
            "文件 {place} 不存在；请运行 `make migrate` 或从备份恢复",
            place=database.url.database,
        )
    try:
        return _look_into(check, name, database, package)
    except MovedError as error:
        return fail(
            check,
            "its data was moved to {place} on {at}, and no program starts here; set ZHULI_DATABASE_URL to that, or"
            " delete {file} to go on here as of then",
            "数据已于 {at} 迁移到 {place}，程序不会在此启动；请将 ZHULI_DATABASE_URL 设为该地址，或删除 {file} 以从"
            "当时的数据继续",
            place=error.place,
            at=error.at[:16],
            file=error.file,
        )
    except NewerSchemaError:
        return fail(
            check,
            "newer than this Zhuli; start the newer Zhuli again, or restore a backup of before its upgrade",
            "数据库比当前 Zhuli 更新；请重新启动新版本的 Zhuli，或恢复升级前的备份",
        )
    except OldSchemaError:
        return fail(
            check,
            "not at the newest migration; stop Zhuli and run `make migrate`",
            "数据库结构不是最新版本；请停止 Zhuli 并运行 `make migrate`",
        )
    except SQLAlchemyError as error:
        return fail(
            check,
            "cannot be used ({kind}); is the server running, and the address right? If a file is damaged,"
            " restore it from a backup",
            "无法使用（{kind}）；请检查数据库服务是否运行、地址是否正确；若文件损坏，请从备份恢复",
            kind=type(error).__name__,
        )


def is_damage(said: str) -> bool:
    """Whether what `PRAGMA quick_check(1)` says of a file means damage."""
    return said != "ok" and not said.startswith(_FALSE_ALARM)


def _look_into(check: str, name: str, database: Database, package: str | None) -> Line:
    with database.read() as session:
        if database.is_sqlite:
            found = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if is_damage(found):
                return fail(
                    check,
                    "the file is damaged; stop Zhuli and restore it from a backup",
                    "数据库文件已损坏；请停止 Zhuli 并从备份恢复",
                )
        else:
            version = int(session.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
            if version < OLDEST_POSTGRESQL:
                return fail(
                    check,
                    "PostgreSQL {version} is too old; upgrade to {oldest} or newer",
                    "PostgreSQL {version} 版本过旧；请升级到 {oldest} 或更新版本",
                    version=version,
                    oldest=OLDEST_POSTGRESQL,
                )
        if name == "jobs":
            system.refuse_newer(database.url.render_as_string(hide_password=False))
        if package is None:
            table = _TABLES[name][0 if database.is_sqlite else 1]
            session.execute(text(f"SELECT 1 FROM {table} LIMIT 1"))  # noqa: S608 - one of our own names
    if package is not None:
        require_newest(database, package)
    return ok(check, "well, on {kind}", "正常（{kind}）", kind="SQLite" if database.is_sqlite else "PostgreSQL")


def check_secrets(services: Mapping[str, Database], keys_dir: Path) -> Line:
    """Whether every consent, and every secret of a webhook or an ERP, opens under the ring."""
    opened, broken = 0, list[str]()
    try:
        sealer = secrets.sealer_of(keys_dir)
        for service in COLUMNS:
            with services[service].read() as session:
                more, lost = open_all(session, service, sealer=sealer)
            opened, broken = opened + more, [*broken, *lost]
    except (SQLAlchemyError, KeyFileError, secrets.KeyRingError):
        return fail("secrets", "cannot be looked at; see above", "无法检查；原因见上")
    if broken:
        return fail(
            "secrets",
            "{count} secrets do not open: {names}; put the missing master key back into the ring, or let the sellers"
            " consent anew and rotate the secrets of the webhooks",
            "{count} 个密文无法解密：{names}；请把缺失的主密钥放回密钥环，或请卖家重新授权并轮换 Webhook 密钥",
            count=len(broken),
            names=", ".join(broken[:5]),
        )
    return ok(
        "secrets",
        "{count} secrets of consents and webhooks open",
        "{count} 个授权和 Webhook 密文均可解密",
        count=opened,
    )
