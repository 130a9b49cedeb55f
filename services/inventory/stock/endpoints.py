"""HTTP of stock; reading it is the hot path."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.inventory.stock import erp, operations
from services.inventory.stock.erp import Pair
from services.inventory.stock.schemas import (
    InventoryStockKey,
    InventoryStockPage,
    InventoryStockPush,
    InventoryStockQuery,
    InventoryStockResults,
)
from shared.app.accounts import Accounts
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import WriteSession, hot
from shared.db.sessions import database_of
from shared.idempotency import IdempotencyKeyReusedError, Once, RawBody, RequiredIdempotencyKey
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, SellerAccountUnknownError, responses
from shared.seller_accounts import CALLS_AT_ONCE, AccountUnknownError

router = APIRouter(prefix="/v1/inventory/stock", tags=["inventory: stock"])
_Reader = Annotated[Principal, requires("inventory:read")]
_Writer = Annotated[Principal, requires("inventory:write")]


def _find_new_pairs(request: Request, accounts: Accounts, principal: _Writer, body: InventoryStockPush) -> set[Pair]:
    """Ask the gateway for accounts that are new to us, before the endpoint begins its transaction."""
    with database_of(request).read() as session:
        unknown = erp.unknown_sellers(session, principal, body)
    found: set[Pair] = set()
    for seller_id in unknown:
        try:
            account = accounts.one(principal.tenant_id, seller_id)
        except AccountUnknownError:
            continue
        found |= {(seller_id, each) for each in account.marketplace_ids}
    return found


@router.get("", response_model=InventoryStockPage, responses=responses(*CURSOR_ERRORS))
async def list_inventory_stock(
    request: Request, principal: _Reader, now: Now, query: Annotated[InventoryStockQuery, Query()]
) -> Response:
    """Stock at Amazon and in the seller's own warehouses, oldest change first; poll it with `updated_after`."""
    return hot.answer(await operations.list_inventory_stock(database_of(request), principal, query, now=now))


@router.post(
    "/bulk",
    status_code=207,
    response_model=InventoryStockResults,
    responses=responses(SellerAccountUnknownError, IdempotencyKeyReusedError),
)
def push_inventory_stock(
    request: Request,
    principal: _Writer,
    now: Now,
    body: InventoryStockPush,
    raw_body: RawBody,
    new_pairs: Annotated[set[Pair], Depends(_find_new_pairs, max_concurrency=CALLS_AT_ONCE)],
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Tell what the seller's own warehouses hold; one bad item never blocks the others."""
    once = Once(request, principal, idempotency_key, {"": raw_body}, now=now)
    with database_of(request).write() as session:
        return once.run(
            session,
            lambda: hot.answer(
                erp.push_inventory_stock(session, principal, body, new_pairs=new_pairs, now=now), status=207
            ),
        )


@router.delete("", status_code=204, responses=responses(NotFoundError))
def delete_inventory_stock(
    session: WriteSession, principal: _Writer, now: Now, key: Annotated[InventoryStockKey, Query()]
) -> None:
    """Take back what one of the seller's own warehouses holds of a SKU: it holds none there any more.

    The list shows it with `include_deleted` for 400 days. What was counted before is outdated; a later count brings
    it back.
    """
    operations.delete_inventory_stock(session, principal, key, now=now)
