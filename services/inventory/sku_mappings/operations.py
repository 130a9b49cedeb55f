"""What one can do with SKU mappings: tell, follow and delete them, see what lacks one, and decide on suggestions."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.inventory import events
from services.inventory.marketplaces.operations import require_seller
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.sku_mappings.repository import Key, MappingRepository, Stored
from services.inventory.sku_mappings.rules.parts import Good, Parts, Source, read
from services.inventory.sku_mappings.rules.suggesting import Goods, Suggestion
from services.inventory.sku_mappings.schemas import (
    KEY,
    InventorySkuMappingPage,
    InventorySkuMappingQuery,
    InventorySkuMappingRead,
    InventorySkuMappingUpsert,
    InventorySkuSuggestion,
    InventorySkuSuggestionDecision,
    InventoryUnmappedErpSku,
    InventoryUnmappedErpSkuPage,
    InventoryUnmappedSku,
    InventoryUnmappedSkuPage,
    InventoryUnmappedSkuQuery,
    parts_of,
    parts_read,
)
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.bulk.items import InvalidItem, key_of
from shared.bulk.results import Results, known_seller
from shared.db import Session
from shared.pages import PageQuery, cut, read_cursor
from shared.problems import FieldError, NotFoundError, field_error
from shared.texts import Text

Item = InventorySkuMappingUpsert | InvalidItem
Decided = InventorySkuSuggestionDecision | InvalidItem
_NO_GOOD = Text(en="The ERP has told of no {erp_sku}: check its name", zh="ERP 没有报告过 {erp_sku}：请核对写法")
_MOST_SUGGESTED = 50


def list_inventory_sku_mappings(
    session: Session, principal: Principal, query: InventorySkuMappingQuery
) -> InventorySkuMappingPage:
    """A page of the tenant's mappings. Raises the errors of cursors."""
    found = MappingRepository(session, principal.tenant_id).poll(query)
    return InventorySkuMappingPage(items=[_shown(row) for row in found.rows], **found.envelope)


def get_inventory_sku_mapping(session: Session, principal: Principal, mapping_id: str) -> InventorySkuMappingRead:
    """One mapping. Raises NotFoundError."""
    return _shown(_require(MappingRepository(session, principal.tenant_id), mapping_id))


def every_mapping(session: Session, principal: Principal, seller_id: str | None) -> Iterator[InventorySkuMappingRead]:
    """All mappings, by account and SKU."""
    return map(_shown, MappingRepository(session, principal.tenant_id).every(seller_id))


def every_good(session: Session, principal: Principal) -> dict[str, Good]:
    """The goods that the ERP has told of, and those that only mappings name."""
    repository = MappingRepository(session, principal.tenant_id)
    named = {erp_sku: Good() for row in repository.every() for erp_sku, _ in read(row.parts)}
    return named | repository.priced()


def delete_inventory_sku_mapping(session: Session, principal: Principal, mapping_id: str, *, now: datetime) -> None:
    """Take a mapping back; the SKU lacks one then. Raises NotFoundError."""
    repository = MappingRepository(session, principal.tenant_id)
    row = _require(repository, mapping_id, lock=True)
    repository.delete(mapping_id, by=principal.actor_id, now=now)
    before = {"sku": row.sku, "parts": _told(read(row.parts))}
    gone = Change("sku_mapping", "deleted", mapping_id, row.seller_id, before=before)
    audit.note(session, principal, principal.tenant_id, gone, now=now)
    events.tell_mappings(session, principal, row.seller_id, {"deleted": 1}, now=now)


