"""The worklist on the wire, and findings as events tell them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.tickets.worklist.rules import CODES
from shared.assignees import AssigneeFilter
from shared.findings.rules import Severity
from shared.findings.schemas import FindingSubject
from shared.http.filters import MarketplacesFilter, SearchFilter, Several, one_of
from shared.http.moments import Moment
from shared.money import Money
from shared.pages import Page, PageQuery
from shared.texts import Text


class WorklistReason(BaseModel):
    """One finding behind an item."""

    finding_id: str = Field(max_length=36)
    code: str = Field(max_length=100, examples=["ads.acos_high"])
    severity: str = Field(max_length=10, examples=["HIGH"], description="CRITICAL, HIGH, MEDIUM or LOW")
    status: str = Field(max_length=12, examples=["open"], description="acknowledged: somebody is at it")
    assignee: str | None = Field(max_length=36, description="The actor who has it to do")
    title: str = Field(max_length=500, description="In the caller's language")
    reason: str = Field(max_length=1000, description="In the caller's language")
    recommended_action: str = Field(max_length=1000, description="In the caller's language")
    evidence_href: str = Field(max_length=1000, examples=["/v1/ads/findings/0198"])
    money_at_stake: Money | None
    first_seen_at: datetime
    version: int = Field(json_schema_extra={"format": "int32"}, ge=1, le=2**31 - 1)


class WorklistItemRead(BaseModel):
    """Something that asks for a decision or an answer.

    Findings of one subject that ask for the same decision are one item, which says what the most urgent of them says;
    it is open while one of them is. Filters find it by any of them. To decide on all of them, send `item_id` with
    `with_alike` to the bulk decisions of its service.
    """

    rank: int = Field(
        ge=1,
        le=2**31 - 1,
        json_schema_extra={"format": "int32"},
        description="1 is the most urgent, or the first by `sort`",
    )
    item_id: str = Field(max_length=36, description="The id of the finding or case")
    kind: str = Field(max_length=7, json_schema_extra={"x-extensible-enum": ["finding", "case"]})
    service: str = Field(max_length=20, examples=["ads"])
    code: str = Field(max_length=100, examples=["ads.acos_high"])
    severity: str = Field(max_length=10, examples=["HIGH"], description="CRITICAL, HIGH, MEDIUM or LOW")
    status: str = Field(max_length=12, examples=["open"], description="acknowledged: somebody is at it")
    due_at: datetime | None = Field(description="Null where no clock runs")
    title: str = Field(max_length=500, description="In the caller's language")
    reason: str = Field(max_length=1000, description="In the caller's language")
    recommended_action: str = Field(max_length=1000, description="In the caller's language")
    evidence_href: str = Field(
        max_length=1000, examples=["/v1/ads/findings/0198"], description="Path to its evidence"
    )
    subject: FindingSubject
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    money_at_stake: Money | None
    assignee: str | None = Field(max_length=36, description="The actor who has it to do")
    asks: str | None = Field(
        max_length=40, examples=["cut_spend"], description="The decision that its findings ask for; null of cases"
    )
    reasons: list[WorklistReason] = Field(
        max_length=50, description="All findings that it stands for, the most urgent first; none of a case"
    )
    first_seen_at: datetime
    version: int = Field(json_schema_extra={"format": "int32"}, ge=1, le=2**31 - 1)


class WorklistPage(Page[WorklistItemRead]):
    """A slice of the worklist, the most urgent first."""


_KnownCode = Annotated[
    str, Field(max_length=100, json_schema_extra={"x-extensible-enum": list(CODES)}), one_of(CODES)
]


WorklistSort = Literal["due_at", "-due_at", "money_at_stake", "-money_at_stake", "first_seen_at", "-first_seen_at"]


class WorklistQuery(PageQuery):
    """Filters of the worklist."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplacesFilter = ()
    service: Several[Literal["catalog", "inventory", "ads", "tickets"]] = ()
    code: Several[_KnownCode] = ()
    severity: Several[Severity] = ()
    status: Several[Literal["open", "acknowledged"]] = ()
    assignee: AssigneeFilter = None
    q: Annotated[SearchFilter, Field(description="A part of the title, the subject's name, SKU or other id")] = None
    sort: Annotated[
        WorklistSort | SkipJsonSchema[None],
        Field(description="The order, `-` for the other way round; without, the most urgent first"),
    ] = None


class ToldText(BaseModel):
    """A sentence in both languages."""

    en: str
    zh: str

    def text(self) -> Text:
        """The same as a text of ours."""
        return Text(self.en, self.zh)


class ToldFinding(BaseModel):
    """A finding as its service tells it in an event; members that we do not use are left alone."""

    finding_id: str
    seller_id: str
    marketplace_id: str
    code: str
    severity: str
    status: str
    subject: FindingSubject
    title: ToldText
    reason: ToldText
    recommended_action: ToldText
    money_at_stake: Money | None
    first_seen_at: Moment
    version: int
    assignee: str | None = None
    asks: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a row of the worklist says, of a finding or a case.

    `matter` brings both together: of a finding the case that it is about, or itself; of a case the finding that
    opened it.
    """

    item_id: str
    kind: Literal["finding", "case"]
    code: str
    severity: str
    status: str
    seller_id: str
    marketplace_id: str
    subject: FindingSubject
    title: Text
    reason: Text
    action: Text
    href: str
    due_at: datetime | None
    money: Money | None
    first_seen_at: datetime
    version: int
    matter: str | None
    assignee: str | None
    asks: str | None = None
