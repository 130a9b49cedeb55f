"""What an application sends a seller with, and what the seller answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.sandbox.advertisers.rules.plan import MAX_SEED, MAX_SIZE, MIN_SIZE

_Text = Annotated[str, Field(max_length=2000)]


class ConsentQuery(BaseModel):
    """Of both pages; `seed`, `size` and `decision` are the sandbox's own and come with the seller's answer."""

    state: _Text = ""
    redirect_uri: _Text = ""
    application_id: _Text = ""
    version: _Text = ""
    client_id: _Text = ""
    scope: _Text = ""
    response_type: _Text = ""
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    size: int = Field(default=60, ge=MIN_SIZE, le=MAX_SIZE)
    decision: Literal["allow", "deny"] = "allow"
