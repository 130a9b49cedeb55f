"""Login with Amazon: a code becomes a refresh token, which lasts for years, and that an access token for an hour."""

import httpx
import msgspec

from shared import log
from shared.amazon import errors, exchange
from shared.amazon.shapes import decoder_of
from shared.egress.deadlines import Deadline


class _Grant(msgspec.Struct):
    access_token: str
    expires_in: int
    refresh_token: str = ""


def exchange_refresh_token(
    token_url: str,
    client_id: str,
    client_secret: str,
    refresh_token: str,
    *,
    timeout: float = 10.0,
    deadline: float = 30.0,
    transport: httpx.BaseTransport | None = None,
) -> tuple[str, int]:
    """An access token and the seconds that it lasts.

    Raises Unauthorized when Amazon no longer accepts the consent or the secret (it says so with status
    400), and AmazonApiError otherwise. No error holds any of the secrets.
    """
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": client_id,
        "client_secret": client_secret,
    }
    grant = _ask(token_url, form, timeout=timeout, deadline=deadline, transport=transport)
    return grant.access_token, grant.expires_in


def exchange_code(
    token_url: str,
    client_id: str,
    client_secret: str,
    code: str,
    redirect_uri: str,
    *,
    timeout: float = 10.0,
    deadline: float = 30.0,
    transport: httpx.BaseTransport | None = None,
) -> str:
    """The refresh token for the code with which Amazon sent a seller back; codes live for five minutes.

    Raises what `exchange_refresh_token` does.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": client_id,
        "client_secret": client_secret,
    }
    grant = _ask(token_url, form, timeout=timeout, deadline=deadline, transport=transport)
    if not grant.refresh_token:
        raise errors.malformed("the reply has no refresh token")
    return grant.refresh_token


def _ask(
    token_url: str,
    form: dict[str, str],
    *,
    timeout: float,
    deadline: float,
    transport: httpx.BaseTransport | None,
) -> _Grant:
    limit = Deadline(deadline)
    headers = {"Accept-Encoding": "identity"} | log.outgoing_headers()
    request = httpx.Request("POST", exchange.address(token_url), data=form, headers=headers)
    with exchange.exchange(request, timeout=timeout, deadline=limit, transport=transport) as response:
        body = exchange.read_success(response, limit, special={400: errors.Unauthorized})
    try:
        return decoder_of(_Grant).decode(body)
    except errors.UNREADABLE:
        raise errors.malformed("the reply has no access token") from None
