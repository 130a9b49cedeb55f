"""`zhuli run` and `zhuli demo`: the programs of an installation, simulated accounts synced, their worklists shown."""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx

from services.cli import deaths, demo, erp, mabang, ports, screen
from services.cli.claims import Claim, claimed
from services.cli.consents import CONSENTS, try_consents
from services.cli.installation import Installation
from services.cli.options import enter
from services.cli.processes import require_free, require_running, running
from services.cli.simulated import accounts_of
from services.cli.staff import staff_keys
from services.cli.supervision import Death, DiedAgainError, Process, Supervisor
from services.cli.verdicts import count_changes, judge, read_key
from shared.clock import utc_now
from shared.texts import Language

_MOST_READINGS = 3
"""Of stock, after the first one: a pool that has not shown itself by then is found missing."""

_LOOK_SECONDS = 0.2
_NOTICED_SECONDS = 2.0
"""A connection of a program that dies breaks a moment before its end can be seen."""

Watch = Callable[[], None]
"""Looks after the programs while somebody waits. Raises ProcessError."""


def run(options: argparse.Namespace) -> int:
    """Start everything, show the worklist, serve until Ctrl-C; a program that dies is started again."""
    language: Language = options.language

    def tell(death: Death) -> None:
        deaths.show_death(death, language)

    with _held(options) as (installation, claim), running(installation, claim, forked=True) as processes:
        ports.keep(installation.data, ports.Ports(*installation.ports))
        supervisor = Supervisor(processes, tell)
        try:
            keys = _prepared(installation, options, supervisor)
            screen.show_addresses(installation, keys, language)
            while True:
                supervisor.look()
                time.sleep(_LOOK_SECONDS)
        except DiedAgainError as error:
            deaths.show_last_words(error, language)
            return 1


def run_demo(options: argparse.Namespace) -> int:
    """The same up to the worklist, and again some days later; 1 when a problem is missed or a false one shown."""
    with _held(options) as (installation, claim), running(installation, claim, forked=True) as processes:
        ports.keep(installation.data, ports.Ports(*installation.ports))
        try:
            return 0 if _is_right(installation, options, lambda: require_running(processes)) else 1
        except (httpx.TransportError, demo.DemoError) as error:
            _await_death(processes)
            require_running(processes)
            raise demo.DemoError(f"The demonstration could not go on: {error}") from error


@contextmanager
def _held(options: argparse.Namespace) -> Iterator[tuple[Installation, Claim]]:
    """The installation migrated and ours alone. Raises RunsAlreadyError, PortsError and ProcessError first."""
    installation = enter(options, moves=True)
    installation.make_folder()
    with claimed(installation.data, installation.url) as claim:
        for port in installation.ports:
            require_free(port)
        installation.migrate()
        yield installation, claim


def _prepared(installation: Installation, options: argparse.Namespace, supervisor: Supervisor) -> Mapping[str, str]:
    """The worklist shown, and keys by role. Begun anew when a program died meanwhile: nothing is doubled by it."""
    while True:
        before = supervisor.deaths
        try:
            _fill_worklists(installation, options, supervisor.look)
            return _keys(installation, options)
        except (httpx.TransportError, demo.DemoError) as error:
            ends = time.monotonic() + _NOTICED_SECONDS
            while supervisor.deaths == before and time.monotonic() < ends:
                supervisor.look()
                time.sleep(_LOOK_SECONDS)
            if supervisor.deaths == before:
                raise demo.DemoError(f"The worklist could not be filled: {error}") from error
        while not _is_ready(installation):
            supervisor.look()
            time.sleep(_LOOK_SECONDS)


def _is_right(installation: Installation, options: argparse.Namespace, watch: Watch) -> bool:
    worklists = _fill_worklists(installation, options, watch)
    is_right = _judge(installation, options, worklists)
    if options.days:
        for account in accounts_of(options):
            demo.pass_days(installation, account.seed, account.size, options.days)
        screen.show_days(options.days, options.language)
        later = _fill_worklists(installation, options, watch)
        is_right &= _judge(installation, options, later, before=worklists)
    is_right &= _try_consents(installation, options)
    watch()
    return is_right


