"""The one sequence in which every service judges: lock, read what stands, ask the judges, reconcile, tell."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from shared.findings.operations import Outcome, Scope, key_of, reconcile_findings
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import C, Judge, Key, Observation, codes_of
from shared.findings.stakes import by_stake


@dataclass(frozen=True, slots=True)
class Seen:
    """What a judgement has seen, and why a finding that it has not seen ends, if not by its problem's end.

    `high_stake` is the amount from which on a finding is HIGH, in micros of the place's currency; of None all are.
    """

    observed: Iterable[Observation]
    high_stake: float | None = None
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
    tell: Callable[[Outcome, datetime], None],
    *,
    lock: Callable[[], None] | None = None,
    arrived: Collection[str] | None = None,
    now: datetime,
) -> Outcome:
    """Judge a place in the session of `findings`, which then say what was seen, and tell what changed.

    `lock` lets nobody else judge it meanwhile, where the caller does not see to that; `look` reads what the judges
    are asked about, once. What changed is told as of `now`, or of the newest decision, if that came while the
    findings were waited for. A judge is only asked if all its needs have `arrived` (None: whatever there is has):
    findings of the others stay as they are.
    """
    if lock is not None:
        lock()
    asked = [one for one in judges if arrived is None or one.needs <= set(arrived)]
    place = (scope.seller_id, scope.marketplace_id, codes_of(asked))
    stored = findings.unresolved(*place)
    standing: dict[Key, Any] = {key_of(finding): finding.severity for finding in stored}
    seen = look(Sitting(asked, standing.keys()))
    observed = _weighed(seen, standing, {code for one in asked if one.keeps_severity for code in one.codes})
    moment = max([now, *(finding.updated_at for finding in stored)])
    outcome = reconcile_findings(findings, scope, stored, observed, now=moment, why_ended=seen.why_ended)
    findings.note_seen(*place, now=moment)
    tell(outcome, moment)
    return outcome


def _weighed(seen: Seen, standing: Mapping[Key, Any], kept: Set[str]) -> Iterator[Observation]:
    """What was seen, no graver than its stake but for the codes that are `kept`; `standing` are severities now."""
    for one in seen.observed:
        is_free = seen.high_stake is None or one.key.code in kept
        yield one if is_free else by_stake(one, seen.high_stake or 0.0, standing.get(one.key))
