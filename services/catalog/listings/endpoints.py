"""HTTP of listings: reads are the hot path, asynchronous and without a response model at run time."""

from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.catalog.listings import erp, operations
from services.catalog.listings.operations import ListingExistsError, ListingIsAmazonsError, SoldOn
from services.catalog.listings.rules import Batch
from services.catalog.listings.schemas import (
    CatalogListingBatch,
    CatalogListingCreate,
    CatalogListingPage,
    CatalogListingQuery,
    CatalogListingRead,
    CatalogListingResults,
    CatalogListingUpdate,
)
from shared.app.accounts import Accounts, require_account
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import WriteSession, hot
from shared.db.sessions import database_of
from shared.http.bodies import described_as
from shared.http.etags import IfMatch, PreconditionFailedError, etag_of
from shared.idempotency import (
    IdempotencyKey,
    IdempotencyKeyReusedError,
    Once,
    RawBody,
    RequiredIdempotencyKey,
    idempotent,
)
from shared.pages import CURSOR_ERRORS
from shared.problems import (
    UNKNOWN_ACCOUNT,
    MarketplaceUnknownError,
    NotFoundError,
    SellerAccountUnknownError,
    responses,
)
from shared.seller_accounts import CALLS_AT_ONCE

router = APIRouter(prefix="/v1/catalog/listings", tags=["catalog: listings"])
_Reader = Annotated[Principal, requires("catalog:read")]
_Writer = Annotated[Principal, requires("catalog:write")]
_Id = Annotated[str, Path(min_length=1, max_length=36)]
_CALLS = BoundedSemaphore(CALLS_AT_ONCE)


def _sold_on(
    request: Request, accounts: Accounts, principal: Principal, seller_id: str, marketplace_ids: set[str]
) -> frozenset[str]:
    """The account's marketplaces. The gateway is asked, before the transaction begins, unless all are known."""
    known = operations.known_marketplaces(database_of(request), principal, seller_id)
    if known and marketplace_ids <= known:
        return known
    with _CALLS:
        return frozenset(require_account(accounts, principal.tenant_id, seller_id).marketplace_ids)


def _require_marketplace(
    request: Request, accounts: Accounts, principal: _Writer, body: CatalogListingCreate
) -> None:
    wanted = {body.marketplace_id}
    if not wanted <= _sold_on(request, accounts, principal, body.seller_id, wanted):
        raise MarketplaceUnknownError


def _sold_on_of_batch(request: Request, accounts: Accounts, principal: Principal, batch: Batch) -> SoldOn:
    """Where the accounts of a batch sell. Raises SellerAccountUnknownError for the one of the request."""
    wanted: dict[str, set[str]] = {} if batch.seller_id is None else {batch.seller_id: set()}
    for seller_id, marketplace_id in batch.chosen:
        wanted.setdefault(seller_id, set()).add(marketplace_id)
    sold_on = {}
    for seller_id, marketplace_ids in wanted.items():
        try:
            sold_on[seller_id] = _sold_on(request, accounts, principal, seller_id, marketplace_ids)
        except SellerAccountUnknownError:
            if seller_id == batch.seller_id:
                raise
    return sold_on


def _answer(listing: dict[str, Any], status: int = 200) -> Response:
    place = f"/v1/catalog/listings/{listing['listing_id']}"
    location = {"Location": place} if status == 201 else {}
    return hot.answer(listing, status=status, headers={"ETag": etag_of(listing["version"]), **location})


@router.get("", response_model=CatalogListingPage, responses=responses(*CURSOR_ERRORS))
async def list_catalog_listings(
    request: Request, principal: _Reader, query: Annotated[CatalogListingQuery, Query()]
) -> Response:
    """Listings as Amazon reports and as the ERP wants them, oldest change first; poll it with `updated_after`."""
    return hot.answer(await operations.list_catalog_listings(database_of(request), principal, query))


@router.get("/{listing_id}", response_model=CatalogListingRead, responses=responses(NotFoundError))
async def get_catalog_listing(request: Request, principal: _Reader, listing_id: _Id) -> Response:
    """One listing as one side tells it."""
    return _answer(await operations.get_catalog_listing(database_of(request), principal, listing_id))


@router.post(
    "",
    status_code=201,
    response_model=CatalogListingRead,
    responses=responses(*UNKNOWN_ACCOUNT, ListingExistsError, IdempotencyKeyReusedError),
)
@idempotent
def create_catalog_listing(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: CatalogListingCreate,
    _sold: Annotated[None, Depends(_require_marketplace)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Store a listing as the ERP wants it; what Amazon reports of the same SKU stays beside it."""
    return _answer(operations.create_catalog_listing(session, principal, body, now=now), 201)


@router.patch(
    "/{listing_id}",
    response_model=CatalogListingRead,
    responses=responses(NotFoundError, ListingIsAmazonsError, PreconditionFailedError),
)
def update_catalog_listing(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    listing_id: _Id,
    body: CatalogListingUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change some of what the ERP wants; with `If-Match` only if nobody else did meanwhile."""
    return _answer(
        operations.update_catalog_listing(session, principal, listing_id, body, if_match=if_match, now=now)
    )


@router.delete(
    "/{listing_id}",
    status_code=204,
    responses=responses(NotFoundError, ListingIsAmazonsError, PreconditionFailedError),
)
def delete_catalog_listing(
    session: WriteSession, principal: _Writer, now: Now, listing_id: _Id, if_match: IfMatch = None
) -> None:
    """Take back what the ERP said of a listing; what Amazon reports of the SKU stays. Its findings end soon after.

    The list shows it with `include_deleted` for 400 days. Told again, the SKU is created anew under the same id.
    """
    operations.delete_catalog_listing(session, principal, listing_id, if_match=if_match, now=now)


@router.post(
    "/bulk",
    status_code=207,
    response_model=CatalogListingResults,
    openapi_extra=described_as(CatalogListingBatch),
    responses=responses(SellerAccountUnknownError, IdempotencyKeyReusedError),
)
def upsert_catalog_listings(
    request: Request,
    principal: _Writer,
    now: Now,
    raw_body: RawBody,
    accounts: Accounts,
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Store up to 1,000 listings as the ERP wants them, each for itself; the rules judge them soon after."""
    # All in this one thread: each hop to another takes as long as storing some ten listings.
    batch = erp.read_batch(raw_body)
    sold_on = _sold_on_of_batch(request, accounts, principal, batch)
    once = Once(request, principal, idempotency_key, {"": raw_body}, now=now)
    with database_of(request).write() as session:
        return once.run(
            session,
            lambda: hot.answer(
                operations.upsert_catalog_listings(session, principal, batch, sold_on, now=now), status=207
            ),
        )
