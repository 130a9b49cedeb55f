"""What one can do with the settings of pools: read them, and set them."""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

import orjson

from services.inventory.marketplaces.operations import lock_account, require_sold
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.models import PoolSettings
from services.inventory.pool_settings.schemas import PoolAgreementRead, PoolSettingsRead, PoolSettingsWrite
from services.inventory.pools.operations import form_pools, settings_of
from services.inventory.pools.repository import PoolRepository
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.findings.requests import ask_at_once
from shared.http.etags import check_match
from shared.problems import NotFoundError


def get_pool_settings(session: Session, principal: Principal, seller_id: str) -> PoolSettingsRead:
    """What is set of an account's pools. Raises NotFoundError for one whose stock was never read."""
    stored = PoolRepository(session, principal.tenant_id).settings(seller_id)
    return _read_settings(session, principal, seller_id, stored)


def set_pools(
    session: Session,
    principal: Principal,
    seller_id: str,
    data: PoolSettingsWrite,
    *,
    if_match: str | None,
    now: datetime,
) -> PoolSettingsRead:
    """Set which marketplaces are one pool and which are in none; it holds at once, and the account is judged anew.

    What is set already changes and tells nothing. Raises NotFoundError, PreconditionFailedError, and
    InvalidRequestError for marketplaces that the account does not have.
    """
    lock_account(session, principal.tenant_id, seller_id)
    repository = PoolRepository(session, principal.tenant_id)
    stored = repository.settings(seller_id)
    before = _read_settings(session, principal, seller_id, stored)
    check_match(if_match, before.version)
    require_sold(session, principal.tenant_id, seller_id, _named(data))
    if (before.pools, before.separate) == (data.pools, data.separate):
        return before
    settings = PoolSettings(
        tenant_id=principal.tenant_id,
        seller_id=seller_id,
        pools=orjson.dumps(data.pools).decode(),
        separate=orjson.dumps(data.separate).decode(),
        version=before.version + 1,
        changed_by=principal.actor_id,
        updated_at=now,
    )
    repository.save_settings(settings)
    after = _read_settings(session, principal, seller_id, settings)
    _note(session, principal, before, after, now=now)
    if form_pools(session, principal.tenant_id, seller_id, now=now):
        ask_at_once(session, "inventory", principal.tenant_id, seller_id, now=now)
    return after


def _named(data: PoolSettingsWrite) -> Iterator[tuple[str, str]]:
    """The marketplaces that are named, each with its pointer."""
    for number, each in enumerate(data.separate):
        yield f"/separate/{number}", each
    for at, pool in enumerate(data.pools):
        for number, each in enumerate(pool):
            yield f"/pools/{at}/{number}", each


def _note(
    session: Session, principal: Principal, before: PoolSettingsRead, after: PoolSettingsRead, *, now: datetime
) -> None:
    shown = {"pools", "separate", "version"}
    changed = Change(
        "pool_settings",
        "updated",
        after.seller_id,
        after.seller_id,
        before=before.model_dump(include=shown),
        after=after.model_dump(include=shown),
    )
    audit.note(session, principal, principal.tenant_id, changed, now=now)


def _read_settings(
    session: Session, principal: Principal, seller_id: str, stored: PoolSettings | None
) -> PoolSettingsRead:
    places = MarketplaceRepository(session, principal.tenant_id).of_seller(seller_id)
    if not places:
        raise NotFoundError
    ids = {place.key: place.marketplace_id for place in places}
    agreements = PoolRepository(session, principal.tenant_id).agreements(list(ids))
    given = settings_of(stored)
    return PoolSettingsRead(
        seller_id=seller_id,
        pools=[list(pool) for pool in given.pools],
        separate=list(given.separate),
        agreements=[
            PoolAgreementRead(
                marketplace_ids=[ids[key] for key in pair],
                **{name: getattr(row, name) for name in PoolAgreementRead.model_fields if name in row._fields},
            )
            for pair in combinations(ids, 2)
            if (row := agreements.get(pair)) is not None
        ],
        version=stored.version if stored else 0,
        changed_by=stored.changed_by if stored else None,
        updated_at=stored.updated_at if stored else None,
    )
