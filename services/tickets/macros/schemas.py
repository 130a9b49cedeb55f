"""Macros on the wire."""

from datetime import datetime
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.tickets.macros.rules import has_stray_brace
from shared.amazon.marketplaces import BuyerLanguage
from shared.fields import FieldValueError
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage
from shared.texts import Text

_TWICE = Text(en="A language stands here twice", zh="有语言重复")
_BRACE = Text(
    en="A brace is not part of a place such as {amazon_order_id}", zh="有花括号不属于 {amazon_order_id} 这样的占位符"
)


def _whole_places(text: str) -> str:
    if has_stray_brace(text):
        raise FieldValueError("brace", _BRACE)
    return text


_Name = Annotated[str, Field(min_length=1, max_length=100, examples=["Where is my order"])]
_Template = Annotated[
    str,
    Field(min_length=1, max_length=5000, examples=["Your order {amazon_order_id} is on its way."]),
    AfterValidator(_whole_places),
]


ReplyLanguage = BuyerLanguage
"""A language in which buyers are answered."""


class TicketsMacroText(BaseModel):
    """The text of a macro in one language."""

    model_config = ConfigDict(extra="forbid")

    language: ReplyLanguage
    text: _Template


def _each_language_once(texts: list[TicketsMacroText]) -> list[TicketsMacroText]:
    if len({each.language for each in texts}) < len(texts):
        raise FieldValueError("repeated", _TWICE)
    return texts


_Texts = Annotated[
    list[TicketsMacroText],
    Field(min_length=1, max_length=len(get_args(ReplyLanguage))),
    AfterValidator(_each_language_once),
]


class TicketsMacroCreate(BaseModel):
    """A new macro; a place is a name in braces. Of a case are known: `amazon_order_id`, `asin`, `sku`, `subject`."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    texts: _Texts


class TicketsMacroUpdate(BaseModel):
    """What to change; what is left out stays. `texts` are all of them."""

    model_config = ConfigDict(extra="forbid")

    # A default factory keeps null out; what it makes is never read, only what was given is.
    name: Annotated[_Name, Field(default_factory=str)]
    texts: Annotated[_Texts, Field(default_factory=list)]


class TicketsMacroTextRead(BaseModel):
    """The text of a macro in one language."""

    language: str = Field(max_length=2, json_schema_extra={"x-extensible-enum": [*get_args(ReplyLanguage)]})
    text: str = Field(max_length=5000)


class TicketsMacroRead(BaseModel):
    """A text for replies in some languages, and the names of the places in any of them."""

    macro_id: str = Field(max_length=36)
    name: str = Field(max_length=100)
    texts: list[TicketsMacroTextRead] = Field(max_length=len(get_args(ReplyLanguage)))
    places: list[Annotated[str, Field(max_length=40)]] = Field(max_length=20_000)
    changed_by: str | None = Field(max_length=36, description="The actor who made or last changed it")
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
