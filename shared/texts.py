"""Text for people in English and Simplified Chinese; codes never change with the language."""

from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `{name}` places are filled by `format`."""

    en: str
    zh: str

    def in_language(self, language: Language, **values: Any) -> str:
        """The sentence in one language with its places filled."""
        sentence = self.zh if language == "zh" else self.en
        return sentence.format(**values) if values else sentence


def language_of(accept_language: str | None) -> Language:
    """The better of our two languages for an `Accept-Language` value (RFC 9110, 12.5.4); English if unsure."""
    best: tuple[float, Language] = (0.0, "en")
    for part in (accept_language or "")[:500].split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        quality = _quality(parameters)
        if primary in ("en", "zh") and quality > best[0]:
            best = (quality, "zh" if primary == "zh" else "en")
    return best[1]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
