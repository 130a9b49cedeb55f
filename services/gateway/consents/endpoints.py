"""HTTP of consents: confirmed by admins, and handed to our own services as access tokens under /internal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from services.gateway.consents.amazon.tokens import AccessTokens
from services.gateway.consents.operations import handing, keeping
from services.gateway.consents.rules import Api, Verdict
from services.gateway.consents.schemas import AccessTokenCreate, AccessTokenRead, ConnectionRead
from shared.app.connections import ConsentRefusedError
from shared.auth import Principal, requires
from shared.auth.principal import INTERNAL_SCOPE
from shared.clock import Now
from shared.db import WriteSession
from shared.db.sessions import database_of
from shared.problems import ForbiddenError, NotFoundError, responses
from shared.secrets import Sealer

router = APIRouter(prefix="/v1/seller-accounts", tags=["gateway: seller accounts"])
internal = APIRouter(prefix="/internal", include_in_schema=False)
_Admin = Annotated[Principal, requires("admin")]
_Service = Annotated[Principal, requires(INTERNAL_SCOPE)]


def _access_tokens(request: Request) -> AccessTokens:
    tokens: AccessTokens = request.app.state.access_tokens
    return tokens


@router.post(
    "/{seller_id}/connections/{api}/confirm",
    responses=responses(ForbiddenError, NotFoundError, keeping.NothingToConfirmError),
)
def confirm_connection(
    session: WriteSession, principal: _Admin, now: Now, seller_id: Annotated[str, Path(max_length=20)], api: Api
) -> ConnectionRead:
    """Say by hand that an unproven consent is this seller's; who has said so is kept."""
    return keeping.confirm_connection(session, principal, seller_id, api, now=now)


@internal.post("/access-tokens")
def create_access_token(
    request: Request,
    _service: _Service,
    tokens: Annotated[AccessTokens, Depends(_access_tokens)],
    now: Now,
    data: AccessTokenCreate,
) -> AccessTokenRead:
    """A token of Amazon's for one account; no transaction is open while Amazon is asked."""
    sealer: Sealer = request.app.state.sealer
    database = database_of(request)
    with database.read() as session:
        consent = handing.read_consent(session, data, sealer=sealer)
    try:
        return tokens.token_of(consent)
    except ConsentRefusedError as refusal:
        with database.write() as session:
            verdict = Verdict("refused", reason=refusal.code)
            keeping.record_verdict(session, consent, verdict, sealer=sealer, now=now)
        raise
