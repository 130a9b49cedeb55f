"""`zhuli doctor`: looks an installation over and says what is wrong and what to do; it changes nothing.

All checks in their order. One that cannot be made says so, and the others go on.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from services.ads.freshness import operations as ads_freshness
from services.ads.report_imports.operations.misread import files_read_as_products
from services.ads.syncs.operations import REPORT_QUEUE as ADS_QUEUE
from services.catalog.freshness import operations as catalog_freshness
from services.catalog.syncs.operations import LISTINGS_QUEUE
from services.cli import (
    account_checks,
    audits,
    machine_checks,
    position_checks,
    process_checks,
    store_checks,
    subscription_checks,
    work_checks,
)
from services.cli.check_lines import Line, fail, worst
from services.cli.installation import SERVICES, Installation, databases
from services.gateway.settings import GatewaySettings
from services.inventory.syncs.operations import QUEUE as INVENTORY_QUEUE
from services.inventory.warehouses.operations import differing_counts
from services.tickets.syncs.operations import QUEUE as TICKETS_QUEUE
from shared.db import Database
from shared.jobs.backlog import LARGEST_SHOWN, Age
from shared.texts import Language

_QUEUES = (*SERVICES, ADS_QUEUE, LISTINGS_QUEUE, INVENTORY_QUEUE, TICKETS_QUEUE)
_AGES = {"ads": ads_freshness.measure_ages, "catalog": catalog_freshness.measure_ages}


def examine(installation: Installation, *, now: datetime) -> Iterator[Line]:
    """The lines of every check; nothing is created or changed."""
    settings = GatewaySettings()
    yield from machine_checks.check_machine(installation.data, settings.keys_dir)
    with ExitStack() as stack:
        services = databases()
        jobs = Database(settings.jobs_url)
        others = {"jobs": jobs} | settings.stores_of_buckets()
        for database in (*services.values(), *others.values()):
            stack.callback(database.dispose)
        found = list(store_checks.check_stores(services, others))
        yield from found
        well = {line.check.removeprefix("database ") for line in found if line.state == "ok"}
        ours = {name: services[name] for name in SERVICES}
        yield from _made(
            "secrets", {"gateway", "inventory"} <= well, lambda: [store_checks.check_secrets(ours, settings.keys_dir)]
        )
        yield from _made(
            "connections",
            {"gateway"} <= well,
            lambda: [
                account_checks.check_connections(ours["gateway"], now=now),
                account_checks.check_stops(ours["gateway"]),
            ],
        )
        yield from _made(
            "worklist",
            {"gateway"} <= well,
            lambda: [subscription_checks.check_worklist(ours["gateway"], settings.tickets_events_url, now=now)],
        )
        yield from process_checks.check_processes(installation, settings.jobs_url)
        yield from _made("jobs", {"jobs"} <= well, lambda: work_checks.check_jobs(jobs, _QUEUES, now=now))
        yield from _made(
            "untaken jobs", {"jobs"} <= well, lambda: [work_checks.check_untaken(jobs, _QUEUES, now=now)]
        )
        yield from _made("outbox", set(ours) <= well, lambda: [work_checks.check_outboxes(ours, now=now)])
        yield from _made("positions", set(ours) <= well, lambda: [position_checks.check_positions(ours)])
        yield from _made("audit", {"gateway"} <= well, lambda: [audits.check_heads()])
        yield from _made("old imports", {"ads"} <= well, lambda: [_check_files(ours["ads"])])
        yield from _made("own stock", {"inventory"} <= well, lambda: [_check_counts(ours["inventory"])])
        yield from _made("freshness", _AGES.keys() | {"gateway"} <= well, lambda: _check_ages(ours, now))
    yield process_checks.check_clock(installation)


def document(lines: list[Line], language: Language) -> str:
    """The lines as JSON for scripts: `{"state", "checks": [{"check", "state", "message"}]}`."""
    checks = [{"check": line.check, "state": line.state, "message": line.message(language)} for line in lines]
    return json.dumps({"state": worst(lines), "checks": checks}, ensure_ascii=False, indent=1)


def _check_files(ads: Database) -> Line:
    with ads.read() as session:
        return work_checks.check_files(files_read_as_products(session))


def _check_counts(inventory: Database) -> Line:
    with inventory.read() as session:
        return work_checks.check_counts(differing_counts(session))


def _check_ages(services: Mapping[str, Database], now: datetime) -> Iterator[Line]:
    ages: list[Age] = []
    for name, measure in _AGES.items():
        with services[name].read() as session:
            ages += measure(session, now=now)
    yield work_checks.check_ages(ages)
    if len(ages) < LARGEST_SHOWN:  # else not all are told, and one that is left out need not be empty
        known = {(age.tenant_id, age.seller_id) for age in ages}
        yield account_checks.check_first_data(services["gateway"], known, now=now)


def _made(check: str, possible: bool, make: Callable[[], Iterable[Line]]) -> Iterator[Line]:
    unknown = fail(check, "not looked at: its database does not work, see above", "未检查：其数据库不可用，见上")
    if not possible:
        yield unknown
        return
    try:
        yield from make()
    except SQLAlchemyError:
        yield unknown
