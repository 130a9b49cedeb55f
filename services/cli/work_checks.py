"""Checks of the work: what waits, what failed, whose data is late."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from services.cli.check_lines import Line, fail, ok, warn
from shared.db import Database
from shared.jobs.backlog import Age, Waiting, failed_jobs, waiting_in_outbox, waiting_jobs, waiting_untaken

LOOKED_BACK = timedelta(days=3)
"""Failed jobs older than this are history."""

SLOW_OUTBOX, STUCK_OUTBOX = 60.0, 900.0
SLOW_QUEUE, STUCK_RUN = 900.0, 12 * 3600.0
LATE_DATA = 36 * 3600.0
"""Seconds. A relay looks five times a second; a report takes 6 hours at most, and twice that is too long; the
numbers of a day come by 09:00 of the next, so that the newest day is 33 hours old at the most."""

_SHOWN = 5


def check_outboxes(services: Mapping[str, Database], *, now: datetime) -> Line:
    """Whether events and job requests leave."""
    waiting = [one for name, database in services.items() for one in waiting_in_outbox(name, database, now=now)]
    slow = [one for one in waiting if one.oldest_seconds >= SLOW_OUTBOX]
    if not slow:
        return ok("outbox", "{count} rows wait", "{count} 条待发送", count=sum(one.count for one in waiting))
    level = fail if max(one.oldest_seconds for one in slow) >= STUCK_OUTBOX else warn
    return level(
        "outbox",
        "waiting too long: {what}; see whether the worker runs, and `loop failed` in its log",
        "等待过久：{what}；请检查 worker 是否运行，并查看其日志中的 `loop failed`",
        what=_named(slow),
    )


def check_jobs(system: Database, queues: Sequence[str], *, now: datetime) -> Iterator[Line]:
    """Whether jobs start, end, and succeed."""
    waiting = waiting_jobs(system, queues, now=now)
    stuck = [one for one in waiting if one.oldest_seconds >= (SLOW_QUEUE if one.kind == "queued" else STUCK_RUN)]
    if stuck:
        yield fail(
            "jobs",
            "stuck: {what}; see whether the worker runs, and `task` in its log",
            "卡住的任务：{what}；请检查 worker 是否运行，并查看其日志中的 `task`",
            what=_named(stuck),
        )
    else:
        yield ok(
            "jobs", "{count} queued or running", "{count} 个排队或运行中", count=sum(one.count for one in waiting)
        )
    failed = failed_jobs(system, since=now - LOOKED_BACK)
    if failed:
        yield warn(
            "failed jobs",
            "failed in the last {days} days: {what}; the log of the worker says why (`outcome`: `failed`)",
            "最近 {days} 天失败：{what}；原因见 worker 日志（`outcome` 为 `failed`）",
            days=LOOKED_BACK.days,
            what=", ".join(f"{name} × {count}" for name, count in failed.items()),
        )
    else:
        yield ok("failed jobs", "none in the last {days} days", "最近 {days} 天无失败任务", days=LOOKED_BACK.days)


def check_untaken(system: Database, queues: Sequence[str], *, now: datetime) -> Line:
    """Whether there is work that nobody will ever take."""
    left = [one for one in waiting_untaken(system, queues, now=now) if one.count]
    if not left:
        return ok("untaken jobs", "none", "无")
    return fail(
        "untaken jobs",
        'no worker takes {what}; see "Work that nobody takes" in docs/operations.md',
        "无 worker 处理：{what}；见 docs/operations.md 的 “Work that nobody takes”",
        what=_named(left),
    )


def check_files(misread: Sequence[str]) -> Line:
    """Whether there are imports of before Sponsored Brands and Display were told apart."""
    if not misread:
        return ok("old imports", "all are of the ad product that they were read as", "均按所属广告产品读取")
    return warn(
        "old imports",
        "{count} files of Sponsored Brands or Display were read as Sponsored Products: {what}; import them again",
        "{count} 个品牌推广或展示型推广文件曾被当作商品推广读取：{what}；请重新导入",
        count=len(misread),
        what=", ".join(misread[:_SHOWN]) + (" …" if len(misread) > _SHOWN else ""),
    )


def check_counts(differing: Sequence[str]) -> Line:
    """Whether own stock stands that an older release had counted by marketplace, and differently."""
    if not differing:
        return ok("own stock", "no differing counts of an older release stand", "没有旧版本遗留的互相矛盾的库存数")
    return warn(
        "own stock",
        "an older release had differing counts of some SKUs, and the newest stand ({what}); have the ERP push these"
        " warehouses again",
        "旧版本中部分 SKU 的库存数互相矛盾，现采用最新一次（{what}）；请让 ERP 重新推送这些仓库的库存",
        what=", ".join(differing[:_SHOWN]) + (" …" if len(differing) > _SHOWN else ""),
    )


def check_ages(ages: Sequence[Age]) -> Line:
    """Whether every account's newest day has arrived, and its listings were read."""
    late = [age for age in ages if age.report != "sync" and age.seconds >= LATE_DATA]
    if not late:
        accounts = {(age.tenant_id, age.seller_id) for age in ages}
        return ok(
            "freshness", "{count} seller accounts, none late", "{count} 个卖家账户，数据均及时", count=len(accounts)
        )
    shown = [f"{age.seller_id}/{age.marketplace_id} {age.report} {age.seconds / 3600:.0f} h" for age in late]
    return warn(
        "freshness",
        "late: {what}; `GET /v1/ads/syncs` and `/v1/catalog/syncs` say why",
        "数据延迟：{what}；原因见 `GET /v1/ads/syncs` 和 `/v1/catalog/syncs`",
        what=", ".join(shown[:_SHOWN]) + (f" (+{len(shown) - _SHOWN})" if len(shown) > _SHOWN else ""),
    )


def _named(found: Sequence[Waiting]) -> str:
    return ", ".join(f"{one.name} {one.kind} × {one.count} ({one.oldest_seconds / 60:.0f} min)" for one in found)
