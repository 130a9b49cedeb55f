"""The one sequence in which every service judges: lock, read what stands, ask the judges, reconcile, tell."""

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from shared.findings.operations import Outcome, Scope, known_of, reconcile_findings
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import C, Judge, Key, Observation, codes_of


@dataclass(frozen=True, slots=True)
class Seen:
    """What a judgement has seen, and why a finding that it has not seen ends, if not by its problem's end."""

    observed: Iterable[Observation]
    why_ended: Callable[[Key], str | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Sitting(Generic[C]):
    """The judges who are asked, and the keys of the findings of their codes that stand unresolved."""

    judges: Sequence[Judge[C]]
    standing: Set[Key]

    @property
    def codes(self) -> tuple[str, ...]:
        """What is judged."""
        return codes_of(self.judges)


def judge(
    findings: FindingRepository[F],
    scope: Scope,
    judges: Sequence[Judge[C]],
    look: Callable[[Sitting[C]], Seen],
    tell: Callable[[Outcome], None],
    *,
    lock: Callable[[], None] | None = None,
    arrived: Collection[str] | None = None,
    now: datetime,
) -> Outcome:
    """Judge a place in the session of `findings`, which then say what was seen, and tell what changed.

    `lock` lets nobody else judge it meanwhile, where the caller does not see to that; `look` reads what the judges
    are asked about, once. A judge is only asked if all its needs have `arrived` (None: whatever there is has):
    findings of the others stay as they are.
    """
    if lock is not None:
        lock()
    asked = [one for one in judges if arrived is None or one.needs <= set(arrived)]
    stored = findings.unresolved(scope.seller_id, scope.marketplace_id, codes_of(asked))
    seen = look(Sitting(asked, frozenset(known_of(finding).key for finding in stored)))
    outcome = reconcile_findings(findings, scope, stored, seen.observed, now=now, why_ended=seen.why_ended)
    tell(outcome)
    return outcome
