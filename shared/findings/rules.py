"""The life of a finding, from values only: open -> acknowledged | snoozed | dismissed -> resolved."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from shared.texts import Language, Text

Severity = Literal["CRITICAL", "HIGH", "MEDIUM", "LOW"]
Status = Literal["open", "acknowledged", "snoozed", "dismissed", "resolved"]
ASKING: frozenset[Status] = frozenset({"open", "acknowledged"})
"""Statuses that ask for somebody: acknowledged means that somebody is at it, snoozed and dismissed that nobody is."""

SEVERITY_ORDER: tuple[Severity, ...] = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
Fact = str | int | float
MATERIAL_GROWTH = 1.5
"""A dismissed finding comes back when its measure is half as large again as when it was dismissed."""


class Key(NamedTuple):
    """Which problem of which subject; the same key is the same finding for as long as it lasts."""

    code: str
    subject_type: str
    subject_id: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The change that would answer a finding, as data: which `kind`, of what, from what, to what.

    `target` names it by Amazon's ids; `before` and `after` are texts, None where there is nothing; `money_micros` is
    what the change is worth, in the currency of the finding. Why is a sentence of the finding's code.
    """

    kind: str
    target: Mapping[str, str]
    before: str | None
    after: str | None
    money_micros: int | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A problem seen now. `facts` fill the texts; `links` are paths to the rows; `money_micros` is at stake.

    `own` are the values of columns that only the findings of its service have.
    """

    key: Key
    subject_name: str
    severity: Severity
    measure: float
    from_on: date
    to_on: date
    formula: str
    facts: Mapping[str, Fact]
    links: Mapping[str, str] = field(default_factory=dict)
    money_micros: int | None = None
    currency: str | None = None
    proposal: Proposal | None = None
    own: Mapping[str, Any] = field(default_factory=dict)


C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Judge(Generic[C]):
    """What sees the problems of some codes in a context of its service.

    It is asked only where all that it `needs` has arrived: half a truth would resolve what still stands. What it sees
    is no graver than its stake, unless that `keeps_severity`.
    """

    codes: tuple[str, ...]
    observe: Callable[[C], Iterable[Observation]]
    needs: frozenset[str] = frozenset()
    keeps_severity: bool = False


def ask(judges: Sequence[Judge[C]], contexts: Iterable[C]) -> Iterator[Observation]:
    """What the judges see in each context, asked in their order."""
    for context in contexts:
        for judge in judges:
            yield from judge.observe(context)


def codes_of(judges: Iterable[Judge[Any]]) -> tuple[str, ...]:
    """All that the judges look for."""
    return tuple(code for judge in judges for code in judge.codes)


@dataclass(frozen=True, slots=True)
class FindingText:
    """The sentences of a code; their places are filled with the finding's facts.

    `asks` names the decision that it calls for: findings of one subject that ask for the same are decided together.
    `conclude` says first what follows from the facts, where that differs from one finding to the next. `why` is why
    the change is proposed that the code may propose.
    """

    title: Text
    reason: Text
    action: Text
    asks: str = ""
    conclude: Callable[[Mapping[str, Any]], Text] | None = None
    why: Text | None = None

    def advice(self, language: Language, facts: Mapping[str, Any]) -> str:
        """What to do, the conclusion first; none where an older release noted less than it follows from."""
        advice = self.action.told(language, facts)
        try:
            followed = self.conclude(facts) if self.conclude else None
        except KeyError:
            followed = None
        if followed is None:
            return advice
        conclusion = followed.told(language, facts)
        return f"{conclusion}{advice}" if language == "zh" else f"{conclusion} {advice}"


def text_of(texts: Mapping[str, FindingText], code: str, subject_type: str) -> FindingText:
    """The sentences of a code; for a type of subject it may have its own, under `code:subject_type`."""
    text = texts.get(f"{code}:{subject_type}") or texts.get(code)
    return text or next(each for name, each in texts.items() if name.startswith(f"{code}:"))


@dataclass(frozen=True, slots=True)
class Known:
    """An unresolved finding as it is stored."""

    finding_id: str
    key: Key
    status: Status
    snoozed_until: datetime | None
    dismissed_measure: float | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a judgement changes: problems to open, findings to update (with their status from now on), to resolve."""

    opened: list[Observation]
    updated: list[tuple[Known, Observation, Status]]
    resolved: list[Known]


def reconcile(known: Iterable[Known], observed: Iterable[Observation], *, now: datetime) -> Reconciled:
    """Compare what is stored with what is seen; both must be about the same scope."""
    present = {observation.key: observation for observation in observed}
    updated, resolved = [], []
    for finding in known:
        observation = present.pop(finding.key, None)
        if observation is None:
            resolved.append(finding)
        else:
            updated.append((finding, observation, status_of(finding, observation, now=now)))
    return Reconciled(list(present.values()), updated, resolved)


def status_of(known: Known, observation: Observation, *, now: datetime) -> Status:
    """The status of a finding that is still seen: snoozing ends by the clock, a dismissal by material growth."""
    if known.status == "snoozed" and known.snoozed_until is not None and known.snoozed_until <= now:
        return "open"
    if known.status == "dismissed" and is_material(known.dismissed_measure, observation.measure):
        return "open"
    return known.status


def is_material(dismissed: float | None, present: float) -> bool:
    """Whether the facts have changed so much that a dismissal no longer holds."""
    return dismissed is not None and present >= dismissed * MATERIAL_GROWTH and present > dismissed
