"""Access tokens from Login with Amazon: handed to our services, kept in memory, never stored."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import SecretStr

from services.gateway.seller_accounts.schemas import AccessTokenRead, Consent
from services.gateway.settings import GatewaySettings
from shared.amazon import lwa
from shared.amazon.errors import AmazonApiError, Unauthorized
from shared.amazon.marketplaces import ADS_API_URLS, LWA_TOKEN_URLS, SP_API_LWA_URL, SP_API_URLS
from shared.problems import Problem
from shared.texts import Text

MARGIN = timedelta(minutes=5)
"""A token is handed out no longer than this before its end: a call that starts with it must also finish."""


class ConsentRefusedError(Problem):
    """Amazon no longer accepts the seller's consent; the seller has to give it again."""

    code, status = "amazon-consent-refused", 409
    title = Text(en="Amazon refuses the seller's consent", zh="亚马逊拒绝了该卖家授权")


class AmazonUnavailableError(Problem):
    """Amazon's sign-in does not answer; the same request may work later."""

    code, status = "amazon-unavailable", 503
    title = Text(en="Amazon's sign-in is not available", zh="亚马逊登录服务暂不可用")


class SandboxMissingError(Problem):
    """A test twin has no sandbox to talk to in this installation, and never reaches Amazon itself."""

    code, status = "sandbox-missing", 409
    title = Text(en="This installation has no sandbox", zh="此部署未配置沙箱")


@dataclass(frozen=True, slots=True)
class _Origin:
    token_url: str
    api_base_url: str
    client_id: str
    client_secret: SecretStr


@dataclass(slots=True)
class _Slot:
    """One account's token; the lock makes a single flight of requests that come together."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    refresh_token: SecretStr | None = None
    answer: AccessTokenRead | None = field(default=None, repr=False)
    asked_at: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether the token lasts; a clock set back would make an old one look young, so that is asked too."""
        if self.answer is None or self.asked_at is None:
            return False
        return self.asked_at <= now < self.answer.expires_at - MARGIN


class AccessTokens:
    """Exchanges consents for access tokens, once per account and hour."""

    def __init__(self, settings: GatewaySettings, *, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._slots: dict[tuple[str, str, str], _Slot] = {}
        self._guard = threading.Lock()

    def token_of(self, consent: Consent) -> AccessTokenRead:
        """A token that lasts at least `MARGIN`.

        Raises ConsentRefusedError, AmazonUnavailableError and SandboxMissingError.
        """
        account = (consent.tenant_id, consent.seller_id, consent.purpose)
        with self._guard:
            slot = self._slots.setdefault(account, _Slot())
        with slot.lock:
            now = self._clock()
            # A clock set back would make an old token look young.
            known = slot.asked_at is not None and slot.asked_at <= now
            if (
                slot.answer is None
                or not known
                or now >= slot.answer.expires_at - MARGIN
                or slot.refresh_token != consent.refresh_token
            ):
                slot.answer = self._exchange(consent)
                slot.refresh_token, slot.asked_at = consent.refresh_token, now
            return slot.answer

    def _exchange(self, consent: Consent) -> AccessTokenRead:
        origin = self._origin_of(consent)
        asked_at = self._clock()
        try:
            token, seconds = lwa.exchange_refresh_token(
                origin.token_url,
                origin.client_id,
                origin.client_secret.get_secret_value(),
                consent.refresh_token.get_secret_value(),
            )
        except Unauthorized as error:
            raise ConsentRefusedError from error
        except AmazonApiError as error:
            raise AmazonUnavailableError(headers={"Retry-After": "5"}) from error
        return AccessTokenRead(
            access_token=token,
            expires_at=asked_at + timedelta(seconds=seconds),
            client_id=origin.client_id,
            api_base_url=origin.api_base_url,
        )

    def _origin_of(self, consent: Consent) -> _Origin:
        """Live accounts go to Amazon's published addresses, test twins to the sandbox, never the other way."""
        settings = self._settings
        if consent.livemode and consent.purpose == "ads":
            return _Origin(
                LWA_TOKEN_URLS[consent.region],
                ADS_API_URLS[consent.region],
                settings.ads_client_id,
                settings.ads_client_secret,
            )
        if consent.livemode:
            return _Origin(
                SP_API_LWA_URL,
                SP_API_URLS[consent.region],
                settings.spapi_client_id,
                settings.spapi_client_secret,
            )
        if settings.sandbox_url is None:
            raise SandboxMissingError
        sandbox = settings.sandbox_url.rstrip("/")
        return _Origin(
            f"{sandbox}/auth/o2/token", sandbox, settings.sandbox_client_id, settings.sandbox_client_secret
        )
