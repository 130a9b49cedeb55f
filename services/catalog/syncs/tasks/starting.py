"""The beginning of a sync: which marketplaces it is of."""

from services.catalog.syncs import operations
from services.catalog.syncs.tasks.work import SyncWork
from shared import log
from shared.app.accounts import refusal_of
from shared.clock import utc_now
from shared.jobs.each import each_alone
from shared.seller_accounts import SellerAccount


def plan(work: SyncWork, tenant_id: str, sync_id: str) -> None:
    """Plan a part for each of the account's marketplaces. Raises AccessTokenError."""
    with work.database.read() as session:
        seller_id = operations.require_sync(session, tenant_id, sync_id).seller_id
    account = work.accounts.one(tenant_id, seller_id)
    if not account.has_spapi_connection:
        raise refusal_of(account, "spapi")
    with work.database.write() as session:
        operations.plan_parts(session, tenant_id, sync_id, account.marketplace_ids, now=utc_now())


def fail(work: SyncWork, tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    """Show a sync as failed."""
    with work.database.write() as session:
        operations.fail_sync(session, tenant_id, sync_id, code=code, detail=detail, now=utc_now())


def start_all(work: SyncWork) -> int:
    """Start a sync of every connected account that has none under way; how many accounts were looked at."""

    def start(account: SellerAccount) -> None:
        with work.database.write() as session:
            operations.start_sync(session, account.tenant_id, account.seller_id, now=utc_now())

    connected = (account for account in work.accounts.all() if account.has_spapi_connection)
    looked_at = len(each_alone("catalog.hourly", connected, start).done)
    log.get(__name__).info("catalog syncs started", accounts=looked_at)
    return looked_at
