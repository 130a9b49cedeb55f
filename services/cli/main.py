"""The command line.

`zhuli run | demo | migrate | tenant | stop | start | backup | restore | restored | audit | doctor | revision |
feature | contract`
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from services.cli import audits, contract, demo, doctor, scaffold, screen, stops
from services.cli.backups import commands as backups
from services.cli.check_lines import worst
from services.cli.consents import CONSENTS, try_consents
from services.cli.installation import ALL_SERVICES, DataFolderError, Installation, RestoreUnfinishedError
from services.cli.options import add_language, add_places, whole_number
from services.cli.processes import Process, ProcessError, require_running, running
from services.cli.scaffold import FeatureError
from services.cli.screen import console
from services.cli.staff import staff_keys
from services.cli.verdicts import count_changes, judge, read_key
from services.gateway.stops.rules import LEVELS
from shared.auth.keys import KeyFileError
from shared.clock import utc_now
from shared.db.migrations import SchemaError
from shared.db.newest import SchemaVersionError
from shared.texts import Language

MAX_DAYS = 366
"""As many days as the sandbox lets pass at a time."""

_EXPECTED = (
    *(ProcessError, DataFolderError, RestoreUnfinishedError, KeyFileError, SchemaError, SchemaVersionError),
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
        sys.exit(0 if command is run else 130)


def run(options: argparse.Namespace) -> int:
    """Start everything, show the worklist, serve until Ctrl-C."""
    installation = _enter(options)
    installation.migrate()
    with running(installation) as processes:
        _fill_worklist(installation, options, processes)
        screen.show_addresses(installation, _keys(installation, options), options.language)
        return _serve(processes)


def run_demo(options: argparse.Namespace) -> int:
    """The same up to the worklist, and again some days later; 1 when a problem is missed or a false one shown."""
    installation = _enter(options)
    installation.migrate()
    with running(installation) as processes:
        worklist = _fill_worklist(installation, options, processes)
        is_right = _judge(installation, options, worklist)
        if options.days:
            demo.pass_days(installation, options.seed, options.size, options.days)
            screen.show_days(options.days, options.language)
            later = _fill_worklist(installation, options, processes)
            is_right &= _judge(installation, options, later, before=worklist)
        is_right &= _try_consents(installation, options)
    return 0 if is_right else 1


def migrate(options: argparse.Namespace) -> int:
    """Create keys and databases where missing and bring every schema to its newest state."""
    _enter(options).migrate()
    console.print("All databases are at their newest schema.")
    return 0


def create_tenant(options: argparse.Namespace) -> int:
    """Create a tenant with its first two keys, which are shown this once."""
    _enter(options).migrate()
    live_key, test_key = demo.create_tenant(options.name)
    console.print(f"live key  {live_key}\ntest key  {test_key}\nThey are shown only now.", soft_wrap=True)
    return 0


def stop(options: argparse.Namespace) -> int:
    """Stop writing to Amazon, or all calls, for every account of this installation."""
    _enter(options).migrate()
    stops.stop(options.level, options.reason)
    console.print(f"Stopped for all accounts: {options.level}. `zhuli start` ends it.")
    return 0


def start(options: argparse.Namespace) -> int:
    """End the stop of this installation; accounts that are stopped by themselves stay so."""
    _enter(options).migrate()
    console.print("Started." if stops.start() else "Nothing was stopped for all accounts.")
    return 0


def note_restored(options: argparse.Namespace) -> int:
    """After a restore, before the programs start: let whoever keeps a cursor read its list anew."""
    installation = _enter(options)
    installation.migrate()
    installation.note_restored()
    audits.note_restored()
    console.print("Whoever follows lists is told, and reads them anew.")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Copy everything of one moment into a new folder, while the programs work; its keys into another."""
    return backups.backup(options, _enter(options))


def restore(options: argparse.Namespace) -> int:
    """Put a backup in place of what is there, which is moved aside; the programs have to be stopped."""
    return backups.restore(options, _enter(options))


