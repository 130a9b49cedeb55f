"""The steps of a reading. No transaction is open while the ERP is asked; each step may run twice."""

from collections.abc import Sequence

from services.inventory.erp_connections import operations as connections
from services.inventory.erp_records.erp import record_of
from services.inventory.erp_records.rules import Part
from services.inventory.erp_syncs import operations, rules
from services.inventory.erp_syncs.rules import Applied, PageRead, Plan, Query
from services.inventory.erp_syncs.tasks.work import ErpWork
from shared.clock import utc_now
from shared.jobs.outcomes import Outcome
from shared.mabang.client import MOST_STOCK_SKUS, Mabang, Page, Window
from shared.mabang.values import day_of


def begin(work: ErpWork, tenant_id: str, sync_id: str) -> Plan:
    """What is to be read. Raises NotFoundError."""
    with work.database.write() as session:
        return operations.begin_sync(session, tenant_id, sync_id, now=utc_now())


def begin_part(work: ErpWork, plan: Plan, part: Part) -> None:
    """Show a part as under way."""
    with work.database.write() as session:
        operations.begin_part(session, plan, part)


def queries_of(work: ErpWork, plan: Plan, part: Part) -> list[Query]:
    """The lists that a part is read by. What changed since is a hint: once a day all is read."""
    if part == "stock" and (plan.skus or plan.since is None):
        with work.database.read() as session:
            skus = plan.skus or operations.skus_of(session, plan)
        return [Query(part, skus=each) for each in rules.chunks_of(skus, MOST_STOCK_SKUS)]
    if plan.since is not None and part == "stock":
        days = rules.days_of(day_of(plan.since - rules.OVERLAP), day_of(plan.began))
        return [Query(part, day=day) for day in days]
    if plan.since is not None and part == "products":
        return [Query(part, window=each) for each in rules.windows_of(plan.since, plan.began)]
    return [Query(part)]


def read_page(work: ErpWork, plan: Plan, query: Query, cursor: str) -> PageRead:
    """Ask for a page, and keep its records. They count as told when the ERP was asked, so none is thought newer."""
    with work.database.read() as session:
        connection = connections.require_connection(session, plan.tenant_id, plan.connection_id)
        gateway = work.gateway(connection)
    asked_at = utc_now()
    page = _page(gateway, query, cursor, work.rows)
    told = [record_of(query.part, row) for row in page.rows]
    with work.database.write() as session:
        operations.keep_page(session, plan, query.part, told, observed_at=asked_at)
    return PageRead(tuple(record.erp_sku for record in told), page.following, page.total)


def apply(work: ErpWork, plan: Plan, part: Part, after: str) -> Applied:
    """Apply the next records of a part."""
    with work.database.write() as session:
        return operations.apply_records(session, plan, part, after, now=utc_now())


def end_part(work: ErpWork, plan: Plan, part: Part, outcome: Outcome) -> None:
    """Show how a part ended."""
    with work.database.write() as session:
        operations.end_part(session, plan, part, outcome)


def settle(work: ErpWork, plan: Plan, failed: tuple[str, str] | None) -> None:
    """End the reading."""
    with work.database.write() as session:
        operations.settle(session, plan, failed, now=utc_now())


def fail(work: ErpWork, tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    """Show a reading as failed as a whole."""
    with work.database.write() as session:
        operations.fail_sync(session, tenant_id, sync_id, code, detail, now=utc_now())


def start_due(work: ErpWork) -> int:
    """Start the readings that are due; the loop need not look again at once."""
    with work.database.write() as session:
        operations.start_due(session, now=utc_now())
    return 0


def _page(gateway: Mabang, query: Query, cursor: str, rows: int) -> Page:
    if query.part == "shops":
        return gateway.list_shops()
    if query.part == "warehouses":
        return gateway.list_warehouses()
    if query.part == "products":
        return gateway.list_skus(cursor, rows, None if query.window is None else Window(*query.window))
    if query.part == "bundles":
        return gateway.list_bundles(cursor)
    return gateway.stock_of(query.skus) if query.day is None else gateway.list_stock(query.day, cursor)


def failed_in(outcomes: Sequence[tuple[Part, Outcome]]) -> tuple[str, str] | None:
    """Code and words of the first part that is not to be relied on; None where all are."""
    return next(((one.code, f"{part}: {one.detail}") for part, one in outcomes if not one.is_whole), None)
