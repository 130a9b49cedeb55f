"""Login with Amazon: a refresh token, which lasts for years, becomes an access token for an hour."""

import httpx
import msgspec

from shared import log
from shared.amazon import errors, exchange
from shared.egress.deadlines import Deadline


class _Grant(msgspec.Struct):
    access_token: str
    expires_in: int


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
    limit = Deadline(deadline)
    headers = {"Accept-Encoding": "identity"} | log.outgoing_headers()
    request = httpx.Request("POST", exchange.address(token_url), data=form, headers=headers)
    with exchange.exchange(request, timeout=timeout, deadline=limit, transport=transport) as response:
        body = exchange.read_success(response, limit, special={400: errors.Unauthorized})
    try:
        grant = msgspec.json.decode(body, type=_Grant)
    except errors.UNREADABLE:
        raise errors.malformed("the reply has no access token") from None
    return grant.access_token, grant.expires_in
