"""Access tokens from Login with Amazon: handed to our services, kept in memory, never stored."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import SecretStr

from services.gateway.consents.amazon.origins import origin_of
from services.gateway.consents.schemas import AccessTokenRead, Consent
from services.gateway.settings import GatewaySettings
from shared.amazon import lwa
from shared.amazon.errors import AmazonApiError, Unauthorized
from shared.app.connections import ConsentRefusedError
from shared.problems import Problem
from shared.texts import Text

MARGIN = timedelta(minutes=5)
"""A token is handed out no longer than this before its end: a call that starts with it must also finish."""

INVALID_GRANT = "invalid_grant"
"""How Login with Amazon says that a consent is none, or none any more; all other refusals are about our client."""


class AmazonClientRefusedError(Problem):
    """Amazon does not accept our application's own credentials: nothing is said about the seller's consent."""

    code, status = "amazon-client-refused", 409
    title = Text(
        en="Amazon refuses this installation's application credentials", zh="亚马逊拒绝了此部署的应用程序凭证"
    )


class AmazonUnavailableError(Problem):
    """Amazon's sign-in does not answer; the same request may work later."""

    code, status = "amazon-unavailable", 503
    title = Text(en="Amazon's sign-in is not available", zh="亚马逊登录服务暂不可用")


@dataclass(slots=True)
class _Slot:
    """One account's token; the lock makes a single flight of requests that come together."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    refresh_token: SecretStr | None = None
    answer: AccessTokenRead | None = field(default=None, repr=False)
    asked_at: datetime | None = None

    def answer_at(self, now: datetime) -> AccessTokenRead | None:
        """The token if it lasts; a clock set back would make an old one look young, so that is none, too."""
        if self.answer is None or self.asked_at is None:
            return None
        return self.answer if self.asked_at <= now < self.answer.expires_at - MARGIN else None


class AccessTokens:
    """Exchanges consents for access tokens, once per account and hour."""

    def __init__(self, settings: GatewaySettings, *, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._slots: dict[tuple[str, str, str], _Slot] = {}
        self._guard = threading.Lock()

    def token_of(self, consent: Consent) -> AccessTokenRead:
        """A token that lasts at least `MARGIN`.

        Raises ConsentRefusedError, AmazonClientRefusedError, AmazonUnavailableError and SandboxMissingError.
        """
        account = (consent.tenant_id, consent.seller_id, consent.purpose)
        with self._guard:
            slot = self._slots.setdefault(account, _Slot())
        with slot.lock:
            now = self._clock()
            answer = slot.answer_at(now)
            if answer is None or slot.refresh_token != consent.refresh_token:
                slot.answer = answer = sign_in(self._settings, consent, clock=self._clock)
                slot.refresh_token, slot.asked_at = consent.refresh_token, now
            return answer


def refusal_of(error: Unauthorized) -> Problem:
    """What a refusal of Login with Amazon is about: the consent, or our own application."""
    return ConsentRefusedError() if error.code == INVALID_GRANT else AmazonClientRefusedError()


def sign_in(
    settings: GatewaySettings, consent: Consent, *, clock: Callable[[], datetime], seconds: float = 30.0
) -> AccessTokenRead:
    """A new access token, within so many seconds.

    Raises ConsentRefusedError, AmazonClientRefusedError, AmazonUnavailableError and SandboxMissingError.
    """
    origin = origin_of(settings, consent.purpose, consent.region, livemode=consent.livemode)
    asked_at = clock()
    try:
        token, lasting = lwa.exchange_refresh_token(
            origin.token_url,
            origin.client_id,
            origin.client_secret.get_secret_value(),
            consent.refresh_token.get_secret_value(),
            deadline=seconds,
        )
    except Unauthorized as error:
        raise refusal_of(error) from error
    except AmazonApiError as error:
        raise AmazonUnavailableError(headers={"Retry-After": "5"}) from error
    return AccessTokenRead(
        access_token=token,
        expires_at=asked_at + timedelta(seconds=lasting),
        client_id=origin.client_id,
        api_base_url=origin.api_base_url,
    )
