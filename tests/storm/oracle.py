"""What must hold after a storm. Each check tells its complaints; CHECKS is the whole verdict."""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import Table, func, select

from services.ads.models import AdsModel
from services.ads.models.keys import WHOLE_CAMPAIGN
from services.ads.report_types.rules import CAMPAIGNS, SEARCH_TERMS
from services.cli.installation import SERVICES
from services.cli.verdicts import compare, read_key
from services.gateway.models import GatewayModel
from services.gateway.settings import GatewaySettings
from shared.findings.events import CHANGED
from shared.jobs.system import system_engine
from tests.integrity import damage_of
from tests.journeys.installed import Customer, database_of, facts, jobs_client
from tests.storm.comparing import Complaints, differences, imported
from tests.storm.following import pollers, worklist
from tests.storm.load import Files, UnexpectedAnswerError
from tests.storm.storm import Account, Storm

QUIET_SECONDS = 300.0
_OF_ONE_RUN = ("sync_report", "report_import")
"""Tables that say how a customer's facts came, not what they are."""

_ADS: Mapping[str, Table] = AdsModel.metadata.tables
_GATEWAY: Mapping[str, Table] = GatewayModel.metadata.tables
_EVENT = _GATEWAY["event"]


def wait_for_quiet() -> None:
    """Until nothing is left to do: no outbox row, no job, no sync or import under way.

    A storm may leave much to do; AssertionError when for QUIET_SECONDS it has not become less.
    """
    least, since = math.inf, time.monotonic()
    while left := _left():
        if left < least:
            least, since = left, time.monotonic()
        assert time.monotonic() - since < QUIET_SECONDS, f"{left} jobs and rows wait, no fewer for {QUIET_SECONDS} s"
        time.sleep(0.5)


def _left() -> int:
    with jobs_client() as jobs:
        busy = jobs.list_workflows(status=["PENDING", "ENQUEUED"], load_input=False, load_output=False)
    return len(busy) + sum(_waiting().values())


def verdict(storm: Storm) -> list[str]:
    """All complaints; none is a pass."""
    return [f"{check.__name__}: {complaint}" for check in CHECKS for complaint in check(storm)]


def loads(storm: Storm) -> Complaints:
    """Every load went on to the end, and nothing was answered but what was meant."""
    yield from storm.failures
    for status, number in storm.answers.items():
        if status.startswith("5") and status != "503":
            yield f"{number} answers {status}"


def jobs(storm: Storm) -> Complaints:
    """Each job ended well, and there is one for each import, sync and report: none lost, none twice."""
    with jobs_client() as client:
        found = client.list_workflows(load_input=False, load_output=False)
    for status, number in Counter(one.status for one in found).items():
        if status != "SUCCESS":
            yield f"{number} jobs are {status}"
    kinds = Counter(one.workflow_id.partition(":")[0] for one in found)
    for kind, table in (("ads-import", "report_import"), ("ads-sync", "sync"), ("ads-report", "sync_report")):
        if kinds[kind] != (rows := _count("ads", _ADS[table])):
            yield f"{kinds[kind]} jobs {kind} for {rows} rows of {table}"


def at_rest(_storm: Storm) -> Complaints:
    """No outbox row, sync, report or import waits."""
    for name, number in _waiting().items():
        if number:
            yield f"{number} rows of {name} wait"


def imports(storm: Storm) -> Complaints:
    """Each acknowledged file is imported, once, with its exact totals; each fact of it is there, once."""
    for shop in storm.shops:
        yield from imported(shop.customer.items("/v1/ads/report-imports"), shop)
        yield from differences("facts of files", _facts_by_day(shop), _rows_by_day(shop))


def syncs(storm: Storm) -> Complaints:
    """Each acknowledged sync is there once and completed at the first attempt."""
    for account in storm.accounts:
        listed = account.stormy.items("/v1/ads/syncs")
        mine = Counter(sync["sync_id"] for sync in listed) - Counter(_daily_syncs(account.stormy))
        yield from differences("syncs", mine, Counter(list(account.syncs.windows)))
        for sync in listed:
            if (sync["status"], sync["attempt"]) != ("completed", 1):
                yield f"sync {sync['sync_id']}: {sync['status']}, attempt {sync['attempt']}, {sync['failure_detail']}"


