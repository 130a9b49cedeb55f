"""Findings compared with the sandbox's answer key, which is made from the planted causes."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.ads.findings.rules import TEXTS as OF_ADS
from services.catalog.findings.rules import TEXTS as OF_CATALOG
from services.cli.demo import told_by_sandbox
from services.cli.installation import Installation
from services.inventory.findings.rules import TEXTS as OF_INVENTORY
from services.tickets.findings.rules import SLA_CODES
from services.tickets.findings.rules import TEXTS as OF_TICKETS

JUDGED = frozenset(key.partition(":")[0] for texts in (OF_ADS, OF_CATALOG, OF_INVENTORY, OF_TICKETS) for key in texts)
"""The codes that some rule of ours finds; of the key's others it is said that nothing judges them yet."""

Problem = tuple[str, str, str | None]
"""(code, campaign, search term or None) of the ads, else (code, marketplace, SKU or account metric)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How findings compare with the planted problems; `unjudged` counts those of codes that no rule finds yet."""

    planted: int
    missed: list[Problem]
    false: list[Problem]
    unjudged: Mapping[str, int] = field(default_factory=dict)


def compare(
    installation: Installation,
    seed: int,
    size: int,
    findings: Sequence[Mapping[str, Any]],
    *,
    services: Collection[str],
) -> Verdict:
    """Compare the unresolved findings of these services with the key as it is now. Raises DemoError."""
    key = told_by_sandbox(installation, "answer-key", seed, size)
    everything = [*map(_of_campaign, key["items"]), *map(_of_seller, key["seller"]["items"])]
    judged = {problem for problem in everything if _is_judged(problem[0], services)}
    either = set(map(_of_seller, key["seller"]["undecided"]))
    found = {_identity(finding) for finding in findings if _is_of_amazon(finding["code"], services)}
    unjudged = Counter(problem[0] for problem in everything if problem not in judged)
    return Verdict(
        len(judged), _ordered(judged - found), _ordered(found - judged - either), dict(sorted(unjudged.items()))
    )


def lines_of(verdict: Verdict) -> Iterator[tuple[str, bool]]:
    """What is said of a verdict, line by line, and whether it is bad; the sum comes last."""
    for name, found in (("missed", verdict.missed), ("false", verdict.false)):
        for code, place, thing in found:
            about = f"campaign {place}" if code.startswith("ads.") else place
            yield f"{name}: {code} {about}{f' {thing!r}' if thing else ''}", True
    for code, count in verdict.unjudged.items():
        yield f"not judged yet: {code} ({count} planted)", False
    right = verdict.planted - len(verdict.missed)
    yield f"{right} of {verdict.planted} planted problems found, {len(verdict.false)} false", False


def _of_campaign(item: Mapping[str, Any]) -> Problem:
    return item["code"], str(item["campaign_id"]), item["search_term"]


def _of_seller(item: Mapping[str, Any]) -> Problem:
    return item["code"], item["marketplace_id"], item["sku"] or item["metric"]


def _identity(finding: Mapping[str, Any]) -> Problem:
    subject = finding["subject"]
    if _service_of(finding["code"]) == "tickets":  # a metric's own part, such as `.mfn`, is not in the key
        return finding["code"], finding["marketplace_id"], subject["id"].partition(".")[0]
    if _service_of(finding["code"]) != "ads":
        return finding["code"], finding["marketplace_id"], subject["id"]
    campaign_id, _, term = subject["id"].partition(":")
    return finding["code"], campaign_id, term if subject["type"] == "search_term" else None


def _is_of_amazon(code: str, services: Collection[str]) -> bool:
    """Whether a finding tells of the simulated seller; how long our own cases wait is no part of the key."""
    return _service_of(code) in services and code not in SLA_CODES


def _is_judged(code: str, services: Collection[str]) -> bool:
    return code in JUDGED and _service_of(code) in services


def _service_of(code: str) -> str:
    return code.partition(".")[0]


def _ordered(problems: set[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem[0], problem[1], problem[2] or ""))
