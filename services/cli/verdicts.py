"""The worklist compared with the sandbox's answer key, which is made from the planted causes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.cli.demo import SYNCED, Worklist, told_by_sandbox
from services.cli.installation import Installation
from services.tickets.case_events.rules import category_of
from services.tickets.cases.rules import finding_of
from services.tickets.findings.rules import ACCOUNT_METRIC, SLA_CODES

CASES = "cases"
"""The verdict on cases, beside those on the findings of each service."""

Problem = tuple[str, str, str | None]
"""(code, campaign, search term or None) of the ads' campaigns, else (code, marketplace, SKU, metric or name)."""


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


def compare_cases(worklist: Worklist) -> Verdict:
    """Whether each finding that calls for a case has one in the worklist, and no other finding has.

    Cases that no finding opened are left aside.
    """
    wanted, opened = {}, {}
    for finding in worklist.findings:
        if category := category_of(finding):
            problem = (f"tickets.case_{category}", finding["marketplace_id"], finding["subject"]["id"])
            wanted[finding["finding_id"]] = problem
    for item in worklist.items:
        if item["kind"] == "case" and (source := finding_of(worklist.case_sources.get(item["item_id"]))):
            opened[source] = (item["code"], item["marketplace_id"], item["subject"]["name"])
    missed = {problem for source, problem in wanted.items() if source not in opened}
    false = {problem for source, problem in opened.items() if source not in wanted}
    return Verdict(len(wanted), _ordered(missed), _ordered(false))


def judge(key: Key, worklist: Worklist) -> dict[str, Verdict]:
    """The verdicts on a worklist: of each service that syncs, and of the cases."""
    verdicts = {service: compare(key, worklist.findings, services=(service,)) for service in SYNCED}
    return verdicts | {CASES: compare_cases(worklist)}


def count_changes(before: Worklist, after: Worklist) -> dict[str, tuple[int, int]]:
    """How many findings and cases (have left, have come), by the name of the verdict on them."""
    old, new = _judged(before), _judged(after)
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
    if _service_of(finding["code"]) != "ads" or subject["type"] == "account":
        return finding["code"], finding["marketplace_id"], subject["id"]
    campaign_id, _, term = subject["id"].partition(":")
    return finding["code"], campaign_id, term if subject["type"] == "search_term" else None


def _judged(worklist: Worklist) -> dict[str, str]:
    """The name of the verdict on each finding and case, by their ids."""
    findings = {finding["finding_id"]: _service_of(finding["code"]) for finding in worklist.findings}
    return findings | {item["item_id"]: CASES for item in worklist.items if item["kind"] == "case"}


def _service_of(code: str) -> str:
    return code.partition(".")[0]


def _ordered(problems: set[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem[0], problem[1], problem[2] or ""))
