"""Checks of the seller accounts: whose connection does not stand, and what is stopped."""

from collections.abc import Set
from datetime import datetime, timedelta

from services.cli.check_lines import Line, ok, warn
from services.gateway.consents.operations import showing
from services.gateway.stops.operations import list_stops
from shared.db import Database

_SHOWN = 5
FIRST_DATA = timedelta(days=1)
"""The first sync of an account begins within an hour, and a report takes six at the most."""


def check_connections(gateway: Database, *, now: datetime) -> Line:
    """Whether every consent stands, and for how long still."""
    with gateway.read() as session:
        found = showing.all_connections(session, now=now)
    standing = [(f"{seller} {each.api}", each) for seller, each in found]
    broken = [f"{name} {each.connection_status}" for name, each in standing if each.connection_status != "connected"]
    ending = [f"{name} {each.ends_on}" for name, each in standing if each.ends_within_30_days]
    if broken:
        return warn(
            "connections",
            "{count} do not stand: {what}; see `connections` of the account",
            "{count} 个连接异常：{what}；详见账户的 `connections`",
            count=len(broken),
            what=", ".join(broken[:_SHOWN]),
        )
    if ending:
        return warn(
            "connections",
            "{count} end within 30 days at the latest: {what}; have the sellers authorise again",
            "{count} 个授权最迟 30 天内到期：{what}；请卖家重新授权",
            count=len(ending),
            what=", ".join(ending[:_SHOWN]),
        )
    unknown = sum(each.api == "spapi" and each.ends_on is None for _, each in found)
    return ok(
        "connections",
        "{count} stand; of {unknown} it is not known when they end",
        "{count} 个连接正常；其中 {unknown} 个到期日未知",
        count=len(found),
        unknown=unknown,
    )


def check_first_data(gateway: Database, known: Set[tuple[str, str]], *, now: datetime) -> Line:
    """Whether something has come of every account that is connected for a day; `known` are those of which it has."""
    with gateway.read() as session:
        connected = showing.connected_accounts(session)
    empty = sorted(
        seller_id
        for (tenant_id, seller_id), since in connected.items()
        if (tenant_id, seller_id) not in known and now - since > FIRST_DATA
    )
    if not empty:
        return ok("first data", "of {count} accounts", "{count} 个账户已有数据", count=len(connected))
    return warn(
        "first data",
        "nothing has come yet of {what}, connected for a day or longer: start a sync; see `failure_code` of the last",
        "{what} 已连接一天以上但尚无数据：请发起同步，并查看最近一次的 `failure_code`",
        what=", ".join(empty[:_SHOWN]) + (f" (+{len(empty) - _SHOWN})" if len(empty) > _SHOWN else ""),
    )


def check_stops(gateway: Database) -> Line:
    """Whether somebody has stopped writing to Amazon, or calling it."""
    with gateway.read() as session:
        found = list_stops(session)
    if not found:
        return ok("stops", "nothing is stopped", "无停用")
    named = [f"{seller or 'all accounts'}: {each.level} ({each.actor_id}, {each.reason})" for seller, each in found]
    return warn(
        "stops",
        "stopped by hand: {what}; `zhuli start` ends that of all accounts",
        "人工停用：{what}；`zhuli start` 可解除全部账户的停用",
        what="; ".join(named[:_SHOWN]),
    )
