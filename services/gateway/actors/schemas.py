"""Actors on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.gateway.actors.rules import Role
from shared.amazon.ids import SellerId
from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage
from shared.texts import Language

MAX_SELLERS = 90
"""What the column of a limit holds."""

SellerLimit = Annotated[
    list[SellerId] | None,
    Field(max_length=MAX_SELLERS, description="The seller accounts that it is limited to; null is all of the tenant"),
]
_Name = Annotated[str, Field(min_length=1, max_length=200, examples=["Li Wei"])]
_Roles = Annotated[
    list[Role],
    Field(min_length=1, max_length=5, description="What the actor's keys may do at most", examples=[["assistant"]]),
]
_Language = Annotated[Language, Field(description="What the actor reads")]


class ActorCreate(BaseModel):
    """A new actor."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Literal["person", "system"]
    name: _Name
    language: _Language = "en"
    roles: _Roles = ["owner"]
    seller_ids: SellerLimit = None


class ActorUpdate(BaseModel):
    """What is left out stays as it is; `seller_ids` of null takes the limit away."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    # A default factory keeps null out of these three; what it makes is never read, only what was given is.
    name: Annotated[_Name, Field(default_factory=str)]
    language: Annotated[_Language, Field(default_factory=lambda: "en")]
    roles: Annotated[_Roles, Field(default_factory=list)]
    seller_ids: SellerLimit = None


class ActorRead(BaseModel):
    """A person or a system; all keys of one actor count as the same one when a change is approved."""

    actor_id: str = Field(max_length=36)
    kind: str = Field(max_length=10, examples=["person"], description="person or system")
    name: str = Field(max_length=200)
    language: str = Field(max_length=2, examples=["zh"], description="en or zh")
    roles: list[Annotated[str, Field(max_length=20)]] = Field(max_length=5, examples=[["assistant"]])
    seller_ids: list[Annotated[str, Field(max_length=20)]] | None = Field(
        max_length=MAX_SELLERS, description="Those of its seller accounts that the caller may know; null is all"
    )
    livemode: bool = Field(description="False for an actor of the test twin")
    active: bool = Field(description="A deactivated actor's keys do not work")
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    changed_by: str | None = Field(max_length=36, description="The actor who made or last changed it")
    created_at: datetime
    updated_at: datetime
    deactivated_at: datetime | None


class ActorPage(PolledPage[ActorRead]):
    """A slice of actors, in the order of `updated_at`."""


class ActorQuery(PageQuery):
    """Filters of a list of actors."""

    kind: Literal["person", "system"] | None = None
    active: bool | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class KnownActorQuery(BaseModel):
    """Which actor one of our services asks for."""

    model_config = ConfigDict(extra="forbid")

    tenant_id: str
    actor_id: str


class KnownActor(BaseModel):
    """An active actor as our services see it."""

    actor_id: str
    seller_ids: list[str] | None


class KnownActors(BaseModel):
    """The actor, or none."""

    items: list[KnownActor]
