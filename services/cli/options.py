"""Options that several commands have."""

import argparse
import locale
import os
import typing
from collections.abc import Callable
from pathlib import Path

from services.sandbox.advertisers.rules.plan import MAX_SEED, MAX_SIZE, MIN_SIZE
from shared.texts import Language


def add_places(parser: argparse.ArgumentParser, *, simulated: bool) -> None:
    """Folder and ports, and for a `simulated` account which one it is."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of everything that is kept")
    parser.add_argument("--port", type=whole_number(1, 65533), default=8000, help="port of the API")
    parser.add_argument(
        "--sandbox-port", type=whole_number(1, 65535), default=0, help="port of the sandbox; by default the next one"
    )
    parser.add_argument(
        "--metrics-port",
        type=whole_number(1, 65535),
        default=0,
        help="port of the worker's metrics; by default two after the API's",
    )
    if simulated:
        seeds, sizes = whole_number(0, MAX_SEED), whole_number(MIN_SIZE, MAX_SIZE)
        parser.add_argument("--seed", type=seeds, default=1, help="which simulated seller account")
        parser.add_argument("--size", type=sizes, default=60, help="its number of campaigns and of products")
        add_language(parser)


def add_language(parser: argparse.ArgumentParser) -> None:
    """The language of the screen."""
    languages = typing.get_args(Language)
    parser.add_argument("--language", choices=languages, default=_language(), help="by default that of LANG")


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """What reads a whole number within bounds."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return parse


def _language() -> Language:
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith("zh") else "en"
