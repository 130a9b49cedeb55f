"""Cases on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.tickets.cases.rules import Category, Status
from shared.amazon.ids import MarketplaceId, OrderId, SellerId
from shared.amazon.skus import Sku
from shared.assignees import AssigneeFilter
from shared.fields import explained
from shared.findings.rules import Severity
from shared.http.filters import SORT, MarketplacesFilter, SearchFilter, Several
from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage

_Version = Annotated[int, Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})]
_ASIN = explained(
    "^[A-Z0-9]{10}$", en="Ten capital letters and digits, such as B000EXAMPL", zh="应为十位大写字母和数字"
)
_CAMPAIGN = explained("^[0-9]{1,32}$", en="Amazon's number of a campaign, in quotes", zh="应为加引号的广告活动编号")
_Asin = Annotated[str, Field(pattern=_ASIN, max_length=10, examples=["B000EXAMPL"])]
_CampaignId = Annotated[str, Field(pattern=_CAMPAIGN, max_length=32, examples=["187034512345678"])]
ExternalId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        examples=["mail-20261120-17"],
        description="What your own system calls it; the same one is the same thing for ever, within a seller account",
    ),
]


class TicketsCaseCreate(BaseModel):
    """A new case; its clocks start when it was received. Without a severity it gets that of its category."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId
    marketplace_id: MarketplaceId
    category: Category
    subject: str = Field(min_length=1, max_length=500, examples=["Where is my order?"])
    description: Annotated[str, Field(max_length=4000)] = ""
    severity: Severity | None = None
    received_at: Annotated[Moment | None, Field(description="When it came in, not in the future; without, now")] = (
        None
    )
    external_id: ExternalId | None = None
    amazon_order_id: OrderId | None = None
    asin: _Asin | None = None
    sku: Sku | None = None
    campaign_id: _CampaignId | None = None


class TicketsCaseUpdate(BaseModel):
    """What to change; what is left out stays.

    `open` after `resolved` reopens the case; `pending` means that the buyer or Amazon has to act, which holds the
    clock of the resolution. A closed case stays closed.
    """

    model_config = ConfigDict(extra="forbid")

    # A default factory keeps null out; what it makes is never read, only what was given is.
    status: Annotated[Status, Field(default_factory=lambda: "open")]
    severity: Annotated[Severity, Field(default_factory=lambda: "MEDIUM")]
    category: Annotated[Category, Field(default_factory=lambda: "other")]
    subject: Annotated[str, Field(min_length=1, max_length=500, default_factory=str)]


class TicketsClock(BaseModel):
    """One clock. It stops when its work is done; a case that waits for others holds its resolution."""

    due_at: datetime
    level: str = Field(max_length=10, examples=["running"], description="running, at_risk or breached: the furthest")
    is_running: bool
    done_at: datetime | None = Field(description="When its work was done, not when we were told")


class TicketsCaseRead(BaseModel):
    """A case; `due_at` is the earliest moment by which something has to happen, null while nothing has."""

    case_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    category: str = Field(max_length=20, examples=["buyer_message"])
    severity: str = Field(max_length=10, examples=["HIGH"], description="CRITICAL, HIGH, MEDIUM or LOW")
    status: str = Field(max_length=10, examples=["open"], description="open, pending, resolved or closed")
    subject: str = Field(max_length=500)
    description: str = Field(max_length=4000, description="Of what Zhuli opened itself in the caller's language")
    source: str = Field(max_length=20, description="rest, event or account_health")
    source_key: str | None = Field(max_length=200, description="What opened it; one key opens one case")
    external_id: str | None = Field(max_length=200)
    amazon_order_id: str | None = Field(max_length=19)
    asin: str | None = Field(max_length=10)
    sku: str | None = Field(max_length=100)
    campaign_id: str | None = Field(max_length=32)
    assignee: str | None = Field(max_length=36, description="The actor who has it to do")
    assigned_by: str | None = Field(max_length=36, description="The actor who gave it to them, or took it from them")
    answer: TicketsClock = Field(description="That of the oldest message that waits for an answer, or of the last")
    resolution: TicketsClock
    due_at: datetime | None
    received_at: datetime = Field(description="When it came in")
    created_at: datetime = Field(description="When it was posted")
    updated_at: datetime
    version: _Version


class TicketsCasePage(PolledPage[TicketsCaseRead]):
    """A slice of cases, in the order of `updated_at`."""


CaseSort = Literal["received_at", "-received_at", "due_at", "-due_at", "severity", "-severity"]


class CaseQuery(PageQuery):
    """Filters of a list of cases."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplacesFilter = ()
    category: Several[Category] = ()
    severity: Several[Severity] = ()
    status: Several[Status] = ()
    assignee: AssigneeFilter = None
    amazon_order_id: OrderId | SkipJsonSchema[None] = None
    asin: _Asin | SkipJsonSchema[None] = None
    sku: Sku | SkipJsonSchema[None] = None
    campaign_id: _CampaignId | SkipJsonSchema[None] = None
    external_id: ExternalId | SkipJsonSchema[None] = None
    due_before: Annotated[Moment | SkipJsonSchema[None], Field(description="Something is due before")] = None
    q: Annotated[SearchFilter, Field(description="A part of subject, SKU, ASIN, order or external id")] = None
    sort: Annotated[CaseSort | SkipJsonSchema[None], Field(description=SORT)] = None
    overdue: Annotated[bool, Field(description="Only cases of which a running clock is past due")] = False
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