def _fill_worklists(installation: Installation, options: argparse.Namespace, watch: Watch) -> list[demo.Worklist]:
    """Connect and sync the simulated accounts, and show what then asks for somebody, account by account."""
    language: Language = options.language
    accounts = accounts_of(options)
    advertisers = [demo.find_advertiser(installation, each.seed, each.size) for each in accounts]
    with demo.Client(installation.url, demo.demo_key(installation), language, watch) as client:
        for account, advertiser in zip(accounts, advertisers, strict=True):
            is_new = client.connect(advertiser, account.name)
            screen.show_account(advertiser, language, is_new=is_new)
        for account, advertiser in zip(accounts, advertisers, strict=True):
            erp.tell_counts(installation, client, account, advertiser.seller_id, now=utc_now())
            if options.erp and not account.is_pan_eu:
                mabang.read_erp(installation, client, account, advertiser.seller_id)
        _sync(client, [each.seller_id for each in advertisers], demo.SYNCED, language)
        for account, advertiser in zip(accounts, advertisers, strict=True):
            if account.is_pan_eu:
                _read_until_pooled(client, advertiser.seller_id, language)
        with screen.settling(language):
            worklists = [client.settled_worklist(each.seller_id) for each in advertisers]
    for number, (advertiser, worklist) in enumerate(zip(advertisers, worklists, strict=True)):
        of = advertiser if len(accounts) > 1 else None
        screen.show_worklist(worklist.items, language, of=of, rows=screen.ROWS[number], now=utc_now())
    return worklists


def _sync(client: demo.Client, seller_ids: Sequence[str], services: Sequence[str], language: Language) -> None:
    """Sync accounts in these services at the same time, and wait for all of them."""
    following = {
        (service, seller_id): client.follow_sync(client.start_sync(seller_id, service), service)
        for service in services
        for seller_id in seller_ids
    }
    with screen.sync_progress(services, language) as progress:
        while following:
            for (service, seller_id), states in list(following.items()):
                state = next(states, None)
                if state is None:
                    del following[service, seller_id]
                else:
                    progress.show(service, seller_id, state)


def _read_until_pooled(client: demo.Client, seller_id: str, language: Language) -> None:
    """Read the stock of a new account again: only several readings tell that its shops sell one stock."""
    for _ in range(_MOST_READINGS):
        if client.pools(seller_id):
            return
        screen.show_reading_again(language)
        _sync(client, [seller_id], ["inventory"], language)


def _keys(installation: Installation, options: argparse.Namespace) -> dict[str, str]:
    """The keys of the demonstration's people, by their roles."""
    owner = demo.demo_key(installation)
    advertiser = demo.find_advertiser(installation, options.seed, options.size)
    with demo.Client(installation.url, owner, options.language) as client:
        return {"owner": owner} | staff_keys(installation, client, advertiser.seller_id, options.language)


def _judge(
    installation: Installation,
    options: argparse.Namespace,
    worklists: Sequence[demo.Worklist],
    *,
    before: Sequence[demo.Worklist] = (),
) -> bool:
    """Show how each worklist compares with its answer key, and what has changed in it; whether all is right."""
    accounts, is_right = accounts_of(options), True
    for number, (account, worklist) in enumerate(zip(accounts, worklists, strict=True)):
        key = erp.with_own_stock(installation, account, read_key(installation, account.seed, account.size))
        verdicts = judge(key, worklist)
        if options.erp and not account.is_pan_eu:
            with demo.Client(installation.url, demo.demo_key(installation), options.language) as client:
                verdicts[mabang.ERP] = mabang.judge_erp(installation, client, account)
        changes = count_changes(before[number], worklist) if before else {}
        of = demo.find_advertiser(installation, account.seed, account.size) if len(accounts) > 1 else None
        screen.show_verdicts(verdicts, changes, options.language, of=of, not_planted=key.not_planted)
        is_right &= all(verdict.is_right for verdict in verdicts.values())
    return is_right


def _try_consents(installation: Installation, options: argparse.Namespace) -> bool:
    """Show what becomes of consents that do not hold; whether it is right."""
    mine = demo.find_advertiser(installation, options.seed, options.size)
    with demo.Client(installation.url, demo.demo_key(installation), options.language) as client:
        verdict = try_consents(installation, client, mine, options.seed, options.size)
    if verdict is None:
        return True
    screen.show_verdicts({CONSENTS: verdict}, {}, options.language)
    return verdict.is_right


def _await_death(processes: Sequence[Process]) -> None:
    ends = time.monotonic() + _NOTICED_SECONDS
    while all(process.running for process in processes) and time.monotonic() < ends:
        time.sleep(_LOOK_SECONDS)


def _is_ready(installation: Installation) -> bool:
    """Whether API and sandbox answer."""
    try:
        addresses = (f"{installation.url}/readyz", f"{installation.sandbox_url}/health")
        return all(httpx.get(url, timeout=1.0, trust_env=False).status_code == 200 for url in addresses)
    except httpx.TransportError:
        return False
