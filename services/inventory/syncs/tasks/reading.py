"""Each part of a sync: what Amazon is asked for, and how its answer is stored. No transaction is open meanwhile."""

from collections.abc import Callable, Sequence, Set
from datetime import datetime
from functools import partial
from typing import Any

from services.inventory.health import amazon as health_amazon
from services.inventory.health import operations as health
from services.inventory.ipi_scores import operations as ipi_scores
from services.inventory.marketplaces import operations as marketplaces
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.orders import amazon as orders_amazon
from services.inventory.orders import operations as orders
from services.inventory.pools import operations as pools
from services.inventory.stock import amazon as stock_amazon
from services.inventory.stock import operations as stock
from services.inventory.syncs import rules
from services.inventory.syncs.rules import Part, Range, Whose
from services.inventory.syncs.tasks.work import SyncWork
from services.inventory.warehouses import operations as warehouses
from shared.amazon.report_files import FlatFile
from shared.amazon.sp_api.inventory import Inventory
from shared.clock import utc_now
from shared.jobs.outcomes import Counted, Outcome, outcome_of
from shared.jobs.reports import Arrived, SellerReport, store_rows

_REPORTS = {
    rules.PLANNING: health_amazon.PLANNING,
    rules.STRANDED: health_amazon.STRANDED,
    rules.LEDGER: stock_amazon.LEDGER,
    rules.RECONCILIATION: orders_amazon.REPORT,
    rules.ORDERS: orders_amazon.REPORT,
}


def spans_of(work: SyncWork, whose: Whose, part: Part, present: datetime | None) -> list[Range | None]:
    """What the reports of a part are of, a request each; None is now. `present` is Amazon's."""
    if part.name not in rules.OF_ACCOUNT or present is None:
        return [None]
    keys = [place.marketplace_key for place in part.places]
    with work.database.read() as session:
        read_until = marketplaces.orders_read_at(session, whose.tenant_id, keys)
        if part.name == rules.ORDERS:
            return list(rules.order_ranges(present, read_until))
        if part.name == rules.RECONCILIATION:
            return list(rules.overlap_ranges(read_until))
        return [rules.ledger_range(present, stock.newest_day(session, whose.tenant_id, keys))]


def report_of(work: SyncWork, whose: Whose, part: Part, span: Range | None = None) -> SellerReport:
    """One report of a part."""
    return SellerReport(
        partial(work.connect, whose.tenant_id, whose.seller_id),
        _REPORTS[part.name],
        [place.marketplace_id for place in part.places],
        since=span.since if span else None,
        until=span.until if span else None,
        options=stock_amazon.LEDGER_OPTIONS if part.name == rules.LEDGER else None,
        turn=work.downloading(whose.tenant_id, whose.seller_id),
    )


def read_stock(work: SyncWork, whose: Whose, part: Part, present: datetime) -> Outcome:
    """Store Amazon's stock of a marketplace, page by page. What it does not name stays as it was for a day."""
    counted, place, named = Counted(), part.places[0], set[str]()
    for page in Inventory(work.connect(whose.tenant_id, whose.seller_id)).list_summaries(place.marketplace_id):
        rows, rejections = stock_amazon.stock_rows(
            place.marketplace_key, page.summaries, read_at=present, now=utc_now()
        )
        with work.database.write() as session:
            changed = stock.store_stock(session, whose.tenant_id, rows)
        counted += Counted(len(page.summaries), changed, rejections)
        named.update(row[1] for row in rows)
    outcome = _doubted(work, whose, part, counted.received) or outcome_of(counted)
    if outcome.is_whole:
        with work.database.write() as session:
            stock.note_absent(session, whose.tenant_id, place.marketplace_key, named, present, now=utc_now())
    return outcome


