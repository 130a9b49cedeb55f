"""Findings on the wire: the same in every service, byte for byte."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared.assignees import AssigneeFilter
from shared.bulk.items import EACH_FOR_ITSELF
from shared.bulk.schemas import BulkResult
from shared.fields import FieldValueError, explained
from shared.findings.rules import Severity, Status
from shared.http.filters import SORT, MarketplacesFilter, Several
from shared.http.moments import Moment
from shared.money import Money
from shared.pages import PageQuery, PolledPage
from shared.texts import Text


class EvidenceFact(BaseModel):
    """One number or word behind the finding; counts, fractions and amounts each have their own precision."""

    name: str = Field(max_length=60, examples=["acos"])
    value: str = Field(max_length=1000, examples=["0.71"])
    number: float | None = Field(
        default=None,
        examples=[0.71],
        description="The value as a number; null where it is a word, a date or an id",
        json_schema_extra={"format": "double"},
    )


class EvidenceLink(BaseModel):
    """Where the rows behind the finding can be read."""

    rel: str = Field(max_length=60, examples=["performance"])
    href: str = Field(max_length=6000)


class Evidence(BaseModel):
    """Why: the numbers, the days they are from (`to_on` is exclusive) and the formula."""

    from_on: date
    to_on: date
    formula: str = Field(max_length=300)
    facts: list[EvidenceFact] = Field(max_length=50)
    links: list[EvidenceLink] = Field(max_length=10)


class FindingSubject(BaseModel):
    """What the finding is about."""

    type: str = Field(max_length=30, examples=["campaign"])
    id: str = Field(max_length=600)
    name: str = Field(max_length=500)


class FindingProposal(BaseModel):
    """The change that would answer the finding, beside its sentence. Nothing has been sent to Amazon.

    `from` and `to` are texts, as in evidence; null is nothing.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    kind: str = Field(max_length=40, examples=["set_campaign_state"])
    target: dict[str, Annotated[str, Field(max_length=600)]] = Field(
        description="What would change, by its ids", examples=[{"campaign_id": "4711"}]
    )
    before: str | None = Field(alias="from", max_length=500, examples=["ENABLED"])
    after: str | None = Field(alias="to", max_length=500, examples=["PAUSED"])
    why: str = Field(max_length=500, description="In the caller's language")
    money: Money | None = Field(description="What it is worth over the days of the evidence, if that is known")


class FindingShare(BaseModel):
    """What one marketplace sells of a stock that several sell."""

    marketplace_id: str = Field(max_length=20)
    units_sold: int = Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})
    share: float | None = Field(
        ge=0, le=1, json_schema_extra={"format": "double"}, description="Of what all have sold; null of nothing"
    )


class FindingPool(BaseModel):
    """One stock of Amazon's that several marketplaces sell."""

    pool_id: str = Field(max_length=36)
    marketplaces: list[FindingShare] = Field(max_length=50, description="The one that the finding stands at first")


class FindingRead(BaseModel):
    """An observation that asks for a decision."""

    model_config = ConfigDict(title="Finding")

    finding_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    code: str = Field(max_length=100, examples=["ads.acos_high"])
    severity: str = Field(max_length=10, examples=["HIGH"], description="CRITICAL, HIGH, MEDIUM or LOW")
    status: str = Field(
        max_length=12, examples=["open"], description="open, acknowledged, snoozed, dismissed or resolved"
    )
    ad_product: str | None = Field(
        max_length=20, examples=["SPONSORED_BRANDS"], description="Of advertising only, else null"
    )
    subject: FindingSubject
    pool: FindingPool | None = Field(
        description="Where the subject is what several marketplaces sell of one stock of Amazon's, else null"
    )
    title: str = Field(max_length=500, description="In the caller's language")
    reason: str = Field(max_length=1000, description="In the caller's language")
    recommended_action: str = Field(max_length=1000, description="In the caller's language")
    asks: str = Field(
        max_length=40,
        examples=["cut_spend"],
        description="The decision that it calls for; what asks for the same of one subject is one item",
    )
    evidence: Evidence
    money_at_stake: Money | None
    proposal: FindingProposal | None
    first_seen_at: datetime
    last_seen_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    snoozed_until: datetime | None
    decided_by: str | None = Field(max_length=36, description="The actor who decided so")
    decision_reason: str | None = Field(
        max_length=500,
        description="Why it was decided so; `no longer named` where Amazon says nothing of the subject any more, "
        "`pooled` where the stock of several marketplaces is told of at one of them now",
    )
    assignee: str | None = Field(max_length=36, description="The actor who has it to do")
    assigned_by: str | None = Field(max_length=36, description="The actor who gave it to them, or took it from them")
    version: int = Field(json_schema_extra={"format": "int32"}, ge=1, le=2**31 - 1)


