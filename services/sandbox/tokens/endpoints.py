"""POST /auth/o2/token, and the callers of all other endpoints."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Header, Request

from services.sandbox.advertisers.rules.account import Advertiser, Profile
from services.sandbox.clocks.endpoints import show_moment
from services.sandbox.clocks.operations import moment_of
from services.sandbox.faults.endpoints import meet_fault, meet_fault_of
from services.sandbox.settings import Settings
from services.sandbox.tokens import operations
from services.sandbox.tokens.rules import Caller
from services.sandbox.tokens.schemas import AccessTokenRead
from shared.clock import Now
from shared.db import Database
from shared.db.sessions import database_of

router = APIRouter()

_Database = Annotated[Database, Depends(database_of)]
"""Read from at once and given back: a request that holds one connection while it waits for another ends up waiting
for its like, where all connections are held."""


def _meet_fault(request: Request, now: Now, refresh_token: Annotated[str, Form()] = "") -> None:
    if (advertiser := operations.find_advertiser(refresh_token)) is not None:
        meet_fault(request, advertiser, now=now)


@router.post("/auth/o2/token", response_model_exclude_none=True, dependencies=[Depends(_meet_fault)])
def create_sandbox_access_token(
    settings: Settings,
    now: Now,
    grant_type: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form()] = "",
    client_secret: Annotated[str, Form()] = "",
    refresh_token: Annotated[str, Form()] = "",
    scope: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> AccessTokenRead:
    """Login with Amazon: a refresh token, or an application's own secret, becomes an access token."""
    return operations.create_access_token(
        settings, grant_type, client_id, client_secret, refresh_token, scope, code, now=now
    )


def _advertiser(
    request: Request,
    database: _Database,
    settings: Settings,
    now: Now,
    authorization: Annotated[str, Header()] = "",
    client_id: Annotated[str, Header(alias="Amazon-Advertising-API-ClientId")] = "",
) -> Advertiser:
    advertiser = operations.require_advertiser(settings, authorization, client_id, now=now)
    with database.read() as session:
        moment = moment_of(session, advertiser.seller_id, now=now)
    show_moment(request, moment)
    meet_fault(request, advertiser, now=now)
    return advertiser


CallingAdvertiser = Annotated[Advertiser, Depends(_advertiser)]
"""Whoever signed in."""


def _profile(
    advertiser: CallingAdvertiser,
    scope: Annotated[str, Header(alias="Amazon-Advertising-API-Scope")] = "",
) -> Profile:
    return operations.require_profile(advertiser, scope)


CallingProfile = Annotated[Profile, Depends(_profile)]
"""The profile named by the scope header, one of the caller's own."""


def _caller(
    request: Request,
    database: _Database,
    settings: Settings,
    now: Now,
    access_token: Annotated[str, Header(alias="x-amz-access-token")] = "",
) -> Caller:
    with database.read() as session:
        caller = operations.require_caller(session, settings, access_token, now=now)
    show_moment(request, caller.moment)
    meet_fault_of(request, caller.seller, request.state.operation, now=now)
    return caller


CallingSeller = Annotated[Caller, Depends(_caller)]
"""Whoever calls the Selling Partner API, with the seller's present."""


def _grantless(
    settings: Settings, now: Now, access_token: Annotated[str, Header(alias="x-amz-access-token")] = ""
) -> None:
    operations.require_grantless(settings, access_token, now=now)


Grantless = Depends(_grantless)
"""For operations that belong to the application, not to a seller."""
