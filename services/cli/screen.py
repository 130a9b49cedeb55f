"""What the person at the terminal sees: progress, and the findings as a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from services.cli.check_lines import Line
from services.cli.demo import Verdict
from services.cli.installation import Installation
from shared.findings.rules import SEVERITY_ORDER
from shared.texts import Language

console = Console(highlight=False)
_STYLES = {"CRITICAL": "bold red", "HIGH": "red", "MEDIUM": "yellow", "LOW": "dim"}
_STATES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
_HEADS: dict[Language, tuple[str, ...]] = {
    "en": ("#", "severity", "at stake", "what", "why", "do"),
    "zh": ("#", "级别", "涉及金额", "问题", "原因", "建议"),
}


class SyncProgress:
    """A bar that counts the reports of a sync."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar = progress.add_task("waiting for the worker", total=None)

    def show(self, sync: dict[str, Any]) -> None:
        """Bring the bar up to a sync's state."""
        reports = sync["reports"]
        done = sum(report["status"] == "completed" for report in reports)
        rows = sum(report["rows_received"] for report in reports)
        words = f"{rows:,} rows" if reports else "finding advertisers and campaigns"
        self._progress.update(self._bar, description=words, completed=done, total=len(reports) or None)


@contextmanager
def sync_progress() -> Iterator[SyncProgress]:
    """A progress line for the time of a sync."""
    columns = (
        TextColumn("  syncing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("reports, {task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield SyncProgress(progress)


def show_findings(findings: list[dict[str, Any]], language: Language) -> None:
    """The findings by severity, then by money at stake."""
    table = Table(show_lines=False, expand=True, header_style="bold")
    for place, head in enumerate(_HEADS[language]):
        table.add_column(head, ratio=(None, None, None, 3, 4, 4)[place], no_wrap=place < 3, overflow="fold")
    for number, finding in enumerate(sorted(findings, key=_rank), start=1):
        money = finding["money_at_stake"]
        stake = f"{money['amount']} {money['currency']}" if money else "-"
        texts = (finding["title"], finding["reason"], finding["recommended_action"])
        severity = Text(finding["severity"], style=_STYLES[finding["severity"]])
        table.add_row(str(number), severity, stake, *(Text(text) for text in texts))
    console.print(table)


def show_verdict(verdict: Verdict) -> None:
    """How the findings compare with what was planted."""
    for name, found in (("missed", verdict.missed), ("false", verdict.false)):
        for code, campaign_id, term in found:
            console.print(f"  {name}: {code} campaign {campaign_id}{f' term {term!r}' if term else ''}", style="red")
    right = verdict.planted - len(verdict.missed)
    console.print(f"  {right} of {verdict.planted} planted problems found, {len(verdict.false)} false")


def show_lines(lines: list[Line], language: Language) -> None:
    """One line a check, the state first."""
    for line in lines:
        text = Text.assemble((f"{line.state:<5}", _STATES[line.state]), f"{line.check:<19} {line.message(language)}")
        console.print(text, soft_wrap=True)


def show_addresses(installation: Installation, key: str) -> None:
    """Where to go from here."""
    console.print(f"\nAPI docs   {installation.url}/docs", soft_wrap=True)
    console.print(f"Logs       {installation.logs}", soft_wrap=True)
    address = f"{installation.url}/v1/ads/findings?status=open"
    console.print(f'Try        curl -H "Authorization: Bearer {key}" "{address}"', soft_wrap=True)


def _rank(finding: dict[str, Any]) -> tuple[int, float]:
    money = finding["money_at_stake"]
    return SEVERITY_ORDER.index(finding["severity"]), -float(money["amount"]) if money else 0.0