def upsert_inventory_sku_mappings(
    session: Session,
    principal: Principal,
    items: Sequence[Item],
    seller_id: str | None,
    source: Source | None = None,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Store each mapping that can be, in the shape of InventorySkuMappingResults. Raises SellerAccountUnknownError.

    `seller_id` and `source` are those of items that name none. Of items of one SKU the last counts.
    """
    usual: Source = source or ("manual" if principal.kind == "person" else "erp")
    results, places = _read(session, principal, items, seller_id)
    told: dict[Key, tuple[Parts, str]] = {}
    for key, indexes in places.items():
        item = items[indexes[-1]]
        if isinstance(item, InventorySkuMappingUpsert):
            told[key] = (parts_of(item.parts), item.source or usual)
    repository = MappingRepository(session, principal.tenant_id)
    stored = repository.put(told, by=principal.actor_id, now=now)
    _settle(results, places, stored)
    _warn(repository, results, places, {key: parts for key, (parts, _) in told.items()})
    _tell(session, principal, told, stored, now=now)
    return results.content()


def decide_inventory_sku_suggestions(
    session: Session, principal: Principal, items: Sequence[Decided], seller_id: str | None, *, now: datetime
) -> dict[str, Any]:
    """Accept or refuse each suggestion, in the shape of InventorySkuMappingResults. Raises SellerAccountUnknownError.

    Of decisions on one SKU the last counts. Accepted, one becomes the mapping of a SKU that has none.
    """
    results, places = _read(session, principal, items, seller_id)
    accepted: dict[Key, tuple[Parts, str]] = {}
    refused: set[tuple[Key, Parts]] = set()
    for key, indexes in places.items():
        item = items[indexes[-1]]
        if isinstance(item, InventorySkuSuggestionDecision) and item.decision == "accept":
            accepted[key] = (parts_of(item.parts), "suggestion")
        elif isinstance(item, InventorySkuSuggestionDecision):
            refused.add((key, parts_of(item.parts)))
    repository = MappingRepository(session, principal.tenant_id)
    stored = repository.put(accepted, by=principal.actor_id, now=now, only_new=True)
    new = repository.refuse(refused, by=principal.actor_id, now=now)
    for each in refused:
        results.settle(places[each[0]][0], "created" if each in new else "unchanged")
    _settle(results, {key: places[key] for key in accepted}, stored)
    for key, _ in refused:
        _repeat(results, places[key])
    _tell(session, principal, accepted, stored, now=now)
    _note_refused(session, principal, new, now=now)
    return results.content()


def list_inventory_unmapped_skus(
    session: Session, principal: Principal, query: InventoryUnmappedSkuQuery
) -> InventoryUnmappedSkuPage:
    """A page of the SKUs at Amazon that lack a mapping, with suggestions. Raises the errors of cursors."""
    repository = MappingRepository(session, principal.tenant_id)
    after = read_cursor(principal.tenant_id, query, width=2)
    found = repository.unmapped(query.seller_id, None if after is None else Key(*map(str, after)), query.limit + 1)
    rows, cursor, has_more = cut(principal.tenant_id, query, found, lambda key: key)
    suggested = _suggested(repository, rows)
    items = [
        InventoryUnmappedSku(seller_id=key.seller_id, sku=key.sku, suggestion=suggested.get(key)) for key in rows
    ]
    return InventoryUnmappedSkuPage(items=items, next_cursor=cursor, has_more=has_more)


def list_inventory_unmapped_erp_skus(
    session: Session, principal: Principal, query: PageQuery
) -> InventoryUnmappedErpSkuPage:
    """A page of the ERP's SKUs that are part of no mapping, with suggestions. Raises the errors of cursors."""
    repository = MappingRepository(session, principal.tenant_id)
    mapped = {erp_sku for row in repository.every() for erp_sku, _ in read(row.parts)}
    after = read_cursor(principal.tenant_id, query, width=1)
    lacking = [
        (erp_sku, name)
        for erp_sku, name, bundled in repository.goods()
        if bundled is None and erp_sku not in mapped and (after is None or erp_sku > str(after[0]))
    ]
    rows, cursor, has_more = cut(principal.tenant_id, query, lacking[: query.limit + 1], lambda row: row[:1])
    suggested = sorted(_suggested(repository, repository.unmapped(None, None, None)).values(), key=_best_first)
    by_good: dict[str, list[InventorySkuSuggestion]] = {}
    for one in suggested:
        for part in one.parts:
            by_good.setdefault(part.erp_sku, []).append(one)
    items = [
        InventoryUnmappedErpSku(erp_sku=erp_sku, name_cn=name, suggestions=by_good.get(erp_sku, [])[:_MOST_SUGGESTED])
        for erp_sku, name in rows
    ]
    return InventoryUnmappedErpSkuPage(items=items, next_cursor=cursor, has_more=has_more)


def _suggested(repository: MappingRepository, keys: Collection[Key]) -> dict[Key, InventorySkuSuggestion]:
    """What is suggested of these SKUs and was not refused."""
    if not keys:
        return {}
    known = repository.goods()
    goods = Goods(
        (erp_sku for erp_sku, _, bundled in known if bundled is None),
        {erp_sku: bundled for erp_sku, _, bundled in known if bundled},
    )
    refused = repository.refused()
    found = ((key, goods.suggestion_of(key.sku)) for key in keys)
    return {key: _offered(key, one) for key, one in found if one is not None and (key, one.parts) not in refused}


def _offered(key: Key, one: Suggestion) -> InventorySkuSuggestion:
    return InventorySkuSuggestion(
        **key._asdict(), parts=parts_read(one.parts), reasons=list(one.reasons), score=one.score
    )


def _best_first(one: InventorySkuSuggestion) -> tuple[float, str, str]:
    return -one.score, one.seller_id, one.sku


def _read(
    session: Session, principal: Principal, items: Sequence[Item | Decided], seller_id: str | None
) -> tuple[Results, dict[Key, list[int]]]:
    """The results of items, and where those stand that name a SKU of an account that there is.

    Raises SellerAccountUnknownError.
    """
    pairs = MarketplaceRepository(session, principal.tenant_id).keys_by_pair()
    require_seller(pairs, seller_id)
    known = {account for account, _ in pairs}
    results = Results((key_of(item, KEY, seller_id) for item in items), mapping_id=None)
    places: dict[Key, list[int]] = {}
    for index, item in enumerate(items):
        if isinstance(item, InvalidItem):
            results.refuse(index, item.errors)
            continue
        account = known_seller(item.seller_id or seller_id, known)
        if isinstance(account, FieldError):
            results.refuse(index, [account])
        else:
            places.setdefault(Key(account, item.sku), []).append(index)
    return results, places


def _settle(results: Results, places: Mapping[Key, Sequence[int]], stored: Mapping[Key, Stored]) -> None:
    for key, indexes in places.items():
        results.settle(indexes[0], stored[key].outcome, mapping_id=stored[key].mapping_id)
        _repeat(results, indexes)


def _repeat(results: Results, indexes: Sequence[int]) -> None:
    for index in indexes[1:]:
        results.repeat(index, indexes[0])


def _warn(
    repository: MappingRepository, results: Results, places: Mapping[Key, Sequence[int]], told: Mapping[Key, Parts]
) -> None:
    """Warn of goods that the ERP has not told of, if it has told of any."""
    known = {erp_sku for erp_sku, _, _ in repository.goods()} if told else set()
    for key, parts in told.items() if known else ():
        for place, (erp_sku, _) in enumerate(parts):
            if erp_sku not in known:
                text = _NO_GOOD.filled(erp_sku=erp_sku)
                results.warn(places[key][0], field_error(f"/parts/{place}/erp_sku", "erp-sku-unknown", text))


def _tell(
    session: Session,
    principal: Principal,
    told: Mapping[Key, tuple[Parts, str]],
    stored: Mapping[Key, Stored],
    *,
    now: datetime,
) -> None:
    """Tell the outside and the audit trail how many mappings of each account have changed, and what they were."""
    for seller_id in sorted({key.seller_id for key in stored}):
        mine = {
            key: one
            for key, one in stored.items()
            if key.seller_id == seller_id and one.outcome in ("created", "updated")
        }
        if not mine:
            continue
        counts = Counter(one.outcome for one in mine.values())
        corrected = {key: one.before for key, one in mine.items() if one.before is not None}
        before = {key.sku: _told(parts) for key, parts in corrected.items()}
        after = {key.sku: _told(told[key][0]) for key in corrected}
        pushed = Change(
            "sku_mappings", "pushed", seller_id, seller_id, before=before, after={"counts": dict(counts), **after}
        )
        audit.note(session, principal, principal.tenant_id, pushed, now=now)
        events.tell_mappings(session, principal, seller_id, counts, now=now)


def _note_refused(
    session: Session, principal: Principal, refused: Collection[tuple[Key, Parts]], *, now: datetime
) -> None:
    for seller_id in sorted({key.seller_id for key, _ in refused}):
        said = {key.sku: _told(parts) for key, parts in sorted(refused) if key.seller_id == seller_id}
        change = Change("sku_suggestions", "refused", seller_id, seller_id, after=said)
        audit.note(session, principal, principal.tenant_id, change, now=now)


def _told(parts: Parts) -> str:
    return " + ".join(f"{count} x {erp_sku}" for erp_sku, count in parts)


def _require(repository: MappingRepository, mapping_id: str, *, lock: bool = False) -> Any:
    row = repository.find(mapping_id, lock=lock)
    if row is None:
        raise NotFoundError
    return row


def _shown(row: Any) -> InventorySkuMappingRead:
    same = {name: getattr(row, name) for name in InventorySkuMappingRead.model_fields if name != "parts"}
    return InventorySkuMappingRead(**same, parts=parts_read(read(row.parts)))
