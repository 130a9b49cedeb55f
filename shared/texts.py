"""Text for people in English and Simplified Chinese; codes never change with the language."""

from collections.abc import Mapping
from contextvars import ContextVar
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

    def told(self, language: Language, facts: Mapping[str, Any]) -> str:
        """The sentence, filled from facts that an older release may have noted: what they lack is unknown."""
        sentence = self.zh if language == "zh" else self.en
        return sentence.format_map(_Noted(facts, _UNKNOWN.in_language(language)))

    def filled(self, **values: Any) -> "Text":
        """The same with its places filled in both languages."""
        return Text(en=self.en.format(**values), zh=self.zh.format(**values))


_UNKNOWN = Text(en="(unknown)", zh="（未知）")


class _Blank(str):
    """A word in the place of a value, whatever form that was to have."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return str(self)


class _Noted(dict[str, Any]):
    """Facts, and a word for each that is not among them."""

    def __init__(self, facts: Mapping[str, Any], word: str) -> None:
        super().__init__(facts)
        self._blank = _Blank(word)

    def __missing__(self, name: str) -> _Blank:
        return self._blank


class Listener:
    """Whom a request's texts are for: what it accepts, and the language in which anything was said, if so."""

    __slots__ = ("accepted", "heard")

    def __init__(self, accepted: bytes) -> None:
        self.accepted = accepted
        self.heard: Language | None = None


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def speak_to(accepted: bytes) -> Listener:
    """From now on this request is served; `accepted` is its `Accept-Language`, read only when something is said."""
    listener = Listener(accepted)
    _listener.set(listener)
    return listener


def spoken() -> Language:
    """The language of the request that is served here; English outside of any. Its answer will say so."""
    listener = _listener.get()
    if listener is None:
        return "en"
    if listener.heard is None:
        listener.heard = language_of(listener.accepted.decode("latin-1"))
    return listener.heard


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
