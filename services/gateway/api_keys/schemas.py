"""API keys on the wire; the key itself appears only in the answer that creates it."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.gateway.actors.schemas import MAX_SELLERS, SellerLimit
from shared.auth import SCOPES
from shared.fields import FieldValueError
from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage
from shared.texts import Text

_SCOPES = Text(en="One of: {names}", zh="可选值：{names}").filled(names=", ".join(sorted(SCOPES)))


def _known(scope: str) -> str:
    if scope not in SCOPES:
        raise FieldValueError("scope_unknown", _SCOPES)
    return scope


Scope = Annotated[
    str,
    Field(max_length=40, json_schema_extra={"examples": ["ads:read"], "x-extensible-enum": sorted(SCOPES)}),
    AfterValidator(_known),
]


class ApiKeyCreate(BaseModel):
    """A new key of an actor."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    actor_id: str = Field(max_length=36)
    name: str = Field(min_length=1, max_length=200, examples=["ERP, nightly sync"])
    scopes: list[Scope] = Field(min_length=1, max_length=20)
    livemode: bool = Field(strict=True, description="False makes a key for the test twin")
    seller_ids: SellerLimit = None
    expires_at: Moment | None = None


class ApiKeyRotate(BaseModel):
    """How long the old key goes on working beside the new one."""

    model_config = ConfigDict(extra="forbid")

    overlap_hours: Annotated[int, Field(ge=0, le=168, strict=True, json_schema_extra={"format": "int32"})] = 24


class ApiKeyRead(BaseModel):
    """What is known of a key."""

    key_id: str = Field(max_length=8)
    actor_id: str = Field(max_length=36)
    name: str = Field(max_length=200)
    livemode: bool
    scopes: list[Annotated[str, Field(max_length=40)]] = Field(max_length=20, examples=[["ads:read"]])
    seller_ids: list[Annotated[str, Field(max_length=20)]] | None = Field(
        max_length=MAX_SELLERS, description="The seller accounts that it is limited to; null is all of its actor's"
    )
    last_four: str = Field(max_length=4)
    active: bool = Field(description="Neither revoked nor expired")
    created_by: str | None = Field(max_length=36, description="The actor who made it")
    revoked_by: str | None = Field(max_length=36)
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class ApiKeySecretRead(ApiKeyRead):
    """A new key with its text, which is shown this once and stored nowhere."""

    api_key: str = Field(max_length=56, json_schema_extra={"format": "password"})


class ApiKeyPage(PolledPage[ApiKeyRead]):
    """A slice of keys, in the order of `updated_at`."""


class ApiKeyQuery(PageQuery):
    """Filters of a list of keys."""

    actor_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
