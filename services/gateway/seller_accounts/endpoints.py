"""HTTP of seller accounts: for tenants, and for our own services under /internal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.gateway.consents.amazon.proofs import Prober
from services.gateway.seller_accounts import operations
from services.gateway.seller_accounts.operations.consenting import Proofs
from services.gateway.seller_accounts.schemas import (
    KnownAccounts,
    KnownAccountsQuery,
    SellerAccountCreate,
    SellerAccountPage,
    SellerAccountQuery,
    SellerAccountRead,
    SellerAccountUpdate,
)
from shared.app.connections import ConsentOfAnotherSellerError, ConsentRefusedError
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.auth.principal import INTERNAL_SCOPE
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.db.sessions import database_of
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import ForbiddenError, InvalidRequestError, NotFoundError, UnauthorizedError, responses
from shared.secrets import Sealer
from shared.seller_accounts import CALLS_AT_ONCE


def _prober(request: Request) -> Prober:
    prober: Prober = request.app.state.prober
    return prober


def _sealer(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.sealer
    return sealer


router = APIRouter(prefix="/v1/seller-accounts", tags=["gateway: seller accounts"])
internal = APIRouter(prefix="/internal", include_in_schema=False)
Admin = Annotated[Principal, requires("admin")]
AdminOfAll = Annotated[Principal, requires("admin", whole_tenant=True)]
Reader = Annotated[Principal, requires()]
Service = Annotated[Principal, requires(INTERNAL_SCOPE)]
SellerIdPath = Annotated[str, Path(alias="seller_id", max_length=20)]


def _prove_new(request: Request, principal: AdminOfAll, data: SellerAccountCreate) -> Proofs:
    """Ask Amazon whose the consents are, before the endpoint begins its transaction."""
    with database_of(request).read() as session:
        consents = operations.consents_of_new(session, principal, data)
    return _prober(request).prove(consents)


def _prove_update(request: Request, principal: Admin, seller_id: SellerIdPath, data: SellerAccountUpdate) -> Proofs:
    with database_of(request).read() as session:
        consents = operations.consents_of_update(session, principal, seller_id, data)
    return _prober(request).prove(consents)


NewProofs = Annotated[Proofs, Depends(_prove_new, max_concurrency=CALLS_AT_ONCE)]
UpdateProofs = Annotated[Proofs, Depends(_prove_update, max_concurrency=CALLS_AT_ONCE)]


@router.post(
    "",
    status_code=201,
    response_model=SellerAccountRead,
    responses=responses(
        LimitedKeyError,
        InvalidRequestError,
        IdempotencyKeyReusedError,
        operations.SellerAccountExistsError,
        operations.SellerAccountLeavingError,
        ConsentOfAnotherSellerError,
        ConsentRefusedError,
    ),
)
@idempotent
def create_seller_account(
    request: Request,
    session: WriteSession,
    principal: AdminOfAll,
    now: Now,
    data: SellerAccountCreate,
    proofs: NewProofs,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Connect a seller account. Refresh tokens are sealed at once and never shown again.

    Amazon is asked first whose they are, for some seconds: another seller's are refused. While Amazon does not
    answer, or shows nobody, `connection_status` is `checking` or `unproven`, and nothing is read from Amazon.
    """
    account = operations.create_seller_account(session, principal, data, proofs, sealer=_sealer(request), now=now)
    location = f"/v1/seller-accounts/{account.seller_id}"
    return answers.created(account, location=location, version=account.version)


@router.get("", responses=responses(UnauthorizedError, *CURSOR_ERRORS))
def list_seller_accounts(
    session: ReadSession, principal: Reader, now: Now, query: Annotated[SellerAccountQuery, Query()]
) -> SellerAccountPage:
    """The seller accounts of the tenant; any key may ask."""
    return operations.list_seller_accounts(session, principal, query, now=now)


@router.get("/{seller_id}", response_model=SellerAccountRead, responses=responses(UnauthorizedError, NotFoundError))
def get_seller_account(session: ReadSession, principal: Reader, now: Now, seller_id: SellerIdPath) -> Response:
    """One seller account; any key may ask."""
    account = operations.get_seller_account(session, principal, seller_id, now=now)
    return answers.shown(account, version=account.version)


@router.patch(
    "/{seller_id}",
    response_model=SellerAccountRead,
    responses=responses(
        ForbiddenError,
        NotFoundError,
        PreconditionFailedError,
        InvalidRequestError,
        ConsentOfAnotherSellerError,
        ConsentRefusedError,
    ),
)
def update_seller_account(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    seller_id: SellerIdPath,
    data: SellerAccountUpdate,
    proofs: UpdateProofs,
    if_match: IfMatch = None,
) -> Response:
    """Change what is given, and leave the rest; null for a refresh token takes the consent away.

    A new refresh token is asked about as when the account was connected; one that is refused changes nothing.
    """
    account = operations.update_seller_account(
        session, principal, seller_id, data, proofs, if_match=if_match, sealer=_sealer(request), now=now
    )
    return answers.shown(account, version=account.version)


@internal.get("/seller-accounts")
def list_known_accounts(
    session: ReadSession, _service: Service, query: Annotated[KnownAccountsQuery, Query()]
) -> KnownAccounts:
    """The accounts of all tenants."""
    return operations.list_known_accounts(session, query)
