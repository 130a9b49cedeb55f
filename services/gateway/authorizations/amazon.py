"""Amazon's pages where sellers consent, and the exchange of the code with which they come back."""

from dataclasses import dataclass

from pydantic import SecretStr

from services.gateway.authorizations import rules
from services.gateway.authorizations.schemas import Asked
from services.gateway.consents.amazon.origins import origin_of
from services.gateway.consents.amazon.tokens import AmazonUnavailableError, refusal_of
from services.gateway.settings import GatewaySettings
from shared.amazon import lwa
from shared.amazon.errors import AmazonApiError, Unauthorized
from shared.amazon.marketplaces import ADS_CONSENT_URLS, seller_central_of
from shared.problems import Problem
from shared.texts import Text

_SECONDS = 10.0


class AuthorizationNotSetUpError(Problem):
    """The installation does not know its own application at Amazon yet; docs/consents.md says how to tell it."""

    code, status = "authorization-not-set-up", 409
    title = Text(
        en="This installation has no application at Amazon yet; paste a refresh token instead",
        zh="此部署尚未配置亚马逊应用，请改为粘贴刷新令牌",
    )


@dataclass(frozen=True, slots=True)
class ConsentPages:
    """Where sellers consent. Every address is ours by the settings, or one that Amazon publishes."""

    settings: GatewaySettings

    def url_of(self, asked: Asked, state: str) -> str:
        """The page for one account. Raises AuthorizationNotSetUpError and SandboxMissingError."""
        settings, callback = self.settings, self.settings.callback_url
        origin = origin_of(settings, asked.api, asked.region, livemode=asked.livemode)
        application_id = settings.spapi_application_id if asked.livemode else origin.client_id
        if not (origin.client_id if asked.api == "ads" else application_id):
            raise AuthorizationNotSetUpError
        if asked.api == "ads":
            page = ADS_CONSENT_URLS[asked.region] if asked.livemode else f"{origin.api_base_url}/ap/oa"
            return rules.address(page, rules.ads_query(origin.client_id, state, callback))
        central = seller_central_of(asked.marketplace_ids[0]) if asked.livemode else origin.api_base_url
        is_draft = settings.spapi_is_draft and asked.livemode
        query = rules.selling_partner_query(application_id, state, callback, is_draft=is_draft)
        return rules.address(f"{central}/apps/authorize/consent", query)

    def exchange(self, asked: Asked, code: str) -> SecretStr:
        """The refresh token for a code.

        Raises ConsentRefusedError, AmazonClientRefusedError, AmazonUnavailableError and SandboxMissingError.
        """
        origin = origin_of(self.settings, asked.api, asked.region, livemode=asked.livemode)
        try:
            token = lwa.exchange_code(
                origin.token_url,
                origin.client_id,
                origin.client_secret.get_secret_value(),
                code,
                self.settings.callback_url,
                deadline=_SECONDS,
            )
        except Unauthorized as error:
            raise refusal_of(error) from error
        except AmazonApiError as error:
            raise AmazonUnavailableError from error
        return SecretStr(token)
