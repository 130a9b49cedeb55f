"""What a check says: one line, in both languages, with a state that scripts can read."""

from dataclasses import dataclass, field
from typing import Any, Literal

from shared.texts import Language, Text

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Line:
    """The outcome of one check. `values` fill the places of the text."""

    check: str
    state: State
    text: Text
    values: dict[str, Any] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """The sentence in one language."""
        return self.text.in_language(language, **self.values)


def ok(check: str, en: str, zh: str, **values: Any) -> Line:
    """All is well."""
    return Line(check, "ok", Text(en=en, zh=zh), values)


def warn(check: str, en: str, zh: str, **values: Any) -> Line:
    """It works, and somebody should look."""
    return Line(check, "warn", Text(en=en, zh=zh), values)


def fail(check: str, en: str, zh: str, **values: Any) -> Line:
    """Something does not work."""
    return Line(check, "fail", Text(en=en, zh=zh), values)


def worst(lines: list[Line]) -> State:
    """The state of the whole."""
    states = {line.state for line in lines}
    return "fail" if "fail" in states else "warn" if "warn" in states else "ok"
