"""Messages on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.pages import Page

_Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class TicketsMacroValue(BaseModel):
    """What fills a place of a macro that the case cannot fill, or fills otherwise."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=40, examples=["buyer_name"])
    value: str = Field(max_length=200)


class TicketsReplyCreate(BaseModel):
    """A reply that was sent to the buyer or to Amazon: its text, or a macro to make it from.

    `automatic` says that no person wrote it: such a reply stops no clock.
    """

    model_config = ConfigDict(extra="forbid")

    text: _Text | None = None
    macro_id: Annotated[str, Field(min_length=1, max_length=36)] | None = None
    language: Literal["en", "zh"] = "en"
    values: Annotated[list[TicketsMacroValue], Field(max_length=50)] = []
    automatic: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _check_source(self) -> "TicketsReplyCreate":
        if (self.text is None) == (self.macro_id is None):
            raise ValueError("give either text or macro_id")
        return self


class TicketsNoteCreate(BaseModel):
    """A note for colleagues; it stops no clock."""

    model_config = ConfigDict(extra="forbid")

    text: _Text


class TicketsMessageRead(BaseModel):
    """One message of a case."""

    message_id: str = Field(max_length=36)
    case_id: str = Field(max_length=36)
    kind: str = Field(max_length=5, examples=["reply"], description="reply or note")
    author: str = Field(max_length=36, description="The actor, or `system`")
    automatic: bool
    text: str = Field(max_length=10_000)
    created_at: datetime


class TicketsMessagePage(Page[TicketsMessageRead]):
    """A slice of the messages of a case, in the order in which they were written."""
