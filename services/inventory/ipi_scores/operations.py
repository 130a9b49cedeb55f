"""What one can do with the Inventory Performance Index: keep scores, judge them, and compute their drivers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from services.inventory import events
from services.inventory.findings.repository import findings_of
from services.inventory.findings.rules import TEXTS
from services.inventory.health.operations import flag_stocks, positions_of, repository_of, window_of
from services.inventory.health.rules.ledgers import added
from services.inventory.ipi_scores import rules
from services.inventory.ipi_scores.repository import IpiRepository
from services.inventory.ipi_scores.schemas import (
    KEY,
    IpiDriversQuery,
    IpiDriversRead,
    IpiScoreCreate,
    IpiScoreImport,
    IpiScorePage,
    IpiScoreQuery,
    IpiScoreRead,
)
from services.inventory.marketplaces.operations import find_key, require_key, require_marketplace, require_seller
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.models import SellerMarketplace
from services.inventory.pools.operations import stock_of, stocks_of
from services.inventory.thresholds.operations import thresholds_of
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.bulk.items import InvalidItem, key_of
from shared.bulk.results import Results, outcome_of
from shared.db import Session
from shared.db.columns import utc_text
from shared.findings.judging import Seen, judge
from shared.findings.operations import Scope
from shared.findings.rules import ask
from shared.problems import FieldError, InvalidRequestError, field_error
from shared.texts import Text

_AHEAD = Text(en="Must not lie in the future", zh="不得晚于今天")
_DAY_AHEAD = timedelta(days=1)
"""It may be tomorrow already where the score was read."""


def record_ipi_score(session: Session, principal: Principal, data: IpiScoreCreate, *, now: datetime) -> IpiScoreRead:
    """Keep one score and judge its account. Raises the errors of an unknown account and InvalidRequestError."""
    place = require_marketplace(session, principal.tenant_id, data.seller_id, data.marketplace_id)
    if _is_ahead(data.measured_on, now):
        raise InvalidRequestError(errors=[_ahead()])
    _store(session, principal, {(place.key, data.measured_on): data.score}, now=now)
    stored = IpiRepository(session, principal.tenant_id).find(place.key, data.measured_on)
    return IpiScoreRead.model_validate(stored, from_attributes=True)


def import_ipi_scores(
    session: Session, principal: Principal, data: IpiScoreImport, *, now: datetime
) -> dict[str, Any]:
    """Keep many scores, judge each account once, and say what became of each item: `IpiScoreResults`.

    Of items of one day the last counts. Raises SellerAccountUnknownError.
    """
    keys = MarketplaceRepository(session, principal.tenant_id).keys_by_pair()
    require_seller(keys, data.seller_id)
    results = Results(key_of(item, KEY, data.seller_id) for item in data.items)
    given: dict[tuple[int, date], int] = {}
    first: dict[tuple[int, date], int] = {}
    repeated: dict[int, int] = {}
    for index, item in enumerate(data.items):
        if isinstance(item, InvalidItem):
            results.refuse(index, item.errors)
        elif isinstance(key := find_key(keys, item.seller_id or data.seller_id, item.marketplace_id), FieldError):
            results.refuse(index, [key])
        elif _is_ahead(item.measured_on, now):
            results.refuse(index, [_ahead()])
        else:
            day = (key, item.measured_on)
            if first.setdefault(day, index) != index:
                repeated[index] = first[day]
            given[day] = item.score
    before = IpiRepository(session, principal.tenant_id).known(given.keys())
    for day, index in first.items():
        results.settle(index, outcome_of(before.get(day), given[day]))
    for index, earlier in repeated.items():
        results.repeat(index, earlier)
    _store(session, principal, given, now=now)
    return results.content()


def list_ipi_scores(session: Session, principal: Principal, query: IpiScoreQuery) -> IpiScorePage:
    """A page of the tenant's scores. Raises the errors of cursors."""
    found = IpiRepository(session, principal.tenant_id).poll(query)
    items = [IpiScoreRead.model_validate(row, from_attributes=True) for row in found.rows]
    return IpiScorePage(items=items, **found.envelope)


