"""The command line.

`zhuli run | demo | migrate | tenant | stop | start | backup | restore | restored | move | rotate-master-key | audit |
doctor | revision | feature | contract`
"""

import argparse
import signal
import sys
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from services.cli import audits, contract, demo, doctor, ports, rotation, runs, scaffold, screen, stops
from services.cli.backups import commands as backups
from services.cli.check_lines import worst
from services.cli.claims import RunsAlreadyError
from services.cli.installation import ALL_SERVICES, DataFolderError, RestoreUnfinishedError
from services.cli.moves import commands as moves
from services.cli.options import add_language, add_places, are_told, enter, whole_number
from services.cli.ports import PortsError
from services.cli.scaffold import FeatureError
from services.cli.screen import console
from services.cli.supervision import ProcessError
from services.gateway.stops.rules import LEVELS
from shared.auth.keys import KeyFileError
from shared.clock import utc_now
from shared.db.migrations import SchemaError
from shared.db.newest import SchemaVersionError

MAX_DAYS = 366
"""As many days as the sandbox lets pass at a time."""

_EXPECTED = (
    *(ProcessError, RunsAlreadyError, PortsError),
    *(DataFolderError, RestoreUnfinishedError, KeyFileError, SchemaError, SchemaVersionError),
    *(demo.DemoError, FeatureError),
)
"""What a command ends with that says in a sentence what is wrong."""


def main() -> None:
    """Run one command; exits non-zero with one clear message when it cannot."""
    options = _parser().parse_args()
    command: Callable[[argparse.Namespace], int] = options.command
    # Both end us in order, also where a shell started us with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(command(options))
    except _EXPECTED as error:
        console.print(str(error), style="red", soft_wrap=True)
        sys.exit(1)
    except OperationalError as error:
        console.print(f"The database cannot be used: {error.orig}", style="red", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("\nStopped.")
        sys.exit(0 if command is runs.run else 130)


def migrate(options: argparse.Namespace) -> int:
    """Create keys and databases where missing and bring every schema to its newest state."""
    told = are_told(options)
    installation = enter(options, moves=told)
    installation.migrate()
    if told:
        ports.keep(installation.data, ports.Ports(*installation.ports))
    console.print("All databases are at their newest schema.")
    return 0


def create_tenant(options: argparse.Namespace) -> int:
    """Create a tenant with its first two keys, which are shown this once."""
    enter(options, moves=False).migrate()
    live_key, test_key = demo.create_tenant(options.name)
    console.print(f"live key  {live_key}\ntest key  {test_key}\nThey are shown only now.", soft_wrap=True)
    return 0


def stop(options: argparse.Namespace) -> int:
    """Stop writing to Amazon, or all calls, for every account of this installation."""
    enter(options, moves=False).migrate()
    stops.stop(options.level, options.reason)
    console.print(f"Stopped for all accounts: {options.level}. `zhuli start` ends it.")
    return 0


def start(options: argparse.Namespace) -> int:
    """End the stop of this installation; accounts that are stopped by themselves stay so."""
    enter(options, moves=False).migrate()
    console.print("Started." if stops.start() else "Nothing was stopped for all accounts.")
    return 0


def note_restored(options: argparse.Namespace) -> int:
    """After a restore, before the programs start: let whoever keeps a cursor read its list anew."""
    installation = enter(options, moves=False)
    installation.migrate()
    installation.note_restored()
    audits.note_restored()
    console.print("Whoever follows lists is told, and reads them anew.")
    return 0


def rotate_master_key(options: argparse.Namespace) -> int:
    """Let a new master key seal, and seal all secrets anew under it; the programs may run, and killed it goes on."""
    enter(options, moves=False)
    return rotation.command(options)


def backup(options: argparse.Namespace) -> int:
    """Copy everything of one moment into a new folder, while the programs work; its keys into another."""
    return backups.backup(options, enter(options, moves=False))


def restore(options: argparse.Namespace) -> int:
    """Put a backup in place of what is there, which is moved aside; the programs have to be stopped."""
    return backups.restore(options, enter(options, moves=are_told(options)))


def move(options: argparse.Namespace) -> int:
    """Move everything from SQLite to an empty PostgreSQL database; the programs have to be stopped."""
    return moves.move(options, enter(options, moves=False))


def examine(options: argparse.Namespace) -> int:
    """Look the installation over: what is wrong and what to do; 1 when something does not work."""
    lines = list(doctor.examine(enter(options, moves=False), now=utc_now()))
    if options.json:
        print(doctor.document(lines, options.language))
    else:
        screen.show_lines(lines, options.language)
    return 1 if worst(lines) == "fail" else 0


def verify_audit(options: argparse.Namespace) -> int:
    """Prove the audit trail, or name the first entry that is not as it was written; then 1."""
    enter(options, moves=False)
    lines = audits.verify()
    screen.show_lines(lines, options.language)
    return 1 if worst(lines) == "fail" else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhuli", description="Operations assistant for Amazon sellers")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, command, simulated in (
        ("run", runs.run, True),
        ("demo", runs.run_demo, True),
        ("migrate", migrate, False),
    ):
        added = _add(commands, name, command)
        add_places(added, simulated=simulated)
        if command is runs.run_demo:
            days = whole_number(0, MAX_DAYS)
            added.add_argument("--days", type=days, default=7, help="then let days pass, sync and compare again")
    tenant = _add(commands, "tenant", create_tenant)
    tenant.add_argument("name", help="name of the new tenant")
    add_places(tenant, simulated=False)
    stopped = _add(commands, "stop", stop)
    stopped.add_argument("level", choices=LEVELS, help="writes: change nothing at Amazon; everything: no call leaves")
    stopped.add_argument("--reason", required=True, help="why; every tenant is told")
    add_places(stopped, simulated=False)
    add_places(_add(commands, "start", start), simulated=False)
    backups.add_options(_add(commands, "backup", backup))
    backups.add_options(_add(commands, "restore", restore))
    moves.add_options(_add(commands, "move", move))
    add_places(_add(commands, "restored", note_restored), simulated=False)
    rotated = _add(commands, "rotate-master-key", rotate_master_key)
    step = rotated.add_mutually_exclusive_group()
    step.add_argument("--publish", action="store_true", help="only put the new key into the ring, for other machines")
    step.add_argument("--drop-old", action="store_true", help="take the older keys out of the ring")
    add_places(rotated, simulated=False)
    add_language(rotated)
    audited = _add(commands, "audit", verify_audit)
    audited.add_argument("what", choices=["verify"], help="verify: every entry, and the heads written down hourly")
    add_places(audited, simulated=False)
    add_language(audited)
    examined = _add(commands, "doctor", examine)
    examined.add_argument("--json", action="store_true", help="for scripts")
    add_places(examined, simulated=False)
    add_language(examined)
    revision = _add(commands, "revision", contract.write_revision)
    revision.add_argument("service", choices=ALL_SERVICES)
    revision.add_argument("message", help="what the migration does, in a few words")
    feature = _add(commands, "feature", scaffold.write_feature)
    feature.add_argument("service", choices=ALL_SERVICES)
    feature.add_argument("noun", help="what it is about: a plural in snake_case")
    _add(commands, "contract", contract.write_contract)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
    parser.set_defaults(command=command)
    return parser
