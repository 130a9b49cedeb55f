"""Parameters as the Selling Partner API takes them: lists are joined by commas, or come several times."""

from typing import Any

from pydantic import BeforeValidator


def _split(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return [part for value in values for part in str(value).split(",") if part]


Several = BeforeValidator(_split)
"""`Annotated[list[str], Several]` takes `?a=1,2` and `?a=1&a=2`."""
