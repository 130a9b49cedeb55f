"""Checks of what a follower of lists relies on: commits that are on the disk, and transactions that end."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from services.cli.check_lines import Line, fail, ok, warn
from shared.db import Database

LONGEST_SECONDS = 10
_OLDEST = (
    "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - began)), 0)::float FROM ("
    "SELECT xact_start AS began FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
    " UNION ALL SELECT prepared FROM pg_prepared_xacts) AS open"
)


def check_positions(services: Mapping[str, Database]) -> Line:
    """Whether followers see what was acknowledged, and soon."""
    servers = {name: database for name, database in services.items() if not database.is_sqlite}
    unsafe = [name for name, database in servers.items() if _scalar(database, "SHOW synchronous_commit") == "off"]
    if unsafe:
        return fail(
            "positions",
            "synchronous_commit is off for {what}: after a crash followers of lists would miss rows; turn it on",
            "{what} 的 synchronous_commit 为 off：崩溃后跟随列表的程序会漏掉数据；请将其打开",
            what=", ".join(unsafe),
        )
    ages = {name: float(_scalar(database, _OLDEST)) for name, database in servers.items()}
    slow = {name: age for name, age in ages.items() if age > LONGEST_SECONDS}
    if slow:
        return warn(
            "positions",
            "a transaction that writes has been open for {seconds:.0f} s ({what}); nobody sees its rows until it"
            " ends: see pg_stat_activity and pg_prepared_xacts",
            "有写事务已打开 {seconds:.0f} 秒（{what}），结束前无人能看到其数据：请查看 pg_stat_activity 和"
            " pg_prepared_xacts",
            seconds=max(slow.values()),
            what=", ".join(slow),
        )
    return ok("positions", "followers of lists see every change", "跟随列表的程序能看到每次变更")


def _scalar(database: Database, statement: str) -> Any:
    with database.read() as session:
        return session.execute(text(statement)).scalar_one()
