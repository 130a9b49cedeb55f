"""HTTP of seller accounts: for tenants, and for our own services under /internal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.gateway.seller_accounts import operations
from services.gateway.seller_accounts.amazon import AccessTokens
from services.gateway.seller_accounts.schemas import (
    AccessTokenCreate,
    AccessTokenRead,
    KnownAccounts,
    KnownAccountsQuery,
    SellerAccountCreate,
    SellerAccountPage,
    SellerAccountQuery,
    SellerAccountRead,
    SellerAccountUpdate,
)
from shared.auth import Principal, requires
from shared.auth.principal import INTERNAL_SCOPE
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.db.sessions import database_of
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CursorError, CursorMismatchError
from shared.problems import ForbiddenError, InvalidRequestError, NotFoundError, UnauthorizedError, responses
from shared.secrets import Sealer


def _sealer(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.sealer
    return sealer


def _access_tokens(request: Request) -> AccessTokens:
    tokens: AccessTokens = request.app.state.access_tokens
    return tokens


router = APIRouter(prefix="/v1/seller-accounts", tags=["gateway: seller accounts"])
internal = APIRouter(prefix="/internal", include_in_schema=False)
Admin = Annotated[Principal, requires("admin")]
Reader = Annotated[Principal, requires()]
Service = Annotated[Principal, requires(INTERNAL_SCOPE)]
SellerIdPath = Annotated[str, Path(alias="seller_id", max_length=20)]


@router.post(
    "",
    status_code=201,
    response_model=SellerAccountRead,
    responses=responses(
        ForbiddenError, InvalidRequestError, IdempotencyKeyReusedError, operations.SellerAccountExistsError
    ),
)
@idempotent
def create_seller_account(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    data: SellerAccountCreate,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Connect a seller account. Refresh tokens are sealed at once and never shown again."""
    account = operations.create_seller_account(session, principal, data, sealer=_sealer(request), now=now)
    location = f"/v1/seller-accounts/{account.seller_id}"
    return answers.created(account, location=location, version=account.version)


@router.get("", responses=responses(UnauthorizedError, CursorError, CursorMismatchError))
def list_seller_accounts(
    session: ReadSession, principal: Reader, query: Annotated[SellerAccountQuery, Query()]
) -> SellerAccountPage:
    """The seller accounts of the tenant; any key may ask."""
    return operations.list_seller_accounts(session, principal, query)


@router.get("/{seller_id}", response_model=SellerAccountRead, responses=responses(UnauthorizedError, NotFoundError))
def get_seller_account(session: ReadSession, principal: Reader, seller_id: SellerIdPath) -> Response:
    """One seller account; any key may ask."""
    account = operations.get_seller_account(session, principal, seller_id)
    return answers.shown(account, version=account.version)


@router.patch(
    "/{seller_id}",
    response_model=SellerAccountRead,
    responses=responses(ForbiddenError, NotFoundError, PreconditionFailedError, InvalidRequestError),
)
def update_seller_account(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    seller_id: SellerIdPath,
    data: SellerAccountUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change what is given, and leave the rest; null for a refresh token takes the consent away."""
    account = operations.update_seller_account(
        session, principal, seller_id, data, if_match=if_match, sealer=_sealer(request), now=now
    )
    return answers.shown(account, version=account.version)


@internal.get("/seller-accounts")
def list_known_accounts(
    session: ReadSession, _service: Service, query: Annotated[KnownAccountsQuery, Query()]
) -> KnownAccounts:
    """The accounts of all tenants."""
    return operations.list_known_accounts(session, query)


@internal.post("/access-tokens")
def create_access_token(
    request: Request,
    _service: Service,
    tokens: Annotated[AccessTokens, Depends(_access_tokens)],
    data: AccessTokenCreate,
) -> AccessTokenRead:
    """A token of Amazon's for one account; the transaction is over before Amazon is asked."""
    with database_of(request).read() as session:
        consent = operations.read_consent(session, data, sealer=_sealer(request))
    return tokens.token_of(consent)
