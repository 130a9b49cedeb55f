"""`zhuli backup` and `zhuli restore` as commands: 0, or 1 and a sentence."""

import argparse
from pathlib import Path

from services.cli.backups.restoring import restore_backup
from services.cli.backups.writing import write_backup
from services.cli.installation import Installation
from services.cli.options import add_language, add_places
from services.cli.saying import told


def add_options(parser: argparse.ArgumentParser) -> None:
    """The two folders, and where the installation is."""
    parser.add_argument("folder", type=_folder, help="folder of the backup")
    parser.add_argument("--keys", type=_folder, required=True, help="folder of its keys, to be kept apart from it")
    add_places(parser, simulated=False)
    add_language(parser)


def _folder(text: str) -> Path:
    """A path that was named: without a name it would be the folder that one is in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("no folder is named; with make: FOLDER=/backups/today KEYS=/safe/today")
    return Path(text)


def backup(options: argparse.Namespace, installation: Installation) -> int:
    """Copy everything of one moment into a new folder, while the programs work; its keys into another."""
    return told(options, lambda say: write_backup(installation, options.folder, options.keys, say))


def restore(options: argparse.Namespace, installation: Installation) -> int:
    """Put a backup in place of what is there, which is moved aside; the programs have to be stopped."""
    return told(options, lambda say: restore_backup(installation, options.folder, options.keys, say))
