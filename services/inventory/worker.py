"""The work of the inventory service in a worker process."""

from functools import partial

from sqlalchemy import select

from services.inventory.erp_connections.erp import gateway_of
from services.inventory.erp_syncs import tasks as erp_syncs
from services.inventory.erp_syncs.tasks.reading import start_due
from services.inventory.erp_syncs.tasks.work import ErpWork
from services.inventory.events import tell_findings
from services.inventory.findings.rules import TEXTS
from services.inventory.health import tasks as health
from services.inventory.ipi_scores import tasks as ipi_scores
from services.inventory.models import (
    ErpConnection,
    Finding,
    Pool,
    SellerMarketplace,
    SkuMapping,
    Stock,
    StockHealth,
    Warehouse,
    is_own,
)
from services.inventory.models.kept import KEPT
from services.inventory.settings import InventorySettings
from services.inventory.syncs import tasks as syncs
from services.inventory.syncs.operations import QUEUE
from services.inventory.syncs.tasks.work import SyncWork
from shared.clock import utc_now
from shared.db.columns import table_of
from shared.departures import Held, Rows, Tell, ending, of_places, of_seller
from shared.findings import snoozes
from shared.internal import InternalClient
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from shared.jobs.worker import Loop, ServiceWork
from shared.retention import PAUSE, remover
from shared.secrets import sealer_of
from shared.seller_accounts import CallTimes, SellerAccounts
from shared.throttle import Buckets


def held(tell: Tell) -> Held:
    """What ends here with an account that is deleted; orders and sales stay readable."""
    stock, warehouse = table_of(Stock), table_of(Warehouse)
    amazons = of_places(stock, table_of(SellerMarketplace), "marketplace_key")
    own = Rows(
        stock,
        lambda *account: (
            is_own(stock),
            stock.c.warehouse.in_(select(warehouse.c.warehouse_id).where(*of_seller(warehouse).of(*account))),
        ),
    )
    return Held(
        [amazons, own, of_seller(warehouse), of_seller(table_of(Pool)), of_seller(table_of(SkuMapping))],
        Finding,
        tell,
    )


def work(settings: InventorySettings) -> ServiceWork:
    """Tasks, the schedule and the outbox of the inventory service."""
    database = settings.database("inventory")
    internal = InternalClient(settings.gateway_url, settings.signer("inventory"), clock=utc_now)
    accounts, buckets = SellerAccounts(internal, clock=utc_now), Buckets(settings.throttle())
    times = CallTimes(settings.timeout_seconds, settings.call_seconds, settings.document_seconds)

    sync_work = SyncWork(
        database=database,
        accounts=accounts,
        connect=partial(accounts.sp_connection, buckets=buckets, times=times),
        terms=Terms(
            Patience(settings.call_patience_seconds, settings.longest_pause_seconds), settings.report_patience_seconds
        ),
    )
    egress = settings.erp_egress()
    erp_work = ErpWork(
        database=database,
        gateway=lambda connection: gateway_of(connection, egress, sealer_of(settings.keys_dir), clock=utc_now),
        patience=Patience(settings.erp_patience_seconds, settings.longest_pause_seconds),
        rows=settings.erp_page_rows,
    )
    tell = partial(tell_findings, texts=TEXTS)
    snoozing = Loop("snoozes", snoozes.PAUSE, snoozes.ender(database, Finding, tell, clock=utc_now), lambda: None)
    deleting = Loop(
        "retention",
        PAUSE,
        remover(
            database,
            [table_of(each) for each in (Stock, Warehouse, StockHealth, Pool, SkuMapping, ErpConnection)],
            KEPT,
            settings.terms,
            clock=utc_now,
        ),
        lambda: None,
    )
    erps = Loop("erps", erp_syncs.PAUSE, partial(start_due, erp_work), lambda: None)
    return ServiceWork(
        name="inventory",
        database=database,
        register=lambda: [
            *syncs.register(sync_work),
            *erp_syncs.register(erp_work),
            *health.register(database, accounts),
            *ipi_scores.register(database),
        ],
        publish=internal.publish,
        loops=[snoozing, deleting, erps, ending(database, internal, held(tell), clock=utc_now)],
        account_queues=(QUEUE,),
    )
