"""`zhuli move` as a command: 0, or 1 and a sentence."""

import argparse

from services.cli.installation import Installation
from services.cli.moves.moving import move as move_installation
from services.cli.options import add_language, add_places
from services.cli.saying import told


def add_options(parser: argparse.ArgumentParser) -> None:
    """Where to, and where the installation is."""
    shown = "address of an empty PostgreSQL database, past a pooler: postgresql://user:password@host/zhuli"
    parser.add_argument("--to", required=True, metavar="ADDRESS", help=shown)
    add_places(parser, simulated=False)
    add_language(parser)


def move(options: argparse.Namespace, installation: Installation) -> int:
    """Move everything from SQLite to an empty PostgreSQL database; the programs have to be stopped."""
    return told(options, lambda say: move_installation(installation, options.to, say))
