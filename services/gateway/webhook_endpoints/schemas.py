"""Webhook endpoints on the wire; a secret appears only in the answer that creates it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.gateway.events.schemas import KnownEventType
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage

_Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="https, port 443 or 8443, a public host; redirects are not followed",
        json_schema_extra={"format": "uri", "examples": ["https://erp.example.com/hooks/zhuli"]},
    ),
]
_EventTypes = Annotated[list[KnownEventType], Field(max_length=50, description="Leave empty for all types")]
_Description = Annotated[str, Field(max_length=200, examples=["ERP, production"])]
_Enabled = Annotated[bool, Field(strict=True, description="False gives up what is pending; nothing is sent")]


class WebhookEndpointCreate(BaseModel):
    """A new address for events."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    url: _Url
    description: _Description = ""
    event_types: _EventTypes = []


class WebhookEndpointUpdate(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    # A default factory keeps null out; what it makes is never read, only what was given is.
    url: Annotated[_Url, Field(default_factory=str)]
    description: Annotated[_Description, Field(default_factory=str)]
    event_types: Annotated[_EventTypes, Field(default_factory=list)]
    enabled: Annotated[_Enabled, Field(default_factory=bool)]


class WebhookSecretRotate(BaseModel):
    """How long the old secret goes on signing beside the new one."""

    model_config = ConfigDict(extra="forbid")

    overlap_hours: Annotated[int, Field(ge=0, le=168, strict=True, json_schema_extra={"format": "int32"})] = 24


class WebhookEndpointRead(BaseModel):
    """An address that events are sent to."""

    endpoint_id: str = Field(max_length=36)
    url: str = Field(max_length=2000, json_schema_extra={"format": "uri"})
    description: str = Field(max_length=200)
    event_types: list[Annotated[str, Field(max_length=100)]] = Field(
        max_length=50, description="None means all", examples=[["campaign.flagged"]]
    )
    livemode: bool
    enabled: bool
    disabled_reason: str | None = Field(
        max_length=20,
        description="gone: it answered 410. failing: nothing but failures for 5 days. by-request: by you.",
        json_schema_extra={"examples": ["failing"], "x-extensible-enum": ["by-request", "failing", "gone"]},
    )
    failing_since: datetime | None = Field(
        description="The first failure since the last success; changes without a new version"
    )
    previous_secret_ends_at: datetime | None = Field(description="Until then two secrets sign")
    changed_by: str | None = Field(max_length=36, description="The actor who made or last changed it")
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class WebhookEndpointSecretRead(WebhookEndpointRead):
    """The same with a new secret, which is shown this once."""

    secret: str = Field(
        max_length=60,
        json_schema_extra={"format": "password", "examples": ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"]},
    )


class WebhookEndpointPage(PolledPage[WebhookEndpointRead]):
    """A slice of endpoints, in the order of `updated_at`."""


class WebhookEndpointQuery(DeletedQuery):
    """Filters of a list of endpoints."""

    enabled: Annotated[bool | SkipJsonSchema[None], Field()] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
