"""What the person at the terminal sees: progress, the worklist, verdicts; in English or Chinese."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from services.cli.check_lines import Line
from services.cli.consents import CONSENTS
from services.cli.demo import Advertiser
from services.cli.installation import Installation
from services.cli.mabang import ERP
from services.cli.staff import STAFF
from services.cli.verdicts import CASES, Verdict, faults_of
from shared.amazon.marketplaces import UnknownMarketplaceError, of_id
from shared.texts import Language
from shared.texts import Text as Sentence

console = Console(highlight=False)
"""Nothing is shown by a thread that repaints it: programs are forked from this process."""

MAX_ROWS = 10
ROWS = (MAX_ROWS, 3)
"""Items of each account's worklist that are shown; whoever wants all asks the API."""

_SEVERITIES = {
    "CRITICAL": ("bold red", Sentence(en="CRITICAL", zh="紧急")),
    "HIGH": ("red", Sentence(en="HIGH", zh="高")),
    "MEDIUM": ("yellow", Sentence(en="MEDIUM", zh="中")),
    "LOW": ("dim", Sentence(en="LOW", zh="低")),
}
_STATES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
_CONNECTED, _KNOWN = Sentence(en="connected", zh="已连接"), Sentence(en="known already", zh="此前已连接")
_ACCOUNT = Sentence(
    en="Zhuli  seller account {seller_id} · {markets} · {state}",
    zh="助理  卖家账户 {seller_id} · {markets} · {state}",
)
_SYNCING = Sentence(en="  syncing {service:<9}", zh="  同步 {service:<9}")
_WAITING = Sentence(en="waiting for the worker", zh="等待后台任务")
_AGAIN = Sentence(
    en="  stock is read again: only several readings tell that shops sell one stock",
    zh="  再次读取库存：多次读取一致，才能确认各站点共用一份库存",
)
_PLANNING = Sentence(en="finding out what there is", zh="正在查询可读取的内容")
_ROWS = Sentence(en="parts, {count:,} rows", zh="部分，{count:,} 行")
_SETTLING = Sentence(en="waiting for the worklist", zh="等待待办清单更新")
_WORKLIST = Sentence(
    en="Worklist{of}: {count:,} open, most urgent first", zh="待办清单{of}：共 {count:,} 项，最紧急的在前"
)
_NOTHING = Sentence(en="Worklist{of}: nothing asks for you", zh="待办清单{of}：暂无待办")
_OF = Sentence(en=" of {markets}", zh="（{markets}）")
_OF_ACCOUNT = Sentence(en="  Seller account {seller_id} · {markets}", zh="  卖家账户 {seller_id} · {markets}")
_MORE = Sentence(en="… and {count:,} more", zh="…… 另有 {count:,} 项")
_LINES = (
    (Sentence(en="why", zh="原因"), "", "reason"),
    (Sentence(en="do", zh="建议"), "", "recommended_action"),
    (Sentence(en="see", zh="证据"), "dim", "evidence_href"),
)
"""What stands below an item's title: label, style, member."""
_DUE, _OVERDUE = Sentence(en="due {when}", zh="期限 {when}"), Sentence(en="overdue", zh="已超时")
_HOURS = Sentence(en="due in {hours} h", zh="{hours} 小时内到期")
_DAYS = Sentence(en="{days} days later", zh="{days} 天之后")
_FOUND = Sentence(
    en="{name:<9} {right:,} of {planted:,} planted problems found, {false:,} false",
    zh="{name:<9} 预埋问题找到 {right:,}/{planted:,} 项，误报 {false:,} 项",
)
_OPENED = Sentence(
    en="{name:<9} {right:,} of {planted:,} that findings call for, {false:,} false",
    zh="{name:<9} 应有工单已开 {right:,}/{planted:,} 个，误开 {false:,} 个",
)
_REFUSED = Sentence(
    en="{name:<9} {right:,} of {planted:,} that do not hold refused or noticed",
    zh="{name:<9} 无效授权已拒绝或识别 {right:,}/{planted:,} 项",
)
_UNSOLD = Sentence(
    en="{name:<9} {right:,} of {planted:,} goods told that are bought and no SKU at Amazon sells, {false:,} false",
    zh="{name:<9} 无亚马逊 SKU 销售的 ERP 商品已列出 {right:,}/{planted:,} 项，误列 {false:,} 项",
)
_CHANGED = Sentence(en="; {gone:,} resolved, {come:,} new", zh="；已解除 {gone:,} 项，新增 {come:,} 项")
_NOT_PLANTED = Sentence(en="not planted, since the account is too small: {codes}", zh="账户规模太小，未预埋：{codes}")
_FAULTS = {
    "missed": Sentence(en="missed: {problem}", zh="漏报：{problem}"),
    "false": Sentence(en="false: {problem}", zh="误报：{problem}"),
}
_ADDRESSES = Sentence(
    en="""
{keys}
API docs   {docs}
Logs       {logs}
Try        {call}

Serving; Ctrl-C stops.""",
    zh="""
{keys}
API 文档   {docs}
日志       {logs}
试一试     {call}

正在提供服务；按 Ctrl-C 停止。""",
)

