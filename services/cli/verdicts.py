"""The worklist compared with the sandbox's answer key, which is made from the planted causes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.cli.demo import SYNCED, Worklist, told_by_sandbox
from services.cli.installation import Installation
from services.tickets.case_events.rules import category_of, source_key_of
from services.tickets.findings.rules import ACCOUNT_METRIC, SLA_CODES

CASES = "cases"
"""The verdict on cases, beside those on the findings of each service."""

Problem = tuple[str, str, str | None]
"""(code, campaign, search term or None) of the ads, else (code, marketplace, SKU, account metric or name)."""


@dataclass(frozen=True, slots=True)
class Key:
    """What should be found at present; what is `undecided` lies too near a bound, either is right.

    `not_planted` are codes that the account is too small for.
    """

    planted: set[Problem]
    undecided: set[Problem]
    not_planted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How findings compare with the planted problems."""

    planted: int
    missed: list[Problem]
    false: list[Problem]

    @property
    def is_right(self) -> bool:
        """Whether every planted problem was found, and nothing else."""
        return not self.missed and not self.false


def read_key(installation: Installation, seed: int, size: int) -> Key:
    """The answer key of a simulated account at its present. Raises DemoError."""
    key = told_by_sandbox(installation, "answer-key", seed, size)
    of_seller = key["seller"]
    planted = {*map(_of_campaign, key["items"]), *map(_of_seller, of_seller["items"])}
    return Key(planted, set(map(_of_seller, of_seller["undecided"])), tuple(key["not_planted"]))


def compare(key: Key, findings: Iterable[Mapping[str, Any]], *, services: Collection[str]) -> Verdict:
    """Compare unresolved findings with the key, as far as they are of these services.

    That a clock of a case runs out is planted by nobody, so findings of clocks are left aside.
    """
    planted = {problem for problem in key.planted if _service_of(problem[0]) in services}
    listed = (each for each in findings if each["code"] not in SLA_CODES)
    found = {_identity(each) for each in listed if _service_of(each["code"]) in services}
    return Verdict(len(planted), _ordered(planted - found), _ordered(found - planted - key.undecided))


def compare_cases(items: Iterable[Mapping[str, Any]], sources: Mapping[str, str | None]) -> Verdict:
    """Whether each finding in the worklist that calls for a case has one there, and no other finding has.

    `sources` are the source keys of cases by their ids; cases that no finding opened are left aside.
    """
    wanted, opened = {}, {}
    for item in items:
        if item["kind"] == "case":
            opened[sources.get(item["item_id"])] = (item["code"], item["marketplace_id"], item["subject"]["name"])
        elif category := category_of(item):
            source_key = source_key_of({"finding_id": item["item_id"]})
            wanted[source_key] = (f"tickets.case_{category}", item["marketplace_id"], item["subject"]["id"])
    missed = {problem for source_key, problem in wanted.items() if source_key not in opened}
    by_findings = {source_key: problem for source_key, problem in opened.items() if _is_of_finding(source_key)}
    false = {problem for source_key, problem in by_findings.items() if source_key not in wanted}
    return Verdict(len(wanted), _ordered(missed), _ordered(false))


def judge(key: Key, worklist: Worklist) -> dict[str, Verdict]:
    """The verdicts on a worklist: of each service that syncs, and of the cases."""
    findings = [item for item in worklist.items if item["kind"] == "finding"]
    verdicts = {service: compare(key, findings, services=(service,)) for service in SYNCED}
    return verdicts | {CASES: compare_cases(worklist.items, worklist.case_sources)}


def count_changes(before: Worklist, after: Worklist) -> dict[str, tuple[int, int]]:
    """How many items (have left, have come), by the name of the verdict on them."""
    old, new = ({item["item_id"]: _verdict_on(item) for item in each.items} for each in (before, after))
    gone = [name for item_id, name in old.items() if item_id not in new]
    come = [name for item_id, name in new.items() if item_id not in old]
    return {name: (gone.count(name), come.count(name)) for name in (*SYNCED, CASES)}


def faults_of(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """What is wrong, one by one: ("missed" or "false", the problem in words)."""
    for kind, problems in (("missed", verdict.missed), ("false", verdict.false)):
        for code, place, thing in problems:
            about = f"campaign {place}" if code.startswith("ads.") else place
            yield kind, f"{code} {about}{f' {thing!r}' if thing else ''}"


def _of_campaign(item: Mapping[str, Any]) -> Problem:
    return item["code"], str(item["campaign_id"]), item["search_term"]


def _of_seller(item: Mapping[str, Any]) -> Problem:
    return item["code"], item["marketplace_id"], item["sku"] or item["metric"]


def _identity(finding: Mapping[str, Any]) -> Problem:
    subject = finding["subject"]
    if subject["type"] == ACCOUNT_METRIC:
        return finding["code"], finding["marketplace_id"], subject["id"].partition(".")[0]
    if _service_of(finding["code"]) != "ads":
        return finding["code"], finding["marketplace_id"], subject["id"]
    campaign_id, _, term = subject["id"].partition(":")
    return finding["code"], campaign_id, term if subject["type"] == "search_term" else None


def _verdict_on(item: Mapping[str, Any]) -> str:
    return CASES if item["kind"] == "case" else _service_of(item["code"])


def _is_of_finding(source_key: str | None) -> bool:
    return (source_key or "").startswith(source_key_of({"finding_id": ""}))


def _service_of(code: str) -> str:
    return code.partition(".")[0]


def _ordered(problems: set[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem[0], problem[1], problem[2] or ""))