def get_ipi_drivers(
    session: Session, principal: Principal, query: IpiDriversQuery, *, now: datetime
) -> IpiDriversRead:
    """The drivers of the stock that a marketplace sells. Raises the errors of an unknown account."""
    place = require_marketplace(session, principal.tenant_id, query.seller_id, query.marketplace_id, "query")
    window = window_of(session, place, now=now)
    shops = stock_of(session, place)
    health, last_days = repository_of(session, shops), rules.last_days(window, rules.IN_STOCK_DAYS)
    drivers = rules.drivers_of(
        positions_of(session, place, window),
        health.units_on(rules.snapshot_days(window)),
        health.sold(rules.last_days(window, rules.SELLING_DAYS)),
        {sku: told.days for sku, told in added(health.stock_history(last_days)).items()},
    )
    reported = {name: getattr(drivers, name) for name in IpiDriversRead.model_fields if hasattr(drivers, name)}
    return IpiDriversRead(
        **reported,
        seller_id=place.seller_id,
        marketplace_id=place.marketplace_id,
        pool_id=shops.pool_id,
        marketplace_ids=list(shops.marketplace_ids),
        from_on=window.from_on,
        to_on=window.to_on,
    )


def flag_ipi(session: Session, place: SellerMarketplace, *, now: datetime) -> None:
    """Judge the scores of a marketplace: findings are opened, updated and resolved, and events told."""
    judge(
        findings_of(session, place.tenant_id),
        Scope(place.seller_id, place.marketplace_id),
        rules.JUDGES,
        lambda sitting: Seen(ask(sitting.judges, [_scores_of(session, place)])),
        lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
        lock=lambda: MarketplaceRepository(session, place.tenant_id).lock(place.key),
        now=now,
    )


def flag_account(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Judge stock and index of a locked account by all that they were judged by before; what never was, its first
    reading will."""
    stocks = stocks_of(session, tenant_id, seller_id)
    judged = [shops for shops in stocks if any(place.judged_at is not None for place in shops.places)]
    flag_stocks(session, judged, now=now)
    for shops in stocks:
        for place in shops.places:
            flag_ipi(session, place, now=now)


def _scores_of(session: Session, place: SellerMarketplace) -> rules.Scores:
    account = f"seller_id={place.seller_id}&marketplace_id={place.marketplace_id}"
    return rules.Scores(
        IpiRepository(session, place.tenant_id).recent(place.key),
        thresholds_of(session, place.tenant_id, place.seller_id),
        place.seller_id,
        {
            "scores": f"/v1/inventory/ipi-scores?{account}",
            "drivers": f"/v1/inventory/ipi-drivers?{account}",
        },
    )


def _store(session: Session, principal: Principal, given: Mapping[tuple[int, date], int], *, now: datetime) -> None:
    """Keep scores by marketplace and day, and judge each marketplace."""
    stamp, repository = utc_text(now), IpiRepository(session, principal.tenant_id)
    before = repository.known(given.keys())
    repository.store((key, day.isoformat(), score, stamp, principal.actor_id) for (key, day), score in given.items())
    for key in sorted({key for key, _ in given}):
        place = require_key(session, principal.tenant_id, key)
        stood, told = (
            {day.isoformat(): scores.get((key, day)) for own, day in given if own == key}
            for scores in (before, given)
        )
        if stood != told:
            subject = (f"{place.seller_id}:{place.marketplace_id}", place.seller_id, place.marketplace_id)
            recorded = Change("ipi_scores", "recorded", *subject, before=stood, after=told)
            audit.note(session, principal, place.tenant_id, recorded, now=now)
        flag_ipi(session, place, now=now)


def _ahead() -> FieldError:
    return field_error("/measured_on", "in-the-future", _AHEAD)


def _is_ahead(day: date, now: datetime) -> bool:
    return day > now.date() + _DAY_AHEAD
