"""Options that several commands have."""

import argparse
import locale
import os
import typing
from collections.abc import Callable
from pathlib import Path

from services.cli import ports
from services.cli.installation import Installation
from services.cli.simulated import LARGEST_SEED
from services.sandbox.advertisers.rules.plan import MAX_SIZE, MIN_SIZE
from shared.texts import Language

_PORTS = (
    ("--port", 65533, "the API", "8000"),
    ("--sandbox-port", 65535, "the sandbox", "one after the API's"),
    ("--metrics-port", 65535, "the worker's metrics", "two after the API's"),
)


def add_places(parser: argparse.ArgumentParser, *, simulated: bool) -> None:
    """Folder and ports, and for a `simulated` account which one it is."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of everything that is kept")
    for name, most, what, otherwise in _PORTS:
        shown = f"port of {what}; by default that of the last run, else {otherwise}"
        parser.add_argument(name, type=whole_number(1, most), default=0, help=shown)
    if simulated:
        seeds, sizes = whole_number(0, LARGEST_SEED), whole_number(MIN_SIZE, MAX_SIZE)
        parser.add_argument("--seed", type=seeds, default=1, help="which simulated seller account")
        parser.add_argument("--size", type=sizes, default=60, help="its number of campaigns and of products")
        parser.add_argument("--alone", action="store_true", help="without the Pan-EU seller beside it")
        parser.add_argument("--erp", choices=("mabang",), help="connect a stand-in for this ERP, too")
        add_language(parser)


def enter(options: argparse.Namespace, *, moves: bool) -> Installation:
    """The installation that the options name, with its settings in our environment. Raises PortsError."""
    told = {"api": options.port, "sandbox": options.sandbox_port, "metrics": options.metrics_port}
    found = ports.ports_of(options.data, **told)
    installation = Installation(options.data, found.api, found.sandbox, found.metrics, moves)
    installation.enter()
    return installation


def are_told(options: argparse.Namespace) -> bool:
    """Whether somebody has said where the programs are, by options or by settings."""
    return bool(options.port) or "GATEWAY_TICKETS_EVENTS_URL" in os.environ


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
