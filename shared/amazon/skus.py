"""SKUs as sellers write them, the same in all services: Amazon's 40 characters, no blanks at the ends, case kept.

Listings Items API 2021-08-01, "sku"; that Amazon tells `abc` from `ABC`: Seller Central, "Create SKUs".
"""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from shared.fields import FieldValueError
from shared.texts import Text

SKU_LENGTH = 40
"""Characters."""

_MARKS = "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
_AT_ENDS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _MARKS
_BLANKS = rf"\s{_MARKS}"
_CONTROLS = r"\x00-\x1f\x7f"
_END = f"[^{_BLANKS}{_CONTROLS}]"
_SKU = re.compile(rf"{_END}(?:[^{_CONTROLS}]{{0,{SKU_LENGTH - 2}}}{_END})?\Z")
_FORM = Text(en="A SKU has no '..' and no control characters", zh="SKU 不得含“..”或控制字符")


def without_ends(text: Any) -> Any:
    """A text without the blanks and invisible marks at its ends that copying leaves there; anything else as it is."""
    return text.strip(_AT_ENDS) if isinstance(text, str) else text


def is_sku(text: str) -> bool:
    """Whether Amazon can be asked for it: 1 to 40 characters without control characters, no blank at an end.

    A SKU is a segment of paths, where two dots would lead elsewhere.
    """
    return ".." not in text and bool(_SKU.match(text))


def _check(sku: str) -> str:
    if not is_sku(sku):
        raise FieldValueError("sku_form", _FORM)
    return sku


Sku = Annotated[
    str,
    BeforeValidator(without_ends),
    Field(min_length=1, max_length=SKU_LENGTH, examples=["ZL-0044"]),
    AfterValidator(_check),
]
"""A SKU that somebody tells us; the blanks at its ends are taken off."""
