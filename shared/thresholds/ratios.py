"""Ratios as bounds: who writes 25 for 25 % is told to write 0.25."""

from typing import Any

from pydantic import BeforeValidator

from shared.fields import FieldValueError
from shared.texts import Text

_RATIO = Text(en="A ratio, not a percentage: 0.25 stands for 25 %", zh="应填比率而非百分数：25% 写作 0.25")


def ratio_up_to(most: float) -> BeforeValidator:
    """Refuses what can only be meant as a percentage, before the bounds of the member speak."""

    def check(value: Any) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if (is_number and value > most) or (isinstance(value, str) and value.rstrip().endswith("%")):
            raise FieldValueError("ratio", _RATIO)
        return value

    return BeforeValidator(check)
