"""Each part of a sync: what Amazon is asked for, and how its answer is stored. No transaction is open meanwhile."""

from collections.abc import Callable, Sequence, Set
from datetime import datetime
from functools import partial
from typing import Any

from services.inventory.findings.rules import AGED, FLOW_CODES, STRANDED
from services.inventory.health import amazon as health_amazon
from services.inventory.health import operations as health
from services.inventory.ipi_scores import operations as ipi_scores
from services.inventory.marketplaces import operations as marketplaces
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.orders import amazon as orders_amazon
from services.inventory.orders import operations as orders
from services.inventory.stock import amazon as stock_amazon
from services.inventory.stock import operations as stock
from services.inventory.syncs import rules
from services.inventory.syncs.rules import Counted, Part, Range
from services.inventory.syncs.tasks.documents import store_document
from services.inventory.syncs.tasks.work import SyncWork
from shared.amazon.sp_api.inventory import Inventory
from shared.amazon.sp_api.reports import Report, Reports
from shared.clock import utc_now

_REPORTS = {
    rules.PLANNING: health_amazon.PLANNING,
    rules.STRANDED: health_amazon.STRANDED,
    rules.LEDGER: stock_amazon.LEDGER,
    rules.RECONCILIATION: orders_amazon.REPORT,
    rules.ORDERS: orders_amazon.REPORT,
}
_NEEDED = {
    AGED: {rules.PLANNING, rules.STOCK},
    STRANDED: {rules.STRANDED, rules.STOCK},
    **{code: {rules.STOCK, rules.LEDGER, rules.ORDERS} for code in FLOW_CODES},
}
"""The parts that must have been read before a code is judged: half a truth would resolve what still stands."""


def learn_places(
    work: SyncWork, tenant_id: str, seller_id: str, marketplace_ids: Sequence[str]
) -> list[MarketplaceRef]:
    """The marketplaces of an account, stored when they are new."""
    with work.database.write() as session:
        found = [
            marketplaces.learn_marketplace(session, tenant_id, seller_id, each, now=utc_now())
            for each in marketplace_ids
        ]
        return [MarketplaceRef(one.marketplace_id, one.key, one.timezone) for one in found]


def request(work: SyncWork, tenant_id: str, seller_id: str, part: Part, present: datetime | None) -> list[str]:
    """Ask Amazon for the reports of a part; their ids. `present` is Amazon's, for reports of a range of days."""
    reports = Reports(work.connect(tenant_id, seller_id))
    return [
        reports.create_report(
            _REPORTS[part.name],
            [place.marketplace_id for place in part.places],
            data_start_time=span.since if span else None,
            data_end_time=span.until if span else None,
            report_options=stock_amazon.LEDGER_OPTIONS if part.name == rules.LEDGER else None,
        )
        for span in _ranges(work, tenant_id, part, present)
    ]


def look(work: SyncWork, tenant_id: str, seller_id: str, report_id: str) -> Report:
    """How far a report is. Its `created_time` is what Amazon's clock said when it was asked for."""
    return Reports(work.connect(tenant_id, seller_id)).get_report(report_id)


def read_stock(work: SyncWork, tenant_id: str, seller_id: str, place: MarketplaceRef, present: datetime) -> Counted:
    """Store Amazon's stock of a marketplace, page by page. What it does not name stays as it was."""
    counted = Counted()
    for page in Inventory(work.connect(tenant_id, seller_id)).list_summaries(place.marketplace_id):
        rows, rejections = stock_amazon.stock_rows(
            place.marketplace_key, page.summaries, read_at=present, now=utc_now()
        )
        with work.database.write() as session:
            changed = stock.store_stock(session, tenant_id, rows)
        counted += Counted(len(page.summaries), changed, rejections)
    return counted


def store_report(work: SyncWork, tenant_id: str, seller_id: str, part: Part, document_id: str | None) -> Counted:
    """Store a report of a part; without a document Amazon had nothing to report. Raises DocumentBrokenError."""
    if part.name == rules.STRANDED:
        return _store_stranded(work, tenant_id, seller_id, part.places[0], document_id)
    if document_id is None:
        return Counted()
    connection, downloading = work.connect(tenant_id, seller_id), work.downloading(tenant_id, seller_id)
    if part.name == rules.PLANNING:
        key = part.places[0].marketplace_key
        store = _storing(work, health.store_ages, tenant_id, key)
        reader = partial(health_amazon.age_reader, key)
        return store_document(connection, downloading, document_id, reader, store)
    if part.name == rules.LEDGER:
        keys = {place.marketplace_id: place.marketplace_key for place in part.places}
        store = _storing(work, stock.store_days, tenant_id)
        return store_document(connection, downloading, document_id, partial(stock_amazon.ledger_reader, keys), store)
    places = {place.marketplace_id: place for place in part.places}
    store = _storing(work, partial(orders.store_lines, now=utc_now()), tenant_id)
    lines = partial(orders_amazon.order_reader, places)
    return store_document(connection, downloading, document_id, lines, store, orders_amazon.line_joiner)


def judge(
    work: SyncWork,
    tenant_id: str,
    seller_id: str,
    places: Sequence[MarketplaceRef],
    present: datetime,
    read: Set[str],
) -> None:
    """Flag the stock of marketplaces as of Amazon's present, by those codes whose parts were read.

    The index is judged again with it: its bounds may have been changed since its score was entered.
    """
    codes = [code for code, needed in _NEEDED.items() if needed <= read]
    for place in places:
        with work.database.write() as session:
            marketplace = marketplaces.note_reading(
                session, tenant_id, place.marketplace_key, present, with_orders=rules.ORDERS in read
            )
            health.flag_stock(session, marketplace, codes, now=utc_now())
            ipi_scores.flag_ipi(session, marketplace, now=utc_now())


def _ranges(work: SyncWork, tenant_id: str, part: Part, present: datetime | None) -> Sequence[Range | None]:
    if part.name not in rules.OF_ACCOUNT or present is None:
        return [None]
    with work.database.read() as session:
        read_until = marketplaces.orders_read_at(session, tenant_id, _keys(part))
        if part.name == rules.ORDERS:
            return rules.order_ranges(present, read_until)
        if part.name == rules.RECONCILIATION:
            return rules.overlap_ranges(read_until)
        return [rules.ledger_range(present, stock.newest_day(session, tenant_id, _keys(part)))]


def _keys(part: Part) -> list[int]:
    return [place.marketplace_key for place in part.places]


def _store_stranded(
    work: SyncWork, tenant_id: str, seller_id: str, place: MarketplaceRef, document_id: str | None
) -> Counted:
    """The report tells all that is stranded, so what was stranded before and is not told is so no more."""
    rows: list[tuple[Any, ...]] = []

    def keep(chunk: list[tuple[Any, ...]]) -> int:
        rows.extend(chunk)
        return 0

    counted = Counted()
    if document_id is not None:
        reader = partial(health_amazon.stranded_reader, place.marketplace_key)
        connection, downloading = work.connect(tenant_id, seller_id), work.downloading(tenant_id, seller_id)
        counted = store_document(connection, downloading, document_id, reader, keep)
    with work.database.write() as session:
        changed = health.store_stranded(session, tenant_id, place.marketplace_key, rows)
    return Counted(counted.received, changed, counted.rejections)


def _storing(work: SyncWork, store: Callable[..., int], *whose: Any) -> Callable[[list[Any]], int]:
    """`store(session, *whose, rows)` in a transaction for each chunk."""

    def run(rows: list[Any]) -> int:
        with work.database.write() as session:
            return store(session, *whose, rows)

    return run
