"""Where Amazon is for an account: its published addresses for live ones, the sandbox for test twins."""

from dataclasses import dataclass

from pydantic import SecretStr

from services.gateway.consents.rules import Api
from services.gateway.settings import GatewaySettings
from shared.amazon.marketplaces import ADS_API_URLS, LWA_TOKEN_URLS, SP_API_LWA_URL, SP_API_URLS, Region
from shared.problems import Problem
from shared.texts import Text


class SandboxMissingError(Problem):
    """A test twin has no sandbox to talk to in this installation, and never reaches Amazon itself."""

    code, status = "sandbox-missing", 409
    title = Text(en="This installation has no sandbox", zh="此部署未配置沙箱")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where to sign in, where to call, and as which client."""

    token_url: str
    api_base_url: str
    client_id: str
    client_secret: SecretStr


def origin_of(settings: GatewaySettings, api: Api, region: Region, *, livemode: bool) -> Origin:
    """Live accounts go to Amazon, test twins to the sandbox, never the other way. Raises SandboxMissingError."""
    if livemode and api == "ads":
        return Origin(
            LWA_TOKEN_URLS[region], ADS_API_URLS[region], settings.ads_client_id, settings.ads_client_secret
        )
    if livemode:
        return Origin(SP_API_LWA_URL, SP_API_URLS[region], settings.spapi_client_id, settings.spapi_client_secret)
    if settings.sandbox_url is None:
        raise SandboxMissingError
    sandbox = settings.sandbox_url.rstrip("/")
    return Origin(f"{sandbox}/auth/o2/token", sandbox, settings.sandbox_client_id, settings.sandbox_client_secret)
