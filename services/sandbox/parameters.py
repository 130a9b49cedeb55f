"""Parameters as the Selling Partner API takes them: lists are joined by commas, or come several times."""

from typing import Annotated

from pydantic import AfterValidator


def _split(values: list[str]) -> list[str]:
    return [part for value in values for part in value.split(",") if part]


Several = Annotated[list[str], AfterValidator(_split)]
"""`?a=1,2` or `?a=1&a=2`."""
