"""Items of a bulk request, each checked for itself: one that is wrong is kept as such, and blocks no other."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, GetCoreSchemaHandler, TypeAdapter, ValidationError, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

from shared.fields import body_errors
from shared.problems import FieldError

M = TypeVar("M", bound=BaseModel)
_MOST_ERRORS = 10
_LONGEST = 100
"""Characters of what can be told back; members of a key are shorter."""


class InvalidItem(BaseModel):
    """An item that is none, and why; the pointers begin at the item. `given` are its short texts, by member."""

    errors: list[FieldError]
    given: dict[str, str]


def key_of(item: BaseModel, key: tuple[str, ...], seller_id: str | None) -> dict[str, Any]:
    """The members that name an item, as far as they can be told back; `seller_id` is that of the request."""
    given = item.given if isinstance(item, InvalidItem) else item.__dict__
    named = {name: given.get(name) for name in key}
    return named | {"seller_id": named["seller_id"] or seller_id}


def _keep_failure(model: type[BaseModel], value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError as failure:
        found = failure.errors(include_url=False, include_input=False)
        errors = body_errors(found, value, model)[:_MOST_ERRORS]
        return InvalidItem(errors=errors, given=_texts_of(value) if isinstance(value, dict) else {})


def _texts_of(item: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in item.items() if isinstance(text, str) and _can_be_told(name + text)}


def _can_be_told(text: str) -> bool:
    """Half a character, as a text has that was cut within an emoji, is no UTF-8."""
    return len(text) <= _LONGEST and not any("\ud800" <= each <= "\udfff" for each in text)


class _EachForItself:
    """Wraps the check of an item's model."""

    def __get_pydantic_core_schema__(self, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(partial(_keep_failure, source), handler(source))


EACH_FOR_ITSELF = _EachForItself()
"""In `list[Annotated[Item, EACH_FOR_ITSELF]]` an item that fails becomes an InvalidItem."""


def checked(model: type[M], values: Sequence[Any]) -> "list[M | InvalidItem]":
    """Items that are no part of a body, such as the rows of a file, each checked for itself."""
    found: list[M | InvalidItem] = _adapter_of(model).validate_python(values)
    return found


@cache
def _adapter_of(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(list[Annotated[model, EACH_FOR_ITSELF]])  # type: ignore[valid-type]
