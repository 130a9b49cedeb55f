"""`zhuli backup` and `zhuli restore` as commands: 0, or 1 and a sentence."""

import argparse
from collections.abc import Callable
from pathlib import Path

import psycopg

from services.cli.backups.restoring import restore_backup
from services.cli.backups.saying import BackupError, Say, sayer
from services.cli.backups.writing import write_backup
from services.cli.installation import Installation
from services.cli.options import add_language, add_places
from services.cli.screen import console


def add_options(parser: argparse.ArgumentParser) -> None:
    """The two folders, and where the installation is."""
    parser.add_argument("folder", type=Path, help="folder of the backup")
    parser.add_argument("--keys", type=Path, required=True, help="folder of its keys, to be kept apart from it")
    add_places(parser, simulated=False)
    add_language(parser)


def backup(options: argparse.Namespace, installation: Installation) -> int:
    """Copy everything of one moment into a new folder, while the programs work; its keys into another."""
    return _told(options, lambda say: write_backup(installation, options.folder, options.keys, say))


def restore(options: argparse.Namespace, installation: Installation) -> int:
    """Put a backup in place of what is there, which is moved aside; the programs have to be stopped."""
    return _told(options, lambda say: restore_backup(installation, options.folder, options.keys, say))


def _told(options: argparse.Namespace, work: Callable[[Say], object]) -> int:
    try:
        work(sayer(options.language))
        return 0
    except BackupError as error:
        told = error
    except (OSError, psycopg.Error) as error:
        told = BackupError("it cannot be done: {why}", "无法完成：{why}", why=str(error).strip())
    console.print(told.in_language(options.language), style="red", soft_wrap=True, markup=False)
    return 1
