"""Giving out access tokens, and finding out who a call is for."""

import hmac
from datetime import datetime, timedelta

from services.sandbox.advertisers.rules import plan
from services.sandbox.advertisers.rules.account import Advertiser, Profile
from services.sandbox.clocks.operations import moment_of
from services.sandbox.refusals import AdsRefusal, SellingPartnerRefusal, SignInRefusal
from services.sandbox.sellers.rules.plan import make_seller
from services.sandbox.settings import SandboxSettings
from services.sandbox.tokens import rules
from services.sandbox.tokens.schemas import AccessTokenRead
from shared.db import Session


def create_access_token(
    settings: SandboxSettings,
    grant_type: str,
    client_id: str,
    client_secret: str,
    refresh_token: str,
    scope: str,
    code: str = "",
    *,
    now: datetime,
) -> AccessTokenRead:
    """An access token for an hour: a seller's, with a refresh token for a code, or one without a consent.

    Raises SignInRefusal.
    """
    if grant_type not in ("refresh_token", "client_credentials", "authorization_code"):
        raise SignInRefusal(400, "unsupported_grant_type", "The grant type is not supported by this server")
    if not _is_client(settings, client_id, client_secret):
        raise SignInRefusal(401, "invalid_client", "Client authentication failed")
    given = ""
    if grant_type == "client_credentials":
        if scope not in rules.SCOPES:
            raise SignInRefusal(400, "invalid_scope", "The requested scope is invalid or not allowed")
        advertiser: tuple[int, int] | None = rules.GRANTLESS
    elif grant_type == "authorization_code":
        consented = rules.open_code(code, settings.key, now)
        advertiser = None if consented is None else (consented.seed, consented.size)
        given = "" if consented is None else f"sandbox-{consented.seed}-{consented.size}-{now:%Y%m%d%H%M%S}"
    else:
        advertiser = rules.advertiser_of(refresh_token)
    if advertiser is None:
        parameter = "authorization_code" if grant_type == "authorization_code" else "refresh_token"
        raise SignInRefusal(400, "invalid_grant", f"The request has an invalid grant parameter : {parameter}")
    expires_at = now + timedelta(seconds=rules.ACCESS_SECONDS)
    access = rules.Access(*advertiser, client_id, expires_at.timestamp())
    token = rules.seal(access, settings.key)
    return AccessTokenRead(access_token=token, expires_in=rules.ACCESS_SECONDS, refresh_token=given or None)


def find_advertiser(refresh_token: str) -> Advertiser | None:
    """The advertiser that a refresh token stands for."""
    named = rules.advertiser_of(refresh_token)
    return None if named is None else plan.make_advertiser(*named)


def require_advertiser(settings: SandboxSettings, authorization: str, client_id: str, *, now: datetime) -> Advertiser:
    """The advertiser that a call is for, from its headers. Raises AdsRefusal with status 401."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise AdsRefusal(401, "Missing or malformed Authorization header")
    access = rules.open_token(token, settings.key, now)
    if access is None or (access.seed, access.size) == rules.GRANTLESS:
        raise AdsRefusal(401, "Not authorized: the access token is invalid or has expired")
    if access.client_id != client_id:
        raise AdsRefusal(401, "Amazon-Advertising-API-ClientId is missing or not the token's client")
    return plan.make_advertiser(access.seed, access.size)


def require_profile(advertiser: Advertiser, scope: str) -> Profile:
    """The profile that a call names. Raises AdsRefusal: 400 when it names none, 403 for a foreign one."""
    if not (scope.isascii() and scope.isdigit()):
        raise AdsRefusal(400, "Amazon-Advertising-API-Scope must be the id of a profile")
    for profile in advertiser.profiles:
        if str(profile.profile_id) == scope:
            return profile
    raise AdsRefusal(403, f"Not authorized to access scope {scope[:30]}")


def require_caller(session: Session, settings: SandboxSettings, token: str, *, now: datetime) -> rules.Caller:
    """Who calls the Selling Partner API. Raises SellingPartnerRefusal with status 403."""
    access = _require_access(settings, token, now)
    if (access.seed, access.size) == rules.GRANTLESS:
        raise _denied("The operation needs a seller's consent.")
    seller = make_seller(access.seed, access.size)
    return rules.Caller(seller, moment_of(session, seller.seller_id, now=now), now)


def require_grantless(settings: SandboxSettings, token: str, *, now: datetime) -> None:
    """Raises SellingPartnerRefusal with status 403 unless the token was given without a seller's consent."""
    access = _require_access(settings, token, now)
    if (access.seed, access.size) != rules.GRANTLESS:
        raise _denied("The operation is grantless: it needs a token of client credentials.")


def _require_access(settings: SandboxSettings, token: str, now: datetime) -> rules.Access:
    if not token:
        raise _denied("Access token is missing in the request header.")
    access = rules.open_token(token, settings.key, now)
    if access is None:
        raise _denied("The access token you provided is revoked, malformed or invalid, or has expired.")
    return access


def _denied(details: str) -> SellingPartnerRefusal:
    return SellingPartnerRefusal(403, "Unauthorized", "Access to requested resource is denied.", details)


def _is_client(settings: SandboxSettings, client_id: str, client_secret: str) -> bool:
    expected = settings.client_secret.get_secret_value()
    same_secret = hmac.compare_digest(client_secret.encode(), expected.encode())
    return same_secret and client_id == settings.client_id
