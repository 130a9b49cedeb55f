"""What commands say to the person at the terminal, in both languages, and the error that ends one of them."""

import argparse
from collections.abc import Callable
from typing import Any

import psycopg

from services.cli.screen import console
from shared.texts import Language, Text

Say = Callable[..., None]
"""Says a sentence, English and Chinese, with the values of its places."""


class CommandError(RuntimeError):
    """A command that cannot do what it was told; nothing was changed, unless the sentence says so."""

    def __init__(self, en: str, zh: str, **values: Any) -> None:
        super().__init__(en.format(**values))
        self.text, self.values = Text(en=en, zh=zh), values

    def in_language(self, language: Language) -> str:
        """The sentence in one language."""
        return self.text.in_language(language, **self.values)


def told(options: argparse.Namespace, work: Callable[[Say], object]) -> int:
    """Do the work of a command, which is given what it says things with: 0, or 1 and a sentence."""
    try:
        work(sayer(options.language))
        return 0
    except CommandError as error:
        found = error
    except (OSError, psycopg.Error) as error:
        found = CommandError("it cannot be done: {why}", "无法完成：{why}", why=str(error).strip())
    console.print(found.in_language(options.language), style="red", soft_wrap=True, markup=False)
    return 1


def sayer(language: Language) -> Say:
    """Says sentences on the screen."""

    def say(en: str, zh: str, **values: Any) -> None:
        console.print(Text(en=en, zh=zh).in_language(language, **values), soft_wrap=True, markup=False)

    return say


def size_in_words(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1024**2:,.1f} MB"
