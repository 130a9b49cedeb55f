"""Settings of the sandbox."""

from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.db import Database


class SandboxSettings(BaseSettings):
    """`SANDBOX_DATABASE_URL` and so on; the defaults suit one machine.

    `secret` signs access tokens and download links and must stay the same over restarts. The client is
    the one application that may sign in. A report is PENDING for `pending_seconds`, then PROCESSING for
    `processing_seconds`; a download link lives for `link_seconds`. The Selling Partner API announces
    `plan_factor` times the published rates, as Amazon does to whom it allows more. Sellers who have
    consented are sent back to one of the `redirect_uris` (separated by blanks) only. Simulated data are no
    secret, so these credentials have open defaults.
    """

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", frozen=True, extra="ignore")

    database_url: str = "sqlite:///data/sandbox.sqlite3"
    database_direct_url: str = ""
    secret: SecretStr = SecretStr("zhuli-sandbox")
    client_id: str = "amzn1.application-oa2-client.sandbox"
    client_secret: SecretStr = SecretStr("amzn1.oa2-cs.v1.sandbox")
    pending_seconds: float = Field(default=0.5, ge=0)
    processing_seconds: float = Field(default=1.0, ge=0)
    link_seconds: int = Field(default=3600, ge=1)
    redirect_uris: str = "http://127.0.0.1:8000/v1/consents/callback"
    plan_factor: float = Field(default=1.0, gt=0)

    def database(self, *, for_requests: bool = False) -> Database:
        """The sandbox's database; `for_requests` with the little patience of who is asked."""
        return Database(
            self.database_url, schema="sandbox", direct_url=self.database_direct_url, for_requests=for_requests
        )

    @property
    def key(self) -> bytes:
        """The secret as a key for HMAC."""
        return self.secret.get_secret_value().encode()


def _settings_of(request: Request) -> SandboxSettings:
    settings: SandboxSettings = request.app.state.settings
    return settings


Settings = Annotated[SandboxSettings, Depends(_settings_of)]
"""An endpoint's settings: those that the app was built with."""
