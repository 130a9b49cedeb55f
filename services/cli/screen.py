"""What the person at the terminal sees: progress, and the worklist as a table."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from services.cli.check_lines import Line
from services.cli.installation import Installation
from services.cli.verdicts import Verdict, lines_of
from shared.texts import Language
from shared.texts import Text as Sentence

console = Console(highlight=False)
_STYLES = {"CRITICAL": "bold red", "HIGH": "red", "MEDIUM": "yellow", "LOW": "dim"}
_STATES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
_HEADS: dict[Language, tuple[str, ...]] = {
    "en": ("#", "severity", "due", "what", "why", "do"),
    "zh": ("#", "级别", "期限", "问题", "原因", "建议"),
}
_NOW, _OVERDUE = Sentence(en="now", zh="现在"), Sentence(en="overdue", zh="已超时")
_HOURS = Sentence(en="in {hours} h", zh="{hours} 小时内")
MAX_ROWS = 10
"""Rows of the table; whoever wants all asks the API."""


class SyncProgress:
    """A bar for each service that counts the parts of its sync."""

    def __init__(self, progress: Progress, services: Sequence[str]) -> None:
        self._progress = progress
        self._bars = {
            service: progress.add_task("waiting for the worker", total=None, service=service) for service in services
        }

    def show(self, service: str, sync: Mapping[str, Any]) -> None:
        """Bring a service's bar up to its sync's state."""
        parts = sync.get("reports", sync.get("parts", [sync]))  # without parts it is the only one itself
        done = sum(part["status"] == "completed" for part in parts)
        rows = sum(part["rows_received"] for part in parts)
        words = f"{rows:,} rows" if parts else "finding out what there is"
        self._progress.update(self._bars[service], description=words, completed=done, total=len(parts) or None)


@contextmanager
def sync_progress(services: Sequence[str]) -> Iterator[SyncProgress]:
    """Progress lines for the time of the syncs."""
    columns = (
        TextColumn("  syncing {task.fields[service]:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("parts, {task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield SyncProgress(progress, services)


def settling() -> AbstractContextManager[object]:
    """A line for the time in which the worklist catches up."""
    return console.status("waiting for the worklist")


def show_worklist(items: Sequence[Mapping[str, Any]], language: Language, *, now: datetime) -> None:
    """The most urgent items, and how many there are besides."""
    table = Table(show_lines=False, expand=True, header_style="bold")
    for place, head in enumerate(_HEADS[language]):
        table.add_column(head, ratio=(None, None, None, 3, 4, 4)[place], no_wrap=place < 3, overflow="fold")
    for item in items[:MAX_ROWS]:
        texts = (item["title"], item["reason"], item["recommended_action"])
        severity = Text(item["severity"], style=_STYLES.get(item["severity"], ""))
        due = due_in_words(item["due_at"], item["severity"], language, now=now)
        table.add_row(str(item["rank"]), severity, due, *(Text(text) for text in texts))
    console.print(table)
    if len(items) > MAX_ROWS:
        more = Sentence(en="… and {count:,} more", zh="…… 另有 {count:,} 项")
        console.print(more.in_language(language, count=len(items) - MAX_ROWS))


def due_in_words(due_at: str | None, severity: str, language: Language, *, now: datetime) -> str:
    """When an item is due: hours within a day, else the day. What is lost now is due now, clock or not."""
    if due_at is None:
        return _NOW.in_language(language) if severity == "CRITICAL" else "-"
    left = datetime.fromisoformat(due_at) - now
    if left <= timedelta():
        return _OVERDUE.in_language(language)
    if left < timedelta(days=1):
        return _HOURS.in_language(language, hours=math.ceil(left / timedelta(hours=1)))
    return datetime.fromisoformat(due_at).strftime("%m-%d")


def show_verdict(verdict: Verdict) -> None:
    """How the findings compare with what was planted."""
    for line, is_bad in lines_of(verdict):
        console.print(f"  {line}", style="red" if is_bad else None, soft_wrap=True)


def show_lines(lines: list[Line], language: Language) -> None:
    """One line a check, the state first."""
    for line in lines:
        text = Text.assemble((f"{line.state:<5}", _STATES[line.state]), f"{line.check:<19} {line.message(language)}")
        console.print(text, soft_wrap=True)


def show_addresses(installation: Installation, key: str) -> None:
    """Where to go from here."""
    console.print(f"\nAPI docs   {installation.url}/docs", soft_wrap=True)
    console.print(f"Logs       {installation.logs}", soft_wrap=True)
    address = f"{installation.url}/v1/tickets/worklist"
    console.print(f'Try        curl -H "Authorization: Bearer {key}" "{address}"', soft_wrap=True)
