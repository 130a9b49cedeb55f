"""The beginning of a sync: its profiles, their campaigns, and the plan of its reports."""

from typing import Any

from services.ads.campaigns.amazon import row_of
from services.ads.campaigns.operations import store_campaigns
from services.ads.products import SB, SD, SP
from services.ads.profiles.operations import learn_profile, lock_profile, require_profile_key
from services.ads.profiles.rules import ahead_seconds
from services.ads.syncs import operations
from services.ads.syncs.tasks.work import SyncWork
from shared import log
from shared.amazon.ads_api import AmazonApiError, Profile
from shared.clock import utc_now
from shared.jobs.reports import ReportFailedError
from shared.jobs.steps import step
from shared.syncs.tasks import account_of

_log = log.get(__name__)


def start(work: SyncWork, tenant_id: str, sync_id: str) -> None:
    """The steps from an empty sync to the jobs of its reports."""
    patience = work.terms.patience
    profiles = step("discover", _discover, work, tenant_id, sync_id, patience=patience)
    for profile_id, profile_key in profiles:
        step("campaigns", _fetch_campaigns, work, tenant_id, profile_id, profile_key, patience=patience)
    step("plan", _plan, work, tenant_id, sync_id, [key for _, key in profiles])


def _discover(work: SyncWork, tenant_id: str, sync_id: str) -> list[tuple[str, int]]:
    """The advertisers of the seller account, as (Amazon's profile id, our key)."""
    account = account_of(work, tenant_id, sync_id)
    connection = work.connect(tenant_id, account.seller_id)
    chosen = [
        profile
        for profile in connection.list_profiles()
        if profile.seller_id == account.seller_id
        and profile.marketplace_id in account.marketplace_ids
        and (not account.ads_profile_ids or profile.profile_id in account.ads_profile_ids)
    ]
    if not chosen:
        raise ReportFailedError("no-ads-profile", "the consent reaches no advertiser of this seller account")
    ahead = ahead_seconds(connection.answered_at, utc_now())
    with work.database.write() as session:
        return [(profile.profile_id, _learn(session, tenant_id, profile, ahead)) for profile in chosen]


def _learn(session: Any, tenant_id: str, profile: Profile, ahead: int) -> int:
    learned = learn_profile(
        session,
        tenant_id,
        profile.seller_id,
        profile.marketplace_id,
        now=utc_now(),
        profile_id=profile.profile_id,
        currency=profile.currency,
        timezone=profile.timezone,
        clock_ahead_seconds=ahead,
    )
    return learned.profile_key or 0


def _fetch_campaigns(work: SyncWork, tenant_id: str, profile_id: str, profile_key: int) -> int:
    with work.database.read() as session:
        seller_id = require_profile_key(session, tenant_id, profile_key).seller_id
    connection, changed = work.connect(tenant_id, seller_id), 0
    for product in (SP, SB, SD):
        try:
            campaigns = connection.list_campaigns(profile_id, product)
        except AmazonApiError as failure:
            if product == SP or failure.retryable:
                raise
            # An account without a registered brand, or a consent that does not reach so far, has none of these.
            _log.warning("campaigns_refused", ad_product=product, status=failure.status, code=failure.code)
            continue
        with work.database.write() as session:
            lock_profile(session, tenant_id, profile_key)
            profile = require_profile_key(session, tenant_id, profile_key)
            rows = [row_of(one) for one in campaigns]
            changed += store_campaigns(session, profile, product, rows, now=utc_now())
    return changed


def _plan(work: SyncWork, tenant_id: str, sync_id: str, profile_keys: list[int]) -> int:
    with work.database.write() as session:
        return operations.plan_reports(session, tenant_id, sync_id, profile_keys, now=utc_now())