def examine(options: argparse.Namespace) -> int:
    """Look the installation over: what is wrong and what to do; 1 when something does not work."""
    lines = list(doctor.examine(_enter(options), now=utc_now()))
    if options.json:
        print(doctor.document(lines, options.language))
    else:
        screen.show_lines(lines, options.language)
    return 1 if worst(lines) == "fail" else 0


def verify_audit(options: argparse.Namespace) -> int:
    """Prove the audit trail, or name the first entry that is not as it was written; then 1."""
    _enter(options)
    lines = audits.verify()
    screen.show_lines(lines, options.language)
    return 1 if worst(lines) == "fail" else 0


def _fill_worklist(
    installation: Installation, options: argparse.Namespace, processes: list[Process]
) -> demo.Worklist:
    """Connect and sync the simulated account, and show what then asks for somebody."""
    language: Language = options.language
    key = demo.demo_key(installation)
    advertiser = demo.find_advertiser(installation, options.seed, options.size)
    with demo.Client(installation.url, key, language) as client:
        is_new = client.connect(advertiser)
        screen.show_account(advertiser, language, is_new=is_new)
        _sync(client, advertiser.seller_id, processes, language)
        with screen.settling(language):
            worklist = client.settled_worklist(advertiser.seller_id)
    screen.show_worklist(worklist.items, language, now=utc_now())
    return worklist


def _sync(client: demo.Client, seller_id: str, processes: list[Process], language: Language) -> None:
    """Sync the account in every service at the same time, and wait for all of them."""
    following = {
        service: client.follow_sync(client.start_sync(seller_id, service), service) for service in demo.SYNCED
    }
    with screen.sync_progress(demo.SYNCED, language) as progress:
        while following:
            require_running(processes)
            for service, states in list(following.items()):
                state = next(states, None)
                if state is None:
                    del following[service]
                else:
                    progress.show(service, state)


def _keys(installation: Installation, options: argparse.Namespace) -> dict[str, str]:
    """The keys of the demonstration's people, by their roles."""
    owner = demo.demo_key(installation)
    advertiser = demo.find_advertiser(installation, options.seed, options.size)
    with demo.Client(installation.url, owner, options.language) as client:
        return {"owner": owner} | staff_keys(installation, client, advertiser.seller_id, options.language)


def _judge(
    installation: Installation,
    options: argparse.Namespace,
    worklist: demo.Worklist,
    *,
    before: demo.Worklist | None = None,
) -> bool:
    """Show how the worklist compares with the answer key, and what has changed in it; whether all is right."""
    key = read_key(installation, options.seed, options.size)
    verdicts = judge(key, worklist)
    changes = {} if before is None else count_changes(before, worklist)
    screen.show_verdicts(verdicts, changes, options.language, not_planted=key.not_planted)
    return all(verdict.is_right for verdict in verdicts.values())


def _try_consents(installation: Installation, options: argparse.Namespace) -> bool:
    """Show what becomes of consents that do not hold; whether it is right."""
    mine = demo.find_advertiser(installation, options.seed, options.size)
    with demo.Client(installation.url, demo.demo_key(installation), options.language) as client:
        verdict = try_consents(installation, client, mine, options.seed, options.size)
    if verdict is None:
        return True
    screen.show_verdicts({CONSENTS: verdict}, {}, options.language)
    return verdict.is_right


def _serve(processes: list[Process]) -> int:
    while True:
        require_running(processes)
        time.sleep(0.5)


def _enter(options: argparse.Namespace) -> Installation:
    sandbox_port = options.sandbox_port or options.port + 1
    metrics_port = options.metrics_port or options.port + 2
    installation = Installation(options.data, options.port, sandbox_port, metrics_port)
    installation.enter()
    return installation


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhuli", description="Operations assistant for Amazon sellers")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, command, simulated in (("run", run, True), ("demo", run_demo, True), ("migrate", migrate, False)):
        added = _add(commands, name, command)
        add_places(added, simulated=simulated)
        if command is run_demo:
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
    add_places(_add(commands, "restored", note_restored), simulated=False)
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
