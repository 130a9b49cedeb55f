"""Messages on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.tickets.cases.schemas import ExternalId, TicketsClock
from services.tickets.macros.schemas import ReplyLanguage
from shared.fields import FieldValueError
from shared.http.moments import Moment
from shared.pages import Page
from shared.texts import Text

_EITHER = Text(en="Give either text or macro_id", zh="text 与 macro_id 须且只能填写一项")

_Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class TicketsMessageCreate(BaseModel):
    """What a buyer or Amazon has written in a case: it waits for an answer from when it was received."""

    model_config = ConfigDict(extra="forbid")

    text: _Text
    received_at: Annotated[Moment | None, Field(description="When it came in, not in the future; without, now")] = (
        None
    )
    external_id: ExternalId | None = None
    language: ReplyLanguage | None = None


class TicketsMacroValue(BaseModel):
    """What fills a place of a macro that the case cannot fill, or fills otherwise."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=40, examples=["buyer_name"])
    value: str = Field(max_length=200)


class TicketsReplyCreate(BaseModel):
    """A reply that was sent to the buyer or to Amazon: its text, or a macro to make it from.

    It answers what was received by the time it was sent. `automatic` says that no person wrote it: such a reply
    answers nothing. Without a `language` a macro is taken in that of the last message that says its own, else in that
    of the marketplace; where the macro lacks it, in English, else in its first.
    """

    model_config = ConfigDict(extra="forbid")

    text: _Text | None = None
    macro_id: Annotated[str, Field(min_length=1, max_length=36)] | None = None
    language: ReplyLanguage | None = None
    values: Annotated[list[TicketsMacroValue], Field(max_length=50)] = []
    automatic: Annotated[bool, Field(strict=True)] = False
    sent_at: Annotated[Moment | None, Field(description="When it was sent, at most now; without, now")] = None
    external_id: ExternalId | None = None

    @model_validator(mode="after")
    def _check_source(self) -> "TicketsReplyCreate":
        if (self.text is None) == (self.macro_id is None):
            raise FieldValueError("text_or_macro", _EITHER, member="text")
        return self


class TicketsNoteCreate(BaseModel):
    """A note for colleagues; it stops no clock."""

    model_config = ConfigDict(extra="forbid")

    text: _Text


class TicketsMessageRead(BaseModel):
    """One message of a case. What came in has `received_at` and clocks, a reply `sent_at`, a note neither."""

    message_id: str = Field(max_length=36, description="Of what opened the case: the id of the case")
    case_id: str = Field(max_length=36)
    kind: str = Field(max_length=10, examples=["inbound"], description="inbound, reply or note")
    author: str = Field(max_length=36, description="The actor who wrote or posted it, or `system`")
    automatic: bool
    text: str = Field(max_length=10_000)
    language: str | None = Field(max_length=10, description="The language of the text, where it is known")
    wanted_language: str | None = Field(
        max_length=10, description="Of a reply from a macro: the language that it should have been in"
    )
    external_id: str | None = Field(max_length=200)
    received_at: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None = Field(description="When the reply that answers it was sent")
    answer_id: str | None = Field(max_length=36, description="The reply that answers it")
    answer: TicketsClock | None = Field(description="Our clock of its answer, 12 h unless the account has another")
    amazon_answer: TicketsClock | None = Field(description="Amazon's, 24 h; null where Amazon does not count")
    created_at: datetime = Field(description="When it was posted")


class TicketsMessagePage(Page[TicketsMessageRead]):
    """A slice of the messages of a case, in the order in which they were posted."""