def synced_facts(storm: Storm) -> Complaints:
    """The facts are those that one calm sync leaves."""
    for account in storm.accounts:
        _, end = account.syncs.widest  # the daily syncs at each full hour fetch newer days, too
        calm, stormy = (facts(one.tenant_id, before=end) for one in (account.calm, account.stormy))
        for name in calm.keys() - set(_OF_ONE_RUN):
            yield from differences(name, Counter(stormy[name]), Counter(calm[name]))


def findings(storm: Storm) -> Complaints:
    """After the last sync the findings are the planted problems, each with the last decision on it."""
    for account in storm.accounts:
        mine = account.stormy.items("/v1/ads/findings")
        unresolved = [one for one in mine if one["status"] != "resolved"]
        key = read_key(storm.installed.installation, account.seed, account.size)
        compared = compare(key, unresolved, services=("ads",))
        if compared.missed or compared.false or not compared.planted:
            yield f"of {compared.planted} planted problems missed {compared.missed}, false {compared.false}"
        yield from _undecided(account)


def thresholds(storm: Storm) -> Complaints:
    """The version counts the acknowledged changes, and the values are the last ones."""
    for account in storm.accounts:
        try:
            account.bounds.check(account.bounds.state())
        except UnexpectedAnswerError as error:
            yield str(error)


def events(storm: Storm) -> Complaints:
    """Each finding is told open once, and resolved once if it is; those of one subject in order."""
    told = _events()
    kinds: dict[str, list[str]] = defaultdict(list)
    for event in told:
        if event["type"] != CHANGED:
            kinds[event["finding_id"]].append(event["type"])
    stored = {row["finding_id"]: row for row in _rows("ads", _ADS["finding"])}
    for finding_id in stored.keys() | kinds.keys():
        resolved = finding_id in stored and stored[finding_id]["status"] == "resolved"
        expected = ["campaign.flagged", "campaign.cleared"] if resolved else ["campaign.flagged"]
        if finding_id not in stored or kinds[finding_id] != expected:
            yield f"finding {finding_id}: events {kinds[finding_id]} instead of {expected}"
    moments: dict[tuple[str, str], Any] = {}
    for event in told:
        subject = (event["tenant_id"], event["subject"])
        if event["occurred_at"] < moments.get(subject, event["occurred_at"]):
            yield f"event {event['event_id']} of {subject} comes too late"
        moments[subject] = event["occurred_at"]


def deliveries(storm: Storm) -> Complaints:
    """The receiver got each event about a finding at least once, those of one subject in their order."""
    mine = {account.stormy.tenant_id for account in storm.accounts}
    told: dict[str, list[str]] = defaultdict(list)
    for event in _events():
        if event["tenant_id"] in mine:
            told[event["subject"]].append(event["event_id"])
    got: dict[str, dict[str, None]] = defaultdict(dict)
    for one in storm.receiver.received:
        if one.json["type"].startswith(("campaign.", "finding.")):
            got[one.json["subject"]][one.event_id] = None
    for subject in told.keys() | got.keys():
        if list(got[subject]) != told[subject]:
            yield f"of {subject} arrived {list(got[subject])} instead of {told[subject]}"


def keys(storm: Storm) -> Complaints:
    """Each Idempotency-Key of an acknowledged request is kept, once, with its answer."""
    table = _ADS["idempotent_request"]
    mine: list[tuple[Customer, int]] = [(shop.customer, shop.acknowledged) for shop in storm.shops]
    mine += [(account.stormy, account.syncs.acknowledged) for account in storm.accounts]
    for customer, acknowledged in mine:
        kept = [row for row in _rows("ads", table) if row["tenant_id"] == customer.tenant_id]
        if len(kept) != acknowledged or any(row["status"] != 202 for row in kept):
            yield f"{len(kept)} keys kept for {acknowledged} acknowledged requests of {customer.tenant_id}"


