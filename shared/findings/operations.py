"""What one can do with findings: reconcile them with a judgement and read them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row

from shared.assignees import asked_by
from shared.auth import Principal
from shared.findings import rules
from shared.findings.columns import FindingMixin
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import FindingText, Key, Known, Observation
from shared.findings.schemas import (
    Evidence,
    FindingPage,
    FindingPool,
    FindingProposal,
    FindingQuery,
    FindingRead,
    FindingSubject,
)
from shared.ids import uuid7
from shared.money import of_micros
from shared.problems import NotFoundError
from shared.texts import Language

Stored = FindingMixin | Row[Any]
"""A finding, or its row: what is only read is told by the same names."""

NO_LONGER_NAMED = "no longer named"
"""Why a finding has ended of whose subject Amazon says nothing any more: nobody knows whether the problem has."""

POOLED = "pooled"
"""The same of stock of Amazon's that several marketplaces sell: it is told of once, where most of it is sold."""

DELETED = "deleted"
"""The same where somebody has deleted what it was about."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a judgement was: every unresolved finding of its codes there was looked at."""

    seller_id: str
    marketplace_id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The findings that a judgement opened or brought back, the ids of those that it kept, and of the findings those
    that are kept but `changed`, and those that are resolved."""

    opened: list[FindingMixin]
    kept: list[str]
    changed: list[FindingMixin]
    resolved: list[FindingMixin]


def key_of(finding: Stored) -> Key:
    """Which problem a finding is about."""
    return Key(finding.code, finding.subject_type, finding.subject_id)


def known_of(finding: Stored) -> Known:
    """The finding as the rules see it."""
    status: Any = finding.status
    return Known(finding.finding_id, key_of(finding), status, finding.snoozed_until, finding.dismissed_measure)


def reconcile_findings(
    repository: FindingRepository[F],
    scope: Scope,
    unresolved: Iterable[Stored],
    observed: Iterable[Observation],
    *,
    now: datetime,
    why_ended: Callable[[Key], str | None] = lambda _: None,
) -> Outcome:
    """Open findings, and update or resolve all that are unresolved in the scope, so that they say what was observed.

    `why_ended` tells of a finding that ends for another reason than that its problem has: NO_LONGER_NAMED, POOLED.
    """
    stored = {finding.finding_id: finding for finding in unresolved}
    result = rules.reconcile((known_of(finding) for finding in stored.values()), observed, now=now)
    seen = {known.finding_id: _columns_of(observation, status) for known, observation, status in result.updated}
    differing = [finding_id for finding_id, columns in seen.items() if _differs(stored[finding_id], columns)]
    returned = {each for each in differing if seen[each]["status"] == "open" and stored[each].status != "open"}
    found = repository.those([*differing, *(known.finding_id for known in result.resolved)], lock=True)
    for finding_id in differing:
        _say(found[finding_id], seen[finding_id], now=now)
    for known in result.resolved:
        finding = found[known.finding_id]
        finding.decision_reason = why_ended(known.key) or finding.decision_reason
        _resolve(finding, now=now)
    new = [_open(repository, scope, observation, now=now) for observation in result.opened]
    repository.add(new)
    repository.save()
    return Outcome(
        opened=[*(found[each] for each in differing if each in returned), *new],
        kept=[finding_id for finding_id in seen if finding_id not in returned],
        changed=[found[each] for each in differing if each not in returned],
        resolved=[found[known.finding_id] for known in result.resolved],
    )


def end_findings(repository: FindingRepository[F], ended: Sequence[F], *, now: datetime) -> list[FindingMixin]:
    """Resolve findings whose subject somebody has deleted."""
    for finding in ended:
        finding.decision_reason = DELETED
        _resolve(finding, now=now)
    repository.save()
    return list(ended)


def list_findings(
    repository: FindingRepository[F],
    principal: Principal,
    query: FindingQuery,
    texts: Mapping[str, FindingText],
    language: Language,
) -> FindingPage:
    """A page of the tenant's findings. Raises the errors of cursors."""
    found = repository.poll(asked_by(query, principal))
    return FindingPage(items=[read(finding, texts, language) for finding in found.rows], **found.envelope)


def get_finding(
    repository: FindingRepository[F], finding_id: str, texts: Mapping[str, FindingText], language: Language
) -> FindingRead:
    """One finding. Raises NotFoundError."""
    finding = repository.get(finding_id)
    if finding is None:
        raise NotFoundError
    return read(finding, texts, language)


