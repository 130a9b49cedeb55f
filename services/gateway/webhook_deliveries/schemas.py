"""Webhook deliveries on the wire, and on their way through a worker."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.gateway.event_types import EVENT_TYPES
from shared.http.filters import one_of
from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage

_Int32 = {"format": "int32"}
_Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra=_Int32)]
_StatusCode = Annotated[int, Field(ge=100, le=999, json_schema_extra=_Int32)]


class WebhookDeliveryRead(BaseModel):
    """One event on its way to one endpoint."""

    delivery_id: str = Field(max_length=36)
    endpoint_id: str = Field(max_length=36)
    event_id: str = Field(max_length=36, description="The header `webhook-id` of every attempt")
    event_type: str = Field(max_length=100, examples=["campaign.flagged"])
    subject: str = Field(max_length=300)
    status: str = Field(
        max_length=10,
        json_schema_extra={"examples": ["delivered"], "x-extensible-enum": ["pending", "delivered", "failed"]},
    )
    attempt_count: _Count
    next_attempt_at: datetime | None = Field(
        description="Null once it has ended, while a call is under way, and while an earlier event is pending"
    )
    last_status_code: _StatusCode | None
    last_error: str | None = Field(
        max_length=40,
        json_schema_extra={
            "examples": ["timeout"],
            "x-extensible-enum": [
                "address-refused",
                "connection",
                "endpoint-disabled",
                "internal",
                "status",
                "timeout",
            ],
        },
    )
    created_at: datetime
    updated_at: datetime
    delivered_at: datetime | None


class WebhookAttemptRead(BaseModel):
    """One call of the receiver."""

    number: _Count
    attempted_at: datetime
    duration_ms: _Count
    status_code: _StatusCode | None = Field(description="Null when no answer came")
    error: str | None = Field(max_length=40, description="Null when it was delivered", examples=["timeout"])


class WebhookDeliveryDetailRead(WebhookDeliveryRead):
    """The same with the newest 100 of its attempts, the first one first."""

    attempts: list[WebhookAttemptRead] = Field(max_length=100)


class WebhookDeliveryPage(PolledPage[WebhookDeliveryRead]):
    """A slice of deliveries, in the order of `updated_at`."""


class WebhookDeliveryQuery(PageQuery):
    """Filters of a list of deliveries."""

    endpoint_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    status: Literal["pending", "delivered", "failed"] | None = None
    event_type: Annotated[
        str | SkipJsonSchema[None],
        Field(max_length=100, json_schema_extra={"x-extensible-enum": list(EVENT_TYPES)}),
        one_of(EVENT_TYPES),
    ] = None
    subject: Annotated[str | SkipJsonSchema[None], Field(max_length=300)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class WebhookReplayCreate(BaseModel):
    """Which failed deliveries to send again."""

    model_config = ConfigDict(extra="forbid")

    endpoint_id: str = Field(max_length=36)
    failed_since: Moment


class WebhookReplayRead(BaseModel):
    """How many deliveries are pending again."""

    replayed: _Count


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A new event, as the fan-out sees it; `sequence` is its place in the order of arrival."""

    event_id: str
    sequence: int
    tenant_id: str
    type: str
    subject: str


@dataclass(frozen=True, slots=True)
class Call:
    """A claimed delivery with all that a worker needs to send it; the secrets are still sealed.

    `tenant_id` is the endpoint's, which differs from the event's where the endpoint is ours.
    """

    delivery_id: str
    lease_id: str
    endpoint_id: str
    tenant_id: str
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    failing: bool
    livemode: bool
    event_id: str
    event_tenant_id: str
    event_type: str
    subject: str
    occurred_at: datetime
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended: the receiver's status, or the error that kept one from coming."""

    attempted_at: datetime
    duration_ms: int
    status_code: int | None
    error: str | None
    retry_after: str | None
