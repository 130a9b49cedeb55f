"""Audit entries on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.gateway.audit.rules import ACTIONS, SUBJECT_KINDS
from shared.http.filters import MarketplaceFilter, one_of
from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage

_Action = Annotated[
    str | SkipJsonSchema[None],
    Field(max_length=100, json_schema_extra={"x-extensible-enum": list(ACTIONS)}),
    one_of(ACTIONS),
]
_SubjectKind = Annotated[
    str | SkipJsonSchema[None],
    Field(max_length=40, json_schema_extra={"x-extensible-enum": list(SUBJECT_KINDS)}),
    one_of(SUBJECT_KINDS),
]
_Members = dict[str, Any] | None


class AuditEntryRead(BaseModel):
    """Who changed what. It stays for good and holds ids, no names; of texts that people wrote it says the length."""

    entry_id: str = Field(max_length=36)
    seq: int = Field(
        ge=1, le=2**63 - 1, description="Its place in the tenant's chain", json_schema_extra={"format": "int64"}
    )
    actor_id: str = Field(max_length=36, description="Of who runs the installation `operator:` and a name")
    actor_kind: str = Field(max_length=10, examples=["person"], description="person, system, operator or program")
    way: str = Field(
        max_length=20,
        examples=["own-key"],
        description="own-key, on-behalf, authorization (a seller came back from Amazon), command or program",
    )
    key_id: str | None = Field(max_length=36, description="The key of the request")
    action: str = Field(max_length=100, examples=["thresholds.updated"])
    subject_kind: str = Field(max_length=40, examples=["thresholds"])
    subject_id: str = Field(max_length=300)
    seller_id: str | None = Field(max_length=20, description="Null where it concerns the whole tenant")
    marketplace_id: str | None = Field(max_length=20)
    before: _Members = Field(description="What the members were that changed; null where there was nothing")
    after: _Members = Field(description="What they are; of a batch its counts")
    request_id: str | None = Field(max_length=200)
    occurred_at: datetime
    recorded_at: datetime
    mac: str = Field(max_length=64, description="Over the entry and the `mac` of the one before, under a secret key")


class AuditEntryPage(PolledPage[AuditEntryRead]):
    """A slice of audit entries, in the order of their chain."""


class AuditEntryQuery(PageQuery):
    """Filters of the list of audit entries."""

    actor_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    actor_kind: Literal["person", "system", "operator", "program"] | None = None
    action: _Action = None
    subject_kind: _SubjectKind = None
    subject_id: Annotated[str | SkipJsonSchema[None], Field(max_length=300)] = None
    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    since: Annotated[Moment | SkipJsonSchema[None], Field(description="Happened at this moment or later")] = None
    until: Annotated[Moment | SkipJsonSchema[None], Field(description="Happened before this moment")] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field(description="Recorded after this moment")] = None


class AuditEntryCreate(BaseModel):
    """A change as a service's relay hands it over, from its outbox."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=36)
    tenant_id: str = Field(max_length=36)
    actor_id: str = Field(max_length=36)
    kind: str = Field(max_length=10)
    way: str = Field(max_length=20)
    key_id: str | None = Field(max_length=36)
    action: str = Field(max_length=100)
    subject_kind: str = Field(max_length=40)
    subject_id: str = Field(max_length=300)
    seller_id: str | None = Field(max_length=20)
    marketplace_id: str | None = Field(max_length=20)
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str | None = Field(max_length=200)
    occurred_at: Moment
