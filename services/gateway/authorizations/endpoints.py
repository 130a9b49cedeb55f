"""HTTP of authorizations: asked for by admins, brought back by the browsers of sellers."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.gateway.authorizations import operations, rules
from services.gateway.authorizations.amazon import AuthorizationNotSetUpError, ConsentPages
from services.gateway.authorizations.schemas import Asked, AuthorizationCreate, AuthorizationRead, CallbackQuery
from services.gateway.consents.amazon.origins import SandboxMissingError
from services.gateway.consents.amazon.proofs import Prober
from services.gateway.consents.schemas import Consent
from shared.app.language import CallerLanguage
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import WriteSession
from shared.db.sessions import database_of
from shared.problems import ForbiddenError, NotFoundError, Problem, responses

router = APIRouter(prefix="/v1/seller-accounts/{seller_id}/authorizations", tags=["gateway: seller accounts"])
callback = APIRouter(prefix="/v1/consents", include_in_schema=False)
_Admin = Annotated[Principal, requires("admin")]
_SellerId = Annotated[str, Path(max_length=20)]


def _pages(request: Request) -> ConsentPages:
    pages: ConsentPages = request.app.state.consent_pages
    return pages


@router.post(
    "",
    status_code=201,
    responses=responses(ForbiddenError, NotFoundError, AuthorizationNotSetUpError, SandboxMissingError),
)
def create_authorization(
    request: Request,
    session: WriteSession,
    principal: _Admin,
    now: Now,
    seller_id: _SellerId,
    data: AuthorizationCreate,
) -> AuthorizationRead:
    """Ask the seller to consent at Amazon: the address of its page, good for one consent and half an hour."""
    state = token_urlsafe(32)
    asked = operations.ask_for_authorization(session, principal, seller_id, data.api, state, now=now)
    url = _pages(request).url_of(asked, state)
    return AuthorizationRead(api=data.api, authorize_url=url, expires_at=now + operations.LIFETIME)


@callback.get("/callback")
def take_authorization(
    request: Request, now: Now, query: Annotated[CallbackQuery, Query()], language: CallerLanguage
) -> Response:
    """Where Amazon sends a seller's browser back to; its state proves who asked, and is used up by it."""
    try:
        with database_of(request).write() as session:
            asked = operations.use_state(session, query.state, now=now)
    except operations.AuthorizationUnknownError as problem:
        return _sent_on(request, rules.Outcome(problem.code, problem.title.in_language(language)))
    try:
        status = _take(request, asked, query, now)
        outcome = rules.Outcome(status, rules.STATUSES[status].in_language(language))
    except Problem as problem:
        outcome = rules.Outcome(problem.code, problem.title.in_language(language))
    return _sent_on(request, outcome, seller_id=asked.seller_id, api=asked.api)


def _take(request: Request, asked: Asked, query: CallbackQuery, now: datetime) -> str:
    """How the connection stands after what a seller brought; no transaction is open while Amazon is asked."""
    code = query.code if asked.api == "ads" else query.spapi_oauth_code
    if query.error or not code:
        return "denied"
    database = database_of(request)
    prober: Prober = request.app.state.prober
    with database.read() as session:
        operations.check_return(session, asked, query.selling_partner_id)
    token = _pages(request).exchange(asked, code)
    consent = Consent(
        tenant_id=asked.tenant_id,
        seller_id=asked.seller_id,
        purpose=asked.api,
        livemode=asked.livemode,
        region=asked.region,
        refresh_token=token,
        marketplace_ids=asked.marketplace_ids,
    )
    verdict = prober.prove([consent])[asked.api]
    with database.write() as session:
        sealer = request.app.state.sealer
        return operations.keep_returned(session, asked, token, verdict, sealer=sealer, now=now)


def _sent_on(request: Request, outcome: rules.Outcome, **place: str) -> Response:
    """To the page that the settings name, or one of ours; the address that came holds a code and goes nowhere."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    target = _pages(request).settings.consent_return_url
    if target:
        location = rules.address(target, {**place, "outcome": outcome.code})
        return Response(status_code=303, headers=headers | {"Location": location})
    headers["Content-Security-Policy"] = "default-src 'none'"
    return Response(rules.page_of(outcome), headers=headers, media_type="text/html")
