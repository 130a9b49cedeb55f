"""Refresh tokens at rest: sealed for one account and interface."""

from services.gateway.consents.rules import secret_name
from services.gateway.models import Consent
from shared.secrets import Sealer


def sealed(stored: Consent, token: str, sealer: Sealer) -> str:
    """The refresh token as it is stored with this consent."""
    return sealer.seal(token, stored.tenant_id, secret_name(stored.seller_id, stored.api))


def opened(stored: Consent, sealer: Sealer) -> str | None:
    """The refresh token, None when there is none any more. Raises SecretError."""
    if stored.refresh_token is None:
        return None
    return sealer.open(stored.refresh_token, stored.tenant_id, secret_name(stored.seller_id, stored.api))
