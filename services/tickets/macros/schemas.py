"""Macros on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.tickets.macros.rules import has_stray_brace
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage


def _whole_places(text: str) -> str:
    if has_stray_brace(text):
        raise ValueError("a brace is not part of a place such as {amazon_order_id}")
    return text


_Name = Annotated[str, Field(min_length=1, max_length=100, examples=["Where is my order"])]
_Template = Annotated[
    str,
    Field(min_length=1, max_length=5000, examples=["Your order {amazon_order_id} is on its way."]),
    AfterValidator(_whole_places),
]


class TicketsMacroCreate(BaseModel):
    """A new macro; a place is a name in braces. Of a case are known: `amazon_order_id`, `asin`, `sku`, `subject`."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    text_en: _Template
    text_zh: _Template


class TicketsMacroUpdate(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    # A default factory keeps null out; what it makes is never read, only what was given is.
    name: Annotated[_Name, Field(default_factory=str)]
    text_en: Annotated[_Template, Field(default_factory=str)]
    text_zh: Annotated[_Template, Field(default_factory=str)]


class TicketsMacroRead(BaseModel):
    """A text for replies in both languages, and the names of the places in either."""

    macro_id: str = Field(max_length=36)
    name: str = Field(max_length=100)
    text_en: str = Field(max_length=5000)
    text_zh: str = Field(max_length=5000)
    places: list[Annotated[str, Field(max_length=40)]] = Field(max_length=2000)
    created_at: datetime
    updated_at: datetime
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class TicketsMacroPage(PolledPage[TicketsMacroRead]):
    """A slice of macros, in the order of `updated_at`."""


class MacroQuery(DeletedQuery):
    """Filters of a list of macros."""

    name: Annotated[str | SkipJsonSchema[None], Field(max_length=100)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