class FindingPage(PolledPage[FindingRead]):
    """A slice of findings, in the order of `updated_at`."""


FindingSort = Literal["severity", "-severity", "money_at_stake", "-money_at_stake", "first_seen_at", "-first_seen_at"]


class FindingQuery(PageQuery):
    """Filters of a list of findings."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplacesFilter = ()
    code: Several[Annotated[str, Field(max_length=100)]] = ()
    severity: Several[Severity] = ()
    status: Several[Status] = ()
    subject_id: Annotated[str | SkipJsonSchema[None], Field(max_length=600)] = None
    assignee: AssigneeFilter = None
    sort: Annotated[FindingSort | SkipJsonSchema[None], Field(description=SORT)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class FindingSnooze(BaseModel):
    """Until when the finding shall be quiet."""

    model_config = ConfigDict(extra="forbid")

    until: Moment


class FindingDismiss(BaseModel):
    """Why the finding is wrong or accepted; it comes back when the facts change materially."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=2, max_length=500)  # "误报" says it all


DecisionWord = Literal["acknowledge", "snooze", "dismiss", "reopen"]
MAX_DECISIONS = 200
"""Findings of one request."""

_ID = explained("^[A-Za-z0-9_-]{1,36}$", en="The id of a finding, as its list has it", zh="应为问题列表中的问题编号")
_TEXT = explained(r"^[^\x00]*$", en="Must not hold a NUL character", zh="不得含 NUL 字符")
_WITH = Text(en="Goes with `{decision}` only, which needs it", zh="仅用于且必须用于 `{decision}`")
_BELONGING: dict[str, DecisionWord] = {"until": "snooze", "reason": "dismiss"}


class FindingDecision(BaseModel):
    """What is decided about one finding: `snooze` has an `until`, `dismiss` a `reason`, the others neither."""

    model_config = ConfigDict(extra="forbid")

    finding_id: str = Field(max_length=36, pattern=_ID)
    decision: DecisionWord
    with_alike: Annotated[
        bool,
        Field(strict=True, description="Decide so on what is one item of the worklist with it, too"),
    ] = False
    until: Moment | None = None
    reason: Annotated[str | None, Field(min_length=2, max_length=500, pattern=_TEXT)] = None

    @model_validator(mode="after")
    def _check_members(self) -> Self:
        for name, decision in _BELONGING.items():
            if (getattr(self, name) is not None) != (self.decision == decision):
                raise FieldValueError("decision", _WITH.filled(decision=decision), member=name)
        return self


class FindingDecisions(BaseModel):
    """Decisions about findings, each for itself."""

    model_config = ConfigDict(extra="forbid")

    items: list[Annotated[FindingDecision, EACH_FOR_ITSELF]] = Field(min_length=1, max_length=MAX_DECISIONS)


class FindingDecisionResult(BulkResult):
    """What became of one decision: updated, unchanged where it stood already, repeated, or rejected."""

    finding_id: str | None = Field(max_length=100)
    finding_status: str | None = Field(max_length=12, description="The finding's status from now on")
    alike: list[Annotated[str, Field(max_length=36)]] = Field(
        max_length=20, description="The ids of the other findings that were decided so with it"
    )
    version: Annotated[int, Field(json_schema_extra={"format": "int32"}, ge=1, le=2**31 - 1)] | None


class FindingDecisionResults(BaseModel):
    """One result for each decision, in its order."""

    results: list[FindingDecisionResult] = Field(max_length=MAX_DECISIONS)