def integrity(_storm: Storm) -> Complaints:
    """Every SQLite file is whole."""
    for service in (*SERVICES, "sandbox"):
        with database_of(service) as database, database.engine.connect() as connection:
            yield from (f"{service}: {damage}" for damage in damage_of(connection))
    if engine := system_engine(GatewaySettings().jobs_url):
        with engine.connect() as connection:
            yield from (f"jobs: {damage}" for damage in damage_of(connection))
        engine.dispose()


CHECKS: tuple[Callable[[Storm], Complaints], ...] = (
    loads,
    jobs,
    at_rest,
    imports,
    syncs,
    synced_facts,
    findings,
    worklist,
    thresholds,
    events,
    deliveries,
    pollers,
    keys,
    integrity,
)


def _waiting() -> dict[str, int]:
    unfinished = {name: _ADS[name].c.status.in_(("waiting", "running")) for name in ("sync", "sync_report")}
    unfinished["report_import"] = _ADS["report_import"].c.status.in_(("waiting", "running"))
    found = {name: _count("ads", _ADS[name], condition) for name, condition in unfinished.items()}
    found["import_file"] = _count("ads", _ADS["import_file"])
    found["outbox"] = _count("ads", _ADS["outbox"])
    found["gateway outbox"] = _count("gateway", _GATEWAY["outbox"])
    delivery = _GATEWAY["webhook_delivery"]
    return found | {"webhook deliveries": _count("gateway", delivery, delivery.c.status == "pending")}


def _facts_by_day(shop: Files) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    profile = _ADS["ads_profile"]
    mine = select(profile.c.profile_key).where(profile.c.tenant_id == shop.customer.tenant_id)
    for report, name in ((CAMPAIGNS, "campaign_fact"), (SEARCH_TERMS, "search_term_fact")):
        table = _ADS[name]
        sums = [func.sum(table.c[one]) for one in ("impressions", "clicks", "cost_micros", "sales_micros", "orders")]
        query = select(table.c.date_on, func.count(), *sums).where(table.c.profile_key.in_(mine))
        if report == CAMPAIGNS:
            query = query.where(table.c.ad_group_key == WHOLE_CAMPAIGN)
        with database_of("ads") as database, database.read() as session:
            for day, *numbers in session.execute(query.group_by(table.c.date_on)):
                found[(report, day, *map(int, numbers))] += 1
    return found


def _rows_by_day(shop: Files) -> Counter[tuple[Any, ...]]:
    return Counter((file.report, file.day, len(file.rows), *file.totals) for file in shop.accepted.values())


def _daily_syncs(customer: Customer) -> list[str]:
    """Those that the schedule began by itself, if a full hour fell into the storm."""
    mine = (row for row in _rows("ads", _ADS["sync"]) if row["tenant_id"] == customer.tenant_id)
    return [row["sync_id"] for row in mine if row["days"] == "default"]


def _undecided(account: Account) -> Complaints:
    stored = {row["finding_id"]: row for row in _rows("ads", _ADS["finding"])}
    for finding_id, (status, until) in account.decisions.made.items():
        row = stored[finding_id]
        if row["snoozed_until"] != until or row["status"] not in (status, "resolved"):
            yield f"finding {finding_id} is {row['status']} until {row['snoozed_until']}, not {status} until {until}"


def _events() -> list[dict[str, Any]]:
    """All events about findings, in the order of arrival, with the members of their data."""
    rows = sorted(_rows("gateway", _EVENT), key=lambda row: row["sequence"])
    mine = [row for row in rows if row["type"].startswith(("campaign.", "finding."))]
    return [orjson.loads(row["content"]) | row for row in mine]


def _rows(service: str, table: Table) -> list[dict[str, Any]]:
    with database_of(service) as database, database.read() as session:
        return [dict(row) for row in session.execute(select(table)).mappings()]


def _count(service: str, table: Table, *conditions: Any) -> int:
    with database_of(service) as database, database.read() as session:
        return session.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
