"""What one can do with unit costs: tell, read, follow and delete them, and ask which count on a day."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.catalog import events
from services.catalog.costs.repository import CostRepository
from services.catalog.costs.rules import AHEAD, Cost, Key, Source, Stored
from services.catalog.costs.schemas import (
    KEY,
    CatalogCostExportQuery,
    CatalogCostPage,
    CatalogCostQuery,
    CatalogCostRead,
    CatalogCostUpsert,
    CatalogEffectiveCostPage,
    CatalogEffectiveCostQuery,
)
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.bulk.items import InvalidItem, key_of
from shared.bulk.results import Results, known_seller
from shared.db import Session
from shared.money import of_micros, text_of_micros, to_micros
from shared.problems import FieldError, NotFoundError, SellerAccountUnknownError, field_error
from shared.texts import Text

Item = CatalogCostUpsert | InvalidItem
_FAR = Text(en="Lies more than a year ahead", zh="超出今天一年以上")
_ZERO = Text(en="The unit costs nothing: leave out what is not known", zh="单位成本为 0：未知的成本请勿填写")


def list_catalog_costs(session: Session, principal: Principal, query: CatalogCostQuery) -> CatalogCostPage:
    """A page of the tenant's costs. Raises the errors of cursors."""
    found = CostRepository(session, principal.tenant_id).poll(query)
    return CatalogCostPage(items=[_read(row) for row in found.rows], **found.envelope)


def list_catalog_effective_costs(
    session: Session, principal: Principal, query: CatalogEffectiveCostQuery
) -> CatalogEffectiveCostPage:
    """A page of the costs that count on a day. Raises the errors of cursors."""
    rows, cursor, has_more = CostRepository(session, principal.tenant_id).effective(query)
    return CatalogEffectiveCostPage(items=[_read(row) for row in rows], next_cursor=cursor, has_more=has_more)


def get_catalog_cost(session: Session, principal: Principal, cost_id: str) -> CatalogCostRead:
    """One cost. Raises NotFoundError."""
    return _read(_require(CostRepository(session, principal.tenant_id), cost_id))


def delete_catalog_cost(session: Session, principal: Principal, cost_id: str, *, now: datetime) -> None:
    """Take one back; what counted before its day counts on. Raises NotFoundError."""
    repository = CostRepository(session, principal.tenant_id)
    row = _require(repository, cost_id, lock=True)
    repository.delete(cost_id, by=principal.actor_id, now=now)
    before = {
        "sku": row.sku,
        "kind": row.kind,
        "valid_from": row.valid_from.isoformat(),
        "cost": _told(_cost_of(row)),
    }
    gone = Change("cost", "deleted", cost_id, row.seller_id, before=before)
    audit.note(session, principal, principal.tenant_id, gone, now=now)
    events.tell_costs(session, principal, row.seller_id, {"deleted": 1}, now=now)


def upsert_catalog_costs(
    session: Session,
    principal: Principal,
    items: Sequence[Item],
    seller_id: str | None,
    known: Collection[str],
    source: Source | None = None,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Store each cost that can be, in the shape of CatalogCostResults. Raises SellerAccountUnknownError.

    `seller_id` and `source` are those of items that name none; `known` are those of the accounts that there are.
    """
    if seller_id is not None and seller_id not in known:
        raise SellerAccountUnknownError
    usual: Source = source or ("manual" if principal.kind == "person" else "erp")
    results = Results((_named(item, seller_id) for item in items), cost_id=None, version=None)
    told: dict[Key, Cost] = {}
    places: dict[Key, list[int]] = {}
    for index, item in enumerate(items):
        key = _key_of(item, seller_id, known, now)
        if isinstance(key, list):
            results.refuse(index, key)
        elif isinstance(item, CatalogCostUpsert):
            told[key] = Cost(to_micros(item.cost.amount), item.cost.currency, item.source or usual)
            places.setdefault(key, []).append(index)
    stored = CostRepository(session, principal.tenant_id).put(told, by=principal.actor_id, now=now)
    for key, (first, *more) in places.items():
        one = stored[key]
        results.settle(first, one.change, cost_id=one.cost_id, version=one.version)
        if told[key].amount_micros == 0:
            results.warn(first, field_error("/cost/amount", "cost-zero", _ZERO))
        for index in more:
            results.repeat(index, first)
    _tell(session, principal, told, stored, now=now)
    return results.content()


def sellers_of(items: Iterable[Item], seller_id: str | None) -> set[str]:
    """The accounts that a request and its items name."""
    named = {item.seller_id for item in items if isinstance(item, CatalogCostUpsert)}
    return {each for each in (seller_id, *named) if each is not None}


def every_cost(session: Session, principal: Principal, query: CatalogCostExportQuery) -> Iterator[CatalogCostRead]:
    """All costs that these filters leave, by account, SKU, kind and day."""
    return map(_read, CostRepository(session, principal.tenant_id).every(query))


def _named(item: Item, seller_id: str | None) -> dict[str, Any]:
    """The members that name an item, as texts: a day that is none is told back, too."""
    return {name: None if value is None else str(value) for name, value in key_of(item, KEY, seller_id).items()}


def _key_of(item: Item, seller_id: str | None, known: Collection[str], now: datetime) -> Key | list[FieldError]:
    """What an item is about, or what is wrong with it."""
    if isinstance(item, InvalidItem):
        return item.errors
    account = known_seller(item.seller_id or seller_id, known)
    if isinstance(account, FieldError):
        return [account]
    if item.valid_from > now.date() + AHEAD:
        return [field_error("/valid_from", "too-far-ahead", _FAR)]
    return Key(account, item.sku, item.kind, item.valid_from)


def _tell(
    session: Session, principal: Principal, told: Mapping[Key, Cost], stored: Mapping[Key, Stored], *, now: datetime
) -> None:
    """Tell the outside and the audit trail how many costs of each account have changed, and what the others were."""
    for seller_id in sorted({key.seller_id for key in stored}):
        mine = {key: one for key, one in stored.items() if key.seller_id == seller_id and one.change != "unchanged"}
        if not mine:
            continue
        counts = Counter(one.change for one in mine.values())
        before = {_name(key): _told(one.before) for key, one in mine.items() if one.before is not None}
        after = {_name(key): _told(told[key]) for key, one in mine.items() if one.before is not None}
        pushed = Change(
            *("costs", "pushed", seller_id, seller_id), before=before, after={"counts": dict(counts), **after}
        )
        audit.note(session, principal, principal.tenant_id, pushed, now=now)
        events.tell_costs(session, principal, seller_id, counts, now=now)


def _name(key: Key) -> str:
    return f"{key.sku} {key.kind} {key.valid_from}"


def _told(cost: Cost) -> str:
    return f"{text_of_micros(cost.amount_micros)} {cost.currency} {cost.source}"


def _cost_of(row: Any) -> Cost:
    return Cost(row.amount_micros, row.currency, row.source)


def _require(repository: CostRepository, cost_id: str, *, lock: bool = False) -> Any:
    row = repository.find(cost_id, lock=lock)
    if row is None:
        raise NotFoundError
    return row


def _read(row: Any) -> CatalogCostRead:
    same = {name: getattr(row, name) for name in CatalogCostRead.model_fields if name != "cost"}
    return CatalogCostRead(**same, cost=of_micros(row.amount_micros, row.currency))
