"""Events as the gateway brings them."""

from typing import Any

from pydantic import BaseModel, Field

from shared.http.moments import Moment


class BroughtEvent(BaseModel):
    """An event of any tenant; `event_id` is the signed one."""

    event_id: str = Field(max_length=36)
    type: str = Field(max_length=100)
    tenant_id: str = Field(max_length=36)
    subject: str = Field(max_length=300)
    timestamp: Moment
    data: dict[str, Any]


class BroughtEventRead(BaseModel):
    """Whether the event was new."""

    received: bool
