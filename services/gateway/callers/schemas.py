"""The caller on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from services.gateway.actors.schemas import MAX_SELLERS


class CallerActor(BaseModel):
    """A person or a system, as the caller's own."""

    actor_id: str = Field(max_length=36)
    kind: str = Field(max_length=10, examples=["person"], description="person or system")
    name: str = Field(max_length=200)
    language: str = Field(max_length=2, examples=["zh"], description="en or zh")
    roles: list[Annotated[str, Field(max_length=20)]] = Field(max_length=5, examples=[["assistant"]])


class MeRead(BaseModel):
    """Who calls: the key, whose it is, and what this request may do."""

    tenant_id: str = Field(max_length=36)
    environment: str = Field(max_length=4, examples=["live"], description="live, or test for the test twin")
    key_id: str = Field(max_length=8)
    key_name: str = Field(max_length=200)
    expires_at: datetime | None = Field(description="When the key ends; null is never")
    actor: CallerActor = Field(description="Who holds the key")
    way: str = Field(max_length=10, examples=["own-key"], description="own-key or on-behalf")
    on_behalf_of: CallerActor | None = Field(description="Whom the holder acts for in this request, if anybody")
    scopes: list[Annotated[str, Field(max_length=40)]] = Field(
        max_length=20, description="What this request may do: of the key, the roles, and both actors"
    )
    seller_ids: list[Annotated[str, Field(max_length=20)]] | None = Field(
        max_length=MAX_SELLERS, description="The seller accounts of this request; null is all of the tenant"
    )