def read(finding: FindingMixin, texts: Mapping[str, FindingText], language: Language) -> FindingRead:
    """The finding on the wire, its sentences in the caller's language."""
    facts = {**orjson.loads(finding.facts), "subject": _short(finding.subject_name)}
    text = rules.text_of(texts, finding.code, finding.subject_type)
    money = None
    if finding.money_at_stake_micros is not None and finding.currency is not None:
        money = of_micros(finding.money_at_stake_micros, finding.currency)
    return FindingRead(
        **{name: getattr(finding, name) for name in _SAME_NAMES},
        ad_product=finding.ad_product_word,
        pool=None if finding.pool_shown is None else FindingPool.model_validate(finding.pool_shown),
        subject=FindingSubject(type=finding.subject_type, id=finding.subject_id, name=finding.subject_name),
        title=text.title.told(language, facts),
        reason=text.reason.told(language, facts),
        recommended_action=text.advice(language, facts),
        asks=text.asks,
        evidence=_evidence(finding, facts),
        money_at_stake=money,
        proposal=None if finding.proposal is None else _proposal(finding, text, facts, language),
    )


_AMOUNTS = frozenset({"cost", "sales", "price"})
"""Facts that are kept as text because they are exact."""


def _evidence(finding: FindingMixin, facts: Mapping[str, Any]) -> Evidence:
    """With the facts that are numbers as numbers: the kept evidence has texts only."""
    evidence = orjson.loads(finding.evidence)
    for each in evidence["facts"]:
        fact = facts.get(each["name"])
        if isinstance(fact, int | float) or each["name"] in _AMOUNTS:
            each["number"] = float(each["value"])
    return Evidence.model_validate(evidence)


def _proposal(
    finding: FindingMixin, text: FindingText, facts: Mapping[str, Any], language: Language
) -> FindingProposal:
    kept = rules.Proposal(**orjson.loads(finding.proposal or "{}"))
    is_priced = kept.money_micros is not None and finding.currency is not None
    return FindingProposal(
        kind=kept.kind,
        target=dict(kept.target),
        before=kept.before,
        after=kept.after,
        why=text.why.told(language, facts) if text.why else "",
        money=of_micros(kept.money_micros or 0, finding.currency or "") if is_priced else None,
    )


_NAME_LENGTH = 120
_SAME_NAMES = tuple(FindingRead.model_fields.keys() & FindingMixin.model_fields.keys() - {"evidence", "proposal"})


def _short(name: str) -> str:
    """A name as a sentence bears it; Chinese has no spaces to cut at."""
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…"


def _open(repository: FindingRepository[F], scope: Scope, observation: Observation, *, now: datetime) -> F:
    identity: dict[str, Any] = {
        "finding_id": uuid7(),
        "tenant_id": repository.tenant_id,
        "seller_id": scope.seller_id,
        "marketplace_id": scope.marketplace_id,
        "code": observation.key.code,
        "subject_type": observation.key.subject_type,
        "subject_id": observation.key.subject_id,
        "first_seen_at": now,
        "version": 0,
    }
    finding = repository.model(**identity)
    _say(finding, _columns_of(observation, "open"), now=now)
    return finding


def _columns_of(observation: Observation, status: rules.Status) -> dict[str, Any]:
    """What a finding says once it is seen so, by column."""
    return {
        "subject_name": observation.subject_name,
        "severity": observation.severity,
        "severity_place": rules.SEVERITY_ORDER.index(observation.severity),
        "stake_place": -(observation.money_micros or 0),
        "status": status,
        "evidence": _evidence_of(observation),
        "facts": orjson.dumps(dict(observation.facts)).decode(),
        "proposal": None if observation.proposal is None else orjson.dumps(observation.proposal).decode(),
        "measure": observation.measure,
        "money_at_stake_micros": observation.money_micros,
        "currency": observation.currency,
        **observation.own,
    }


def _evidence_of(observation: Observation) -> str:
    """The JSON of `schemas.Evidence`, which checks it where it is told."""
    evidence = {
        "from_on": observation.from_on,
        "to_on": observation.to_on,
        "formula": observation.formula,
        "facts": [{"name": name, "value": str(value)} for name, value in observation.facts.items()],
        "links": [{"rel": rel, "href": href} for rel, href in observation.links.items()],
    }
    return orjson.dumps(evidence).decode()


def _differs(finding: Stored, columns: Mapping[str, Any]) -> bool:
    return any(getattr(finding, name) != value for name, value in columns.items())


def _say(finding: FindingMixin, columns: Mapping[str, Any], *, now: datetime) -> None:
    """Let a finding say what is seen now, which is something else than before."""
    for name, value in columns.items():
        setattr(finding, name, value)
    finding.last_seen_at = now
    touch(finding, now=now)


def _resolve(finding: FindingMixin, *, now: datetime) -> None:
    finding.status = "resolved"
    finding.resolved_at = now
    touch(finding, now=now)


def touch(finding: FindingMixin, *, now: datetime) -> None:
    """Say when the finding changed, and that this is its next version."""
    finding.updated_at = now
    finding.version += 1