def store_report(work: SyncWork, whose: Whose, part: Part, arrived: Arrived) -> Outcome:
    """Store a report of a part, if its number of rows is believed. Raises ReportFileError and ColumnMissingError."""
    flat = None if arrived.file is None else _opened(work, whose, part, arrived)
    if part.name in _WHOLE:
        return _store_whole(work, whose, part, arrived, flat)
    if flat is None:
        return outcome_of(Counted(), empty=True)
    if part.name == rules.LEDGER:
        keys = {place.marketplace_id: place.marketplace_key for place in part.places}
        store = _storing(work, stock.store_ledger, whose.tenant_id, whose.seller_id)
        read, join = stock_amazon.ledger_reader(keys, flat)
        return outcome_of(store_rows(flat.rows(), read, store, join))
    lines = orders_amazon.order_reader({place.marketplace_id: place for place in part.places}, flat)
    store = _storing(work, partial(orders.store_lines, now=utc_now()), whose.tenant_id)
    return outcome_of(store_rows(flat.rows(), lines, store, orders_amazon.line_joiner(flat)))


def judge(work: SyncWork, whose: Whose, places: Sequence[MarketplaceRef], present: datetime, read: Set[str]) -> None:
    """Flag the stock of marketplaces as of Amazon's present, by the parts that were read; a pool's in one sitting,
    and all of an account's that share what own warehouses hold.

    The index is judged again with it: its bounds may have been changed since its score was entered.
    """
    account, left = (whose.tenant_id, whose.seller_id), {place.marketplace_key for place in places}
    with work.database.write() as session:
        pools.count_reading(session, *account, present, now=utc_now())
    while left:
        with work.database.write() as session:
            marketplaces.lock_account(session, *account)
            # Looked up in the sitting: what is set of pools may have changed since the last one.
            due = [each for each in pools.stocks_of(session, *account) if left & set(each.keys)]
            sitting = due if warehouses.are_there(session, *account) else due[:1]
            keys = [key for shops in sitting for key in shops.keys]
            left -= set(keys)
            for key in keys:
                marketplaces.note_reading(session, whose.tenant_id, key, present, with_orders=rules.ORDERS in read)
            health.flag_stocks(session, sitting, read, now=utc_now())
            for place in (place for shops in sitting for place in shops.places):
                ipi_scores.flag_ipi(session, place, now=utc_now())


def _opened(work: SyncWork, whose: Whose, part: Part, arrived: Arrived) -> FlatFile:
    """The report's file, after its header was noted: also when a column is gone that it cannot be read without."""
    flat = FlatFile(arrived.chunks)
    with work.database.write() as session:
        headers = work.repository(session, whose.tenant_id).headers
        report, names = _REPORTS[part.name], flat.header.names
        headers.note(whose.seller_id, part.marketplace_id, report, names, now=utc_now())
    return flat


_WHOLE: dict[str, tuple[Any, Callable[..., int]]] = {
    rules.PLANNING: (health_amazon.age_reader, health.store_ages),
    rules.STRANDED: (health_amazon.stranded_reader, health.store_stranded),
}
"""How reports are read and stored that name every SKU of a marketplace of which there is something to say."""


def _store_whole(work: SyncWork, whose: Whose, part: Part, arrived: Arrived, flat: FlatFile | None) -> Outcome:
    """What such a report does not name stays as it was for a day."""
    received = 0 if flat is None else sum(1 for _ in flat.rows())
    if (doubted := _doubted(work, whose, part, received)) is not None:
        return doubted
    (reader, store), key, named = _WHOLE[part.name], part.places[0].marketplace_key, set[str]()
    outcome = outcome_of(Counted(), empty=True)
    if flat is not None:
        keep = _storing(work, store, whose.tenant_id, key)

        def keep_named(rows: list[Any]) -> int:
            named.update(row[1] for row in rows)
            return keep(rows)

        outcome = outcome_of(store_rows(flat.rows(), reader(key, flat), keep_named))
    if outcome.is_whole and arrived.created_at is not None:
        with work.database.write() as session:
            health.forget_absent(session, whose.tenant_id, key, part.name, named, arrived.created_at)
    return outcome


def _doubted(work: SyncWork, whose: Whose, part: Part, rows: int) -> Outcome | None:
    with work.database.write() as session:
        counts = work.repository(session, whose.tenant_id).counts
        place = (whose.seller_id, part.marketplace_id)
        return counts.suspicion(*place, part.name, whose.sync_id, rows, now=utc_now())


def _storing(work: SyncWork, store: Callable[..., int], *whose: Any) -> Callable[[list[Any]], int]:
    """`store(session, *whose, rows)` in a transaction for each chunk."""

    def run(rows: list[Any]) -> int:
        with work.database.write() as session:
            return store(session, *whose, rows)

    return run
