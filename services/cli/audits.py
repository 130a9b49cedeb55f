"""The audit trail as the operator proves it: every entry (`zhuli audit verify`), or its heads alone (`doctor`)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from services.cli.check_lines import Line, fail, ok, warn
from services.gateway.audit import operations, tasks
from services.gateway.audit.rules import Anchors, Restored, Verdict
from services.gateway.audit.tasks import HeadsFile
from services.gateway.settings import GatewaySettings
from shared import secrets
from shared.auth.keys import KeyFileError
from shared.clock import utc_now
from shared.db import Database
from shared.texts import Text

_CHECK = "audit"
_REASONS = {
    "missing": Text(en="entry {seq} is missing", zh="缺少第 {seq} 条记录"),
    "changed": Text(en="entry {seq} is not as it was written", zh="第 {seq} 条记录与写入时不同"),
    "not-anchored": Text(
        en="entry {seq} is not the one whose head was written down", zh="第 {seq} 条记录与已登记的链头不符"
    ),
    "cut": Text(en="all from entry {seq} on are cut off", zh="自第 {seq} 条起的记录均已被删除"),
}


def verify() -> list[Line]:
    """A line for each tenant's chain, and one for the file of heads if that is not as it was written."""
    settings = GatewaySettings()
    pepper = secrets.pepper_of(settings.keys_dir)
    anchors = HeadsFile(settings.audit_heads_file, pepper).read()
    with _gateway(settings) as database, database.read() as session:
        verdicts = operations.verify_chains(session, anchors.heads, pepper=pepper)
    lines = [_line(verdict) for verdict in verdicts]
    lines += _lines_of_file(anchors)
    lines += [_line_of_restore(each) for each in anchors.restored]
    return lines or [ok(_CHECK, "no entries yet", "尚无记录")]


def check_heads() -> Line:
    """Whether each chain still has the entry that was written down last, which takes no look at all the others."""
    settings = GatewaySettings()
    try:
        anchors = HeadsFile(settings.audit_heads_file, secrets.pepper_of(settings.keys_dir)).read()
    except (KeyFileError, OSError):
        return fail(_CHECK, "cannot be looked at; see above", "无法检查；原因见上")
    with _gateway(settings) as database, database.read() as session:
        lost = operations.lost_heads(session, anchors.heads)
    if lost or anchors.broken_line:
        return fail(
            _CHECK,
            "entries were changed or cut off, see `zhuli audit verify`; after a restore run `zhuli restored`",
            "记录被修改或删除，详见 `zhuli audit verify`；若刚从备份恢复，请运行 `zhuli restored`",
        )
    return ok(
        _CHECK,
        "the heads written down are there ({count}); `zhuli audit verify` proves every entry",
        "已登记的链头均在（{count} 个）；`zhuli audit verify` 可逐条核验",
        count=len({head.tenant_id for head in anchors.heads}),
    )


def note_restored() -> None:
    """Let the heads of what was restored count, in place of those that were written down later."""
    settings = GatewaySettings()
    file = HeadsFile(settings.audit_heads_file, secrets.pepper_of(settings.keys_dir))
    with _gateway(settings) as database:
        tasks.note_restored(database, file, now=utc_now())


def _line(verdict: Verdict) -> Line:
    if verdict.reason is None:
        en, zh = "tenant {tenant}: all {count} entries are as written", "租户 {tenant}：全部 {count} 条记录完好"
        return ok(_CHECK, en, zh, tenant=verdict.tenant_id, count=verdict.entries)
    why = _REASONS[verdict.reason]
    en, zh = f"tenant {{tenant}}: {why.en}", f"租户 {{tenant}}：{why.zh}"
    return fail(_CHECK, en, zh, tenant=verdict.tenant_id, seq=verdict.broken_seq)


def _line_of_restore(restored: Restored) -> Line:
    """What an operator has put back is no tampering, and is told all the same."""
    return warn(
        _CHECK,
        "tenant {tenant}: a restore on {at} led back to entry {seq}; entries {first} to {last} of before are gone",
        "租户 {tenant}：{at} 的恢复回到第 {seq} 条；此前的第 {first} 至 {last} 条记录随之消失",
        tenant=restored.tenant_id,
        at=restored.at[:16],
        seq=restored.seq,
        first=restored.seq + 1,
        last=restored.before,
    )


def _lines_of_file(anchors: Anchors) -> Sequence[Line]:
    if anchors.broken_line is None:
        return []
    en, zh = "line {line} of the file of heads is not as written", "链头登记文件第 {line} 行与写入时不同"
    return [fail(_CHECK, en, zh, line=anchors.broken_line)]


@contextmanager
def _gateway(settings: GatewaySettings) -> Iterator[Database]:
    database = settings.database("gateway")
    try:
        yield database
    finally:
        database.dispose()