_KEYS: Mapping[str, Sentence] = {
    "owner": Sentence(en="Owner      {key}", zh="负责人     {key}"),
    "assistant": Sentence(en="Assistant  {key}  ({name}, this shop)", zh="助理       {key}  （{name}，仅此店铺）"),
    "manager": Sentence(en="Manager    {key}  ({name}, all shops)", zh="经理       {key}  （{name}，全部店铺）"),
}
"""Whose key is whose, by the role."""


class SyncProgress:
    """A bar for each service that counts the parts of its syncs."""

    def __init__(self, progress: Progress, services: Sequence[str], language: Language) -> None:
        self._progress, self._language = progress, language
        self._parts: dict[tuple[str, str], Sequence[Mapping[str, Any]]] = {}
        waiting = _WAITING.in_language(language)
        self._bars = {
            service: progress.add_task(waiting, total=None, syncing=_SYNCING.in_language(language, service=service))
            for service in services
        }

    def show(self, service: str, seller_id: str, sync: Mapping[str, Any]) -> None:
        """Bring a service's bar up to the state of its sync of an account."""
        self._parts[service, seller_id] = parts_of(sync)
        parts = [part for (of, _), each in self._parts.items() if of == service for part in each]
        done = sum(part["status"] == "completed" for part in parts)
        rows = sum(part["rows_received"] for part in parts)
        words = _ROWS.in_language(self._language, count=rows) if parts else _PLANNING.in_language(self._language)
        self._progress.update(
            self._bars[service], description=words, completed=done, total=len(parts) or None, refresh=True
        )


