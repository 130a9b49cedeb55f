"""Describing an account of the ERP, its calls and its traps, and switching them."""

import json
from datetime import datetime

from services.sandbox.mabang.operations.calls import traps_on
from services.sandbox.mabang.repository import MabangRepository
from services.sandbox.mabang.rules import rows, signing, stocks, times, traps
from services.sandbox.mabang.rules.links import Link, shelf_of
from services.sandbox.mabang.rules.signing import Account
from services.sandbox.mabang.rules.traps import Trap
from services.sandbox.mabang.schemas import (
    AccountRead,
    ComboRead,
    LinkRead,
    MabangCallList,
    MabangCallRead,
    PartRead,
    TrapList,
    TrapRead,
    TrapsUpdate,
    UnlistedRead,
)
from services.sandbox.sellers.rules.account import Seller
from services.sandbox.settings import SandboxSettings
from shared.db import Session

PATH = "/mabang/api/v2"


def get_account(settings: SandboxSettings, seller: Seller, goods: int | None, moment: datetime) -> AccountRead:
    """What connecting takes, and which goods the seller's SKUs really sell, as it is at a moment.

    Without `goods` the ERP has those of the seller's products, and none that are sold elsewhere.
    """
    goods = goods or len(shelf_of(Account(seller.seed, seller.size, signing.MAX_GOODS)).goods)
    account, at = Account(seller.seed, seller.size, goods), times.at_of(moment)
    shelf, app_key = shelf_of(account), signing.app_key_of(account)
    return AccountRead(
        app_key=app_key,
        secret=signing.secret_of(app_key, settings.key),
        path=PATH,
        goods=goods,
        links=[_link(account, each, at) for each in shelf.links],
        combos=[ComboRead(combo_sku=each.combo_sku, parts=_parts(each.parts)) for each in shelf.combos],
        unlisted=[
            UnlistedRead(
                stock_sku=shelf.goods[place].stock_sku,
                available_quantity=rows.available_of(account, place, at),
                in_transit_quantity=stocks.units_of(account, place, at).on_the_way,
            )
            for place in stocks.unsold_places(account)
        ],
        elsewhere=goods - len(shelf.goods),
    )


def switch_traps(session: Session, data: TrapsUpdate) -> TrapList:
    """Switch traps of an account on or off."""
    repository = MabangRepository(session, data.seed, data.size)
    for trap in data.traps:
        repository.switch(trap, is_on=data.is_on, times=data.times, pause_seconds=data.pause_seconds)
    return _list(repository)


def list_traps(session: Session, seller: Seller) -> TrapList:
    """Every trap, and whether it is on for an account."""
    return _list(MabangRepository(session, seller.seed, seller.size))


def reset_traps(session: Session, seller: Seller) -> None:
    """Let an account be as Mabang usually is."""
    MabangRepository(session, seller.seed, seller.size).reset()


def list_calls(session: Session, seller: Seller) -> MabangCallList:
    """The calls of an account in the last hour."""
    calls = MabangRepository(session, seller.seed, seller.size).calls()
    return MabangCallList(
        items=[
            MabangCallRead.model_validate(
                {"api": each.api, "asked": json.loads(each.asked), "trap": each.trap, "called_at": each.called_at}
            )
            for each in calls
        ]
    )


def _list(repository: MabangRepository) -> TrapList:
    on, switches = traps_on(repository), repository.switches()
    return TrapList(
        items=[
            TrapRead(
                trap=trap,
                description=traps.DESCRIPTIONS[trap],
                is_on=trap in on,
                times=switches[trap].times if trap in switches else None,
            )
            for trap in Trap
        ]
    )


def _link(account: Account, link: Link, at: int) -> LinkRead:
    places = [(shelf_of(account).places.get(stock_sku), units) for stock_sku, units in link.parts]
    made = [
        rows.available_of(account, place, at) // units
        for place, units in places
        if place is not None and stocks.is_stored(account, place)
    ]
    available = min(made) if len(made) == len(places) else None
    return LinkRead(sku=link.sku, way=link.way, parts=_parts(link.parts), available_quantity=available)


def _parts(parts: tuple[tuple[str, int], ...]) -> list[PartRead]:
    return [PartRead(stock_sku=stock_sku, quantity=quantity) for stock_sku, quantity in parts]
