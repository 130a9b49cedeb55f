"""Events on the wire."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.gateway.audit.schemas import AuditEntryCreate
from services.gateway.event_types import EVENT_TYPES
from shared.fields import explained
from shared.http.filters import one_of
from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage

_TYPE = explained(
    r"^[a-z_]+(\.[a-z_]+)+$",
    en="The type of an event: small letters and points, such as campaign.flagged",
    zh="应为事件类型：小写字母和点，例如 campaign.flagged",
)
EventType = Annotated[str, Field(pattern=_TYPE, max_length=100, examples=["campaign.flagged"])]
KnownEventType = Annotated[
    EventType, one_of(EVENT_TYPES), Field(json_schema_extra={"x-extensible-enum": list(EVENT_TYPES)})
]
"""A type that is asked for; what services send may be newer than we are."""


class EventRead(BaseModel):
    """Something that happened. Events of one `subject` stand in the order in which they happened."""

    event_id: str = Field(max_length=36)
    type: str = Field(max_length=100, examples=["campaign.flagged"])
    subject: str = Field(max_length=300, description="What it is about")
    livemode: bool
    data: dict[str, Any] = Field(
        description="Of `*.flagged`, `*.cleared` and `finding.changed` the whole finding; members may be added"
    )
    occurred_at: datetime
    received_at: datetime


class EventPage(PolledPage[EventRead]):
    """A slice of events, in the order of their arrival."""


class EventQuery(PageQuery):
    """Filters of a list of events. Who polls sends the last `event_id` they have seen as `after_event_id`."""

    type: list[KnownEventType] = Field(
        default=[], max_length=50, description="Repeat the parameter for several types"
    )
    subject: Annotated[str | SkipJsonSchema[None], Field(max_length=300)] = None
    after_event_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field(description="Received after this moment")] = None


class EventCreate(BaseModel):
    """An event as a service's relay hands it over."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=36)
    type: EventType
    tenant_id: str = Field(max_length=36)
    subject: str = Field(max_length=300)
    occurred_at: Moment
    data: dict[str, Any]


class EventBatch(BaseModel):
    """Events and audit entries in the order in which they shall be kept."""

    model_config = ConfigDict(extra="forbid")

    events: list[EventCreate] = Field(max_length=1000)
    audit: list[AuditEntryCreate] = Field(default=[], max_length=1000)


class EventBatchRead(BaseModel):
    """How many of the events were new."""

    stored: int
