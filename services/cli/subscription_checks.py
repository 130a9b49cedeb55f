"""Checks of what the gateway brings to our own programs: where it goes, and whether it arrives."""

from datetime import datetime

from services.cli.check_lines import Line, fail, ok, warn
from services.cli.work_checks import SLOW_OUTBOX, STUCK_OUTBOX
from services.gateway.subscribers.operations import address_of_tickets, measure_waiting
from shared.db import Database

_CHECK = "worklist"


def check_worklist(gateway: Database, url: str, *, now: datetime) -> Line:
    """Whether findings are brought to the worklist of this installation, at `url`, and in time."""
    with gateway.read() as session:
        place, waiting = address_of_tickets(session), measure_waiting(session, now=now)[0]
    if place != url:
        return fail(
            _CHECK,
            "findings are brought to {place}, and this installation is at {url}: name its ports, or run"
            " `zhuli migrate` with those that it is to have",
            "问题会送往 {place}，而本部署位于 {url}：请指定其端口，或用应有的端口运行 `zhuli migrate`",
            place=place or "-",
            url=url or "-",
        )
    if waiting.oldest_seconds >= SLOW_OUTBOX:
        level = fail if waiting.oldest_seconds >= STUCK_OUTBOX else warn
        return level(
            _CHECK,
            "{count} events wait for it, the oldest for {minutes:.0f} min; see whether worker and api run",
            "{count} 个事件待送达，最早的已等待 {minutes:.0f} 分钟；请检查 worker 是否运行、api 是否响应",
            count=waiting.count,
            minutes=waiting.oldest_seconds / 60,
        )
    return ok(_CHECK, "findings arrive; {count} wait", "问题正常送达；{count} 个待送达", count=waiting.count)
