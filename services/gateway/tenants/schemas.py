"""Tenants and actors on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage


class TenantRead(BaseModel):
    """The tenant that the calling key opens."""

    tenant_id: str = Field(max_length=36)
    name: str = Field(max_length=200)
    livemode: bool = Field(description="False for the test twin, whose data are its own")
    created_at: datetime


class ActorCreate(BaseModel):
    """A new actor."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Literal["person", "system"]
    name: str = Field(min_length=1, max_length=200, examples=["Li Wei"])


class ActorRead(BaseModel):
    """A person or a system; all keys of one actor count as the same one when a change is approved."""

    actor_id: str = Field(max_length=36)
    kind: str = Field(max_length=10, examples=["person"], description="person or system")
    name: str = Field(max_length=200)
    created_at: datetime
    updated_at: datetime


class ActorPage(PolledPage[ActorRead]):
    """A slice of actors, in the order of `updated_at`."""


class ActorQuery(PageQuery):
    """Filters of a list of actors."""

    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
