"""Items of a bulk request, each checked for itself: one that is wrong is kept as such, and blocks no other."""

from typing import Any

from pydantic import BaseModel, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from shared.problems import FieldError, field_error_of

_MOST_ERRORS = 10


class InvalidItem(BaseModel):
    """An item that is none, and why; the pointers begin at the item."""

    errors: list[FieldError]


def _keep_failure(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError as failure:
        found = failure.errors(include_url=False, include_context=False, include_input=False)[:_MOST_ERRORS]
        return InvalidItem(errors=[field_error_of({**each, "loc": ("body", *each["loc"])}) for each in found])


EACH_FOR_ITSELF = WrapValidator(_keep_failure)
"""In `list[Annotated[Item, EACH_FOR_ITSELF]]` an item that fails becomes an InvalidItem."""
