"""What one can do with pools: see which shops sell one stock, and form them by readings and settings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from services.inventory import events
from services.inventory.marketplaces.operations import lock_account
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.models import Pool, PoolSettings, SellerMarketplace
from services.inventory.pools import rules
from services.inventory.pools.repository import PoolRepository
from services.inventory.pools.rules import Agreement, Settings, Wanted
from services.inventory.pools.schemas import PoolPage, PoolQuery, PoolRead
from shared.amazon.marketplaces import Region
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.problems import NotFoundError
from shared.rates import dollars

_SOLD_FOR = timedelta(days=90)
"""Over these days the shop that sells most is looked for."""


@dataclass(frozen=True, slots=True)
class Shops:
    """The shops that sell one stock of Amazon's, the home first: those of a pool, or one alone.

    Units in countries of the region `elsewhere` where the account has no shop are of this stock.
    """

    places: tuple[SellerMarketplace, ...]
    pool_id: str | None = None
    elsewhere: Region | None = None

    @property
    def home(self) -> SellerMarketplace:
        """Where findings and health of the stock stand."""
        return self.places[0]

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys of the shops."""
        return tuple(place.key for place in self.places)

    @property
    def marketplace_ids(self) -> tuple[str, ...]:
        """The shops by Amazon's ids."""
        return tuple(place.marketplace_id for place in self.places)


def stocks_of(session: Session, tenant_id: str, seller_id: str) -> list[Shops]:
    """All stocks of an account: its pools, and each other shop for itself, in the order of their homes."""
    repository = PoolRepository(session, tenant_id)
    places = {each.marketplace_id: each for each in MarketplaceRepository(session, tenant_id).of_seller(seller_id)}
    pools = {pool.pool_id: _ids(pool.marketplace_ids) for pool in repository.standing(seller_id)}
    pool_of = {each: pool_id for pool_id, ids in pools.items() for each in ids}
    groups: list[tuple[str | None, tuple[str, ...]]] = [(pool_id, tuple(ids)) for pool_id, ids in pools.items()]
    groups += [(None, (each,)) for each in places if each not in pool_of]
    regions: Sequence[Region | None] = [None] * len(groups)
    if repository.stores_elsewhere(seller_id):
        regions = rules.storing_regions([ids for _, ids in groups])
    stocks = [
        Shops(tuple(places[each] for each in ids), pool_id, region)
        for (pool_id, ids), region in zip(groups, regions, strict=True)
    ]
    return sorted(stocks, key=lambda shops: shops.home.key)


def stock_of(session: Session, place: SellerMarketplace) -> Shops:
    """The stock that a shop sells."""
    stocks = stocks_of(session, place.tenant_id, place.seller_id)
    return next(shops for shops in stocks if place.key in shops.keys)


def shops_of_pool(session: Session, tenant_id: str, seller_id: str, pool_id: str) -> Shops:
    """The shops of a pool of the account, in force or dissolved. Raises NotFoundError."""
    pool = PoolRepository(session, tenant_id).get(pool_id)
    if pool is None or pool.seller_id != seller_id:
        raise NotFoundError
    places = {each.marketplace_id: each for each in MarketplaceRepository(session, tenant_id).of_seller(seller_id)}
    return Shops(tuple(places[each] for each in _ids(pool.marketplace_ids)), pool_id)


def count_reading(session: Session, tenant_id: str, seller_id: str, present: datetime, *, now: datetime) -> None:
    """Compare what the shops of an account were told in the reading of Amazon's `present`, and form its pools.

    A reading counts once, however often it is compared, and none that is older than the last.
    """
    lock_account(session, tenant_id, seller_id)
    keys = [place.key for place in MarketplaceRepository(session, tenant_id).of_seller(seller_id)]
    repository = PoolRepository(session, tenant_id)
    before = repository.agreements(keys)
    noted = {}
    for pair, compared in repository.compare(keys, present).items():
        known = before.get(pair)
        if known is None or known.read_at < present:
            agreement = Agreement() if known is None else Agreement(known.agreeing, known.differing)
            noted[pair] = (compared, agreement.after(compared))
    repository.note_agreements(noted, present)
    form_pools(session, tenant_id, seller_id, now=now)


