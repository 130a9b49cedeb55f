"""HTTP of the connections of ERPs."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.inventory.erp_connections import erp, operations
from services.inventory.erp_connections.operations import ErpConnectionExistsError
from services.inventory.erp_connections.schemas import (
    ErpConnectionCreate,
    ErpConnectionPage,
    ErpConnectionQuery,
    ErpConnectionRead,
    ErpConnectionTestRead,
    ErpConnectionUpdate,
)
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.db.sessions import database_of
from shared.egress.client import Egress
from shared.egress.rules import EgressRefusedError
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.mabang.errors import MabangError
from shared.pages import CURSOR_ERRORS
from shared.problems import InvalidRequestError, NotFoundError, Problem, field_error, responses
from shared.secrets import Sealer
from shared.texts import Text

_REFUSED = Text(
    en="An address needs https, a public host that can be looked up, and port 443 or 8443; a test key may name the "
    "sandbox",
    zh="地址须为 https、可解析的公网主机，端口为 443 或 8443；测试密钥可使用沙盒地址",
)


class ErpUrlRefusedError(Problem):
    """The ERP may not be called at this address; the code in `errors` says why."""

    code, status = "erp-url-refused", 422
    title = Text(en="The ERP cannot be called at this address", zh="无法通过该地址访问 ERP")


router = APIRouter(prefix="/v1/inventory/erp-connections", tags=["inventory: ERP"])
_Reader = Annotated[Principal, requires("inventory:read", whole_tenant=True)]
_Admin = Annotated[Principal, requires("admin", whole_tenant=True)]
_Id = Annotated[str, Path(min_length=1, max_length=36)]
# No Idempotency-Key on what takes a secret: a kept request would be one more place of it. A repeated creation
# answers 409.


def _egress(request: Request) -> Egress:
    egress: Egress = request.app.state.erp_egress
    return egress


def _sealer(request: Request) -> Sealer:
    sealer: Callable[[], Sealer] = request.app.state.sealer
    return sealer()


def _check(request: Request, principal: Principal, url: str) -> None:
    """Look the address up and judge it; no transaction has begun yet. Raises ErpUrlRefusedError."""
    try:
        _egress(request).check(url, livemode=principal.livemode)
    except EgressRefusedError as error:
        raise ErpUrlRefusedError(errors=[field_error("/base_url", error.reason, _REFUSED)]) from None


@router.post(
    "",
    status_code=201,
    response_model=ErpConnectionRead,
    responses=responses(LimitedKeyError, InvalidRequestError, ErpUrlRefusedError, ErpConnectionExistsError),
)
def create_erp_connection(
    request: Request, session: WriteSession, principal: _Admin, now: Now, body: ErpConnectionCreate
) -> Response:
    """Connect the tenant's ERP; the first reading begins within minutes."""
    _check(request, principal, body.base_url)
    made = operations.create_erp_connection(session, principal, body, sealer=_sealer(request), now=now)
    location = f"/v1/inventory/erp-connections/{made.connection_id}"
    return answers.created(made, location=location, version=made.version)


@router.get("", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_erp_connections(
    session: ReadSession, principal: _Reader, now: Now, query: Annotated[ErpConnectionQuery, Query()]
) -> ErpConnectionPage:
    """The connections of the tenant's ERPs with their state, oldest change first."""
    return operations.list_erp_connections(session, principal, query, now=now)


@router.get("/{connection_id}", response_model=ErpConnectionRead, responses=responses(LimitedKeyError, NotFoundError))
def get_erp_connection(session: ReadSession, principal: _Reader, now: Now, connection_id: _Id) -> Response:
    """One connection with its state: last success, last error, when it is read next."""
    found = operations.get_erp_connection(session, principal, connection_id, now=now)
    return answers.shown(found, version=found.version)


@router.patch(
    "/{connection_id}",
    response_model=ErpConnectionRead,
    responses=responses(
        *(LimitedKeyError, NotFoundError, PreconditionFailedError, InvalidRequestError),
        *(ErpUrlRefusedError, ErpConnectionExistsError),
    ),
)
def update_erp_connection(
    request: Request,
    session: WriteSession,
    principal: _Admin,
    now: Now,
    connection_id: _Id,
    body: ErpConnectionUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change what is given, and leave the rest; the ERP is read within minutes."""
    if "base_url" in body.model_fields_set:
        _check(request, principal, body.base_url)
    changed = operations.update_erp_connection(
        session, principal, connection_id, body, if_match=if_match, sealer=_sealer(request), now=now
    )
    return answers.shown(changed, version=changed.version)


@router.delete(
    "/{connection_id}", status_code=204, responses=responses(LimitedKeyError, NotFoundError, PreconditionFailedError)
)
def delete_erp_connection(
    session: WriteSession, principal: _Admin, now: Now, connection_id: _Id, if_match: IfMatch = None
) -> None:
    """Read the ERP no more and forget its secret. What it has told stays."""
    operations.delete_erp_connection(session, principal, connection_id, if_match=if_match, now=now)


@router.post("/{connection_id}/test", responses=responses(LimitedKeyError, NotFoundError))
def test_erp_connection(request: Request, principal: _Admin, now: Now, connection_id: _Id) -> ErpConnectionTestRead:
    """Ask the ERP for its shops, once, within 15 seconds; nothing is stored."""
    with database_of(request).read() as session:
        connection = operations.require_connection(session, principal.tenant_id, connection_id)
        gateway = erp.gateway_of(connection, _egress(request), _sealer(request), clock=lambda: now)
    try:
        shops = len(gateway.list_shops().rows)
        told = ErpConnectionTestRead(works=True, shops=shops, failure_code=None, failure_detail=None)
    except MabangError as error:
        told = ErpConnectionTestRead(works=False, shops=None, failure_code=error.code, failure_detail=error.detail)
    with database_of(request).write() as session:
        operations.note_test(session, principal, connection_id, told.failure_code, now=now)
    return told