def parts_of(sync: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What a sync reads one by one: the reports or parts that it tells of, else the one that it is itself."""
    parts: Sequence[Mapping[str, Any]] = sync.get("reports", sync.get("parts", [sync]))
    return parts


@contextmanager
def sync_progress(services: Sequence[str], language: Language) -> Iterator[SyncProgress]:
    """Progress lines for the time of the syncs."""
    columns = (
        TextColumn("{task.fields[syncing]}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, auto_refresh=False) as progress:
        yield SyncProgress(progress, services, language)


def show_reading_again(language: Language) -> None:
    """Why stock is read more than once."""
    console.print(_AGAIN.in_language(language), style="dim")


def settling(language: Language) -> AbstractContextManager[object]:
    """A line for the time in which the worklist catches up."""
    return Live(_SETTLING.in_language(language), console=console, auto_refresh=False, transient=True)


def show_account(advertiser: Advertiser, language: Language, *, is_new: bool) -> None:
    """Which seller account is looked at."""
    state = (_CONNECTED if is_new else _KNOWN).in_language(language)
    who = {"seller_id": advertiser.seller_id, "markets": _markets_of(advertiser)}
    console.print(_ACCOUNT.in_language(language, **who, state=state))


def _markets_of(advertiser: Advertiser) -> str:
    return ", ".join(of_id(marketplace_id).country_code for marketplace_id in advertiser.marketplace_ids)


def show_worklist(
    items: Sequence[Mapping[str, Any]],
    language: Language,
    *,
    now: datetime,
    of: Advertiser | None = None,
    rows: int = MAX_ROWS,
) -> None:
    """The most urgent items, and how many there are besides; `of` says whose they are, where there are several."""
    whose = "" if of is None else _OF.in_language(language, markets=_markets_of(of))
    console.print()
    console.print((_WORKLIST if items else _NOTHING).in_language(language, of=whose, count=len(items)), style="bold")
    for item in items[:rows]:
        console.print(_block(item, language, now=now))
    if len(items) > rows:
        console.print(_MORE.in_language(language, count=len(items) - rows))


def _block(item: Mapping[str, Any], language: Language, *, now: datetime) -> Table:
    """An item: what it is, then why, what to do, and where the evidence lies."""
    style, severity = _SEVERITIES.get(item["severity"], ("", Sentence(item["severity"], item["severity"])))
    head = Text(severity.in_language(language), style=style)
    for words in (_market(item["marketplace_id"]), due_in_words(item["due_at"], language, now=now)):
        head.append(f" · {words}" if words else "", style="not bold default")
    head.append(f"  {item['title']}", style="bold default")
    lines = Table.grid(padding=(0, 1))
    for _ in range(2):
        lines.add_column(overflow="fold")
    for label, style, name in _LINES:
        lines.add_row(Text(label.in_language(language), style="dim"), Text(item[name], style=style))
    block = Table.grid(padding=(0, 1))
    block.add_column(width=3, justify="right")
    block.add_column(overflow="fold")  # the default would cut a line that CJK fills to its end
    block.add_row(str(item["rank"]), Group(head, lines))
    return block


def _market(marketplace_id: str) -> str:
    """The country as Amazon writes it; the id itself of a marketplace that we do not know."""
    try:
        return of_id(marketplace_id).country_code
    except UnknownMarketplaceError:
        return marketplace_id


def due_in_words(due_at: str | None, language: Language, *, now: datetime) -> str:
    """When an item is due: hours within a day, else the day; empty where no clock runs."""
    if due_at is None:
        return ""
    left = datetime.fromisoformat(due_at) - now
    if left <= timedelta():
        return _OVERDUE.in_language(language)
    if left < timedelta(days=1):
        return _HOURS.in_language(language, hours=math.ceil(left / timedelta(hours=1)))
    return _DUE.in_language(language, when=datetime.fromisoformat(due_at).strftime("%m-%d"))


def show_days(days: int, language: Language) -> None:
    """That days have passed."""
    console.print()
    console.rule(_DAYS.in_language(language, days=days))


def show_verdicts(
    verdicts: Mapping[str, Verdict],
    changes: Mapping[str, tuple[int, int]],
    language: Language,
    *,
    of: Advertiser | None = None,
    not_planted: Sequence[str] = (),
) -> None:
    """A line for each verdict, after what is wrong; then what the account is too small for. `of` says whose."""
    console.print()
    if of is not None:
        console.print(_OF_ACCOUNT.in_language(language, seller_id=of.seller_id, markets=_markets_of(of)))
    for verdict in verdicts.values():
        for kind, problem in faults_of(verdict):
            console.print("  " + _FAULTS[kind].in_language(language, problem=problem), style="red", soft_wrap=True)
    for name, verdict in verdicts.items():
        sentence = {CASES: _OPENED, CONSENTS: _REFUSED, ERP: _UNSOLD}.get(name, _FOUND)
        right = verdict.planted - len(verdict.missed)
        line = sentence.in_language(
            language, name=name, right=right, planted=verdict.planted, false=len(verdict.false)
        )
        if name in changes:
            gone, come = changes[name]
            line += _CHANGED.in_language(language, gone=gone, come=come)
        console.print("  " + line, style=None if verdict.is_right else "red", soft_wrap=True)
    if not_planted:
        line = _NOT_PLANTED.in_language(language, codes=", ".join(not_planted))
        console.print("  " + line, style="dim", soft_wrap=True)


def show_lines(lines: list[Line], language: Language) -> None:
    """One line a check, the state first."""
    for line in lines:
        text = Text.assemble((f"{line.state:<5}", _STATES[line.state]), f"{line.check:<19} {line.message(language)}")
        console.print(text, soft_wrap=True)


def show_addresses(installation: Installation, keys: Mapping[str, str], language: Language) -> None:
    """Where to go from here, with the keys of the demonstration's people by their roles."""
    call = f'curl -H "Authorization: Bearer {keys["owner"]}" "{installation.url}/v1/tickets/worklist"'
    people = [
        sentence.in_language(language, key=keys[role], name=STAFF.get(role, ""))
        for role, sentence in _KEYS.items()
        if role in keys
    ]
    values = {"keys": "\n".join(people), "docs": f"{installation.url}/docs", "logs": installation.logs, "call": call}
    console.print(_ADDRESSES.in_language(language, **values), soft_wrap=True)
