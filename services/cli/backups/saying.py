"""What backup and restore say to the person at the terminal, in both languages, and the error that ends them."""

from collections.abc import Callable
from typing import Any

from services.cli.screen import console
from shared.texts import Language, Text

Say = Callable[..., None]
"""Says a sentence, English and Chinese, with the values of its places."""


class BackupError(RuntimeError):
    """A backup or a restore that cannot be made; nothing was changed, unless the sentence says so."""

    def __init__(self, en: str, zh: str, **values: Any) -> None:
        super().__init__(en.format(**values))
        self.text, self.values = Text(en=en, zh=zh), values

    def in_language(self, language: Language) -> str:
        """The sentence in one language."""
        return self.text.in_language(language, **self.values)


def sayer(language: Language) -> Say:
    """Says sentences on the screen."""

    def say(en: str, zh: str, **values: Any) -> None:
        console.print(Text(en=en, zh=zh).in_language(language, **values), soft_wrap=True, markup=False)

    return say


def size_in_words(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1024**2:,.1f} MB"
