"""Settings of the gateway."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.settings import ServiceSettings, places_in


class GatewaySettings(ServiceSettings):
    """`GATEWAY_DATABASE_URL`, the limits, the worker's own port, and how we sign in with Amazon.

    `ads_client_id` and `ads_client_secret` are our application's at Login with Amazon for the Ads API, the
    `spapi_` ones those for the Selling Partner API. `sandbox_url` is the origin of the sandbox; only test
    twins are ever sent there, with its own published client.

    `spapi_application_id` is that application's own id (`amzn1.sp.solution....`), `spapi_is_draft` says that Amazon
    has not published it yet. `consent_callback_url` is the address of our `/v1/consents/callback` as it is registered
    with both applications, by default that of `ZHULI_GATEWAY_URL`; `consent_return_url` is a page of yours where
    browsers go after it, by default a page of ours.

    `webhook_private_receivers` are `host:port`, separated by blanks or commas, that webhooks may reach
    although they lie in our own network, also without TLS. Every tenant of the installation may name them. Where
    there is the sandbox and no client of Amazon's, webhooks of test keys may go to this machine, too.

    `metrics_host` is the address at which the worker shows its metrics: this machine's own; in a container all, where
    its network is nobody else's.

    `jobs_kept_days` is how long the worker keeps jobs that have ended: three at least, since `doctor` looks so
    far back for failed ones.

    `docs` says whether the page of documentation and the OpenAPI documents are served.

    `keys_per_tenant` is how many keys of a tenant may work at a time, live and test; a rotation adds to it until
    the overlap ends.

    `anonymous_per_minute` is how often a client address (of IPv6 its /64) may ask without a key that works.
    `trusted_proxies` says how many proxies of your own stand before the gateway: so many entries from the end of
    `X-Forwarded-For` is who asked; with 0 that header is not believed.

    `audit_heads` is the file in which the heads of the audit chains are written down every hour, by default
    `audit-heads.log` beside the folder of keys; best a place to which the database's administrators cannot write.

    `tickets_events_url` is where the tickets service takes the findings of all tenants for its worklist; empty
    means that it takes none.
    """

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=8002, ge=1, le=65535)
    jobs_kept_days: int = Field(default=7, ge=3)
    docs: bool = True
    keys_per_tenant: int = Field(default=50, ge=1)
    anonymous_per_minute: int = Field(default=300, ge=1)
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    ads_client_id: str = ""
    ads_client_secret: SecretStr = SecretStr("")
    spapi_client_id: str = ""
    spapi_application_id: str = ""
    spapi_is_draft: bool = False
    consent_callback_url: str = ""
    consent_return_url: str = ""
    spapi_client_secret: SecretStr = SecretStr("")
    sandbox_url: str | None = None
    sandbox_client_id: str = "amzn1.application-oa2-client.sandbox"
    sandbox_client_secret: SecretStr = SecretStr("amzn1.oa2-cs.v1.sandbox")
    tickets_events_url: str = ""
    audit_heads: Path | None = None
    webhook_private_receivers: Annotated[frozenset[str], NoDecode, BeforeValidator(places_in)] = frozenset()

    @property
    def callback_url(self) -> str:
        """Where Amazon sends sellers back who have consented."""
        return self.consent_callback_url or f"{self.gateway_url.rstrip('/')}/v1/consents/callback"

    @property
    def audit_heads_file(self) -> Path:
        """Where the heads of the audit chains are written down."""
        return self.audit_heads or self.keys_dir.parent / "audit-heads.log"

    @property
    def is_for_trying(self) -> bool:
        """Whether the installation knows the sandbox alone, and no client of Amazon's: nobody's shop is here."""
        return self.sandbox_url is not None and not (self.ads_client_id or self.spapi_client_id)

    @property
    def subscriber_places(self) -> frozenset[str]:
        """`host:port` of our own programs that events are brought to; they lie in our own network."""
        url = urlsplit(self.tickets_events_url)
        return frozenset({f"{url.hostname}:{url.port or (443 if url.scheme == 'https' else 80)}"})