def form_pools(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> bool:
    """Let the pools of an account be those that readings and settings ask for, and tell it; whether any changed.

    Whoever asks has locked the account.
    """
    repository = PoolRepository(session, tenant_id)
    places = MarketplaceRepository(session, tenant_id).of_seller(seller_id)
    ids = {place.key: place.marketplace_id for place in places}
    agreements = repository.agreements(list(ids))
    alike = [
        (ids[pair[0]], ids[pair[1]])
        for pair, row in agreements.items()
        if Agreement(row.agreeing, row.differing).holds
    ]
    stored = repository.settings(seller_id)
    wanted = rules.wanted_pools(list(ids.values()), alike, settings_of(stored))
    standing = {pool.pool_id: pool for pool in repository.standing(seller_id)}
    goes_on = rules.continued(wanted, {pool_id: _ids(pool.marketplace_ids) for pool_id, pool in standing.items()})
    changed = False
    for ended in (pool for pool_id, pool in standing.items() if pool_id not in goes_on):
        _dissolve(session, ended, now=now)
        changed = True
    for one, pool_id in zip(wanted, goes_on, strict=True):
        pool = None if pool_id is None else standing[pool_id]
        by = stored.changed_by if stored is not None and one.source == "set" else None
        changed |= _keep(session, places, one, pool, by=by, now=now)
    return changed


def _keep(
    session: Session,
    places: Sequence[SellerMarketplace],
    wanted: Wanted,
    standing: Pool | None,
    *,
    by: str | None,
    now: datetime,
) -> bool:
    """Let there be a pool as it is wanted, going on from a standing one; whether that changed anything."""
    ids = _home_first(session, places, wanted, standing)
    text = orjson.dumps(ids).decode()
    tenant_id, seller_id = places[0].tenant_id, places[0].seller_id
    repository = PoolRepository(session, tenant_id)
    if standing is None:
        named: dict[str, Any] = {"pool_id": uuid7(), "tenant_id": tenant_id, "seller_id": seller_id}
        pool = Pool(**named, marketplace_ids=text, source=wanted.source, changed_by=by, formed_at=now, updated_at=now)
        repository.save(pool)
        events.tell_pool(session, "formed", tenant_id, _read(pool), now=now)
        return True
    if (standing.marketplace_ids, standing.source) == (text, wanted.source):
        return False
    standing.marketplace_ids, standing.source, standing.changed_by = text, wanted.source, by
    standing.updated_at, standing.version = now, standing.version + 1
    repository.save(standing)
    events.tell_pool(session, "changed", tenant_id, _read(standing), now=now)
    return True


def _home_first(
    session: Session, places: Sequence[SellerMarketplace], wanted: Wanted, standing: Pool | None
) -> list[str]:
    """What is set tells its home; what is detected keeps it, and a new pool has the shop that sells most."""
    if wanted.source == "set":
        return list(wanted.marketplace_ids)
    home = None if standing is None else _ids(standing.marketplace_ids)[0]
    if home not in wanted.marketplace_ids:
        home = _largest(session, [place for place in places if place.marketplace_id in wanted.marketplace_ids])
    return [home or "", *(each for each in wanted.marketplace_ids if each != home)]


def _largest(session: Session, places: Sequence[SellerMarketplace]) -> str:
    """The shop whose sales of the newest 90 days are worth most."""
    now = max(place.read_at or place.created_at for place in places)
    repository = PoolRepository(session, places[0].tenant_id)
    sold = repository.sold_since([place.key for place in places], (now - _SOLD_FOR).date())
    return max(places, key=lambda place: dollars(sold.get(place.key, 0), place.currency)).marketplace_id


def _dissolve(session: Session, pool: Pool, *, now: datetime) -> None:
    pool.deleted_at = pool.updated_at = now
    pool.version += 1
    PoolRepository(session, pool.tenant_id).save(pool)
    events.tell_pool(session, "dissolved", pool.tenant_id, _read(pool), now=now)


def list_pools(session: Session, principal: Principal, query: PoolQuery) -> PoolPage:
    """A page of the tenant's pools. Raises the errors of cursors."""
    found = PoolRepository(session, principal.tenant_id).poll(query)
    return PoolPage(items=[_read(pool) for pool in found.rows], **found.envelope)


def get_pool(session: Session, principal: Principal, pool_id: str) -> PoolRead:
    """One pool, in force or dissolved. Raises NotFoundError."""
    found = PoolRepository(session, principal.tenant_id).get(pool_id)
    if found is None:
        raise NotFoundError
    return _read(found)


def settings_of(stored: PoolSettings | None) -> Settings:
    """What is set."""
    if stored is None:
        return Settings()
    return Settings(tuple(tuple(pool) for pool in orjson.loads(stored.pools)), tuple(orjson.loads(stored.separate)))


def _read(pool: Pool) -> PoolRead:
    same: Iterable[str] = PoolRead.model_fields.keys() - {"marketplace_ids"}
    return PoolRead(marketplace_ids=_ids(pool.marketplace_ids), **{name: getattr(pool, name) for name in same})


def _ids(text: str) -> list[str]:
    found: list[str] = orjson.loads(text)
    return found
