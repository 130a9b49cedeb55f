"""Access tokens against the sandbox, over real HTTP."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
import uvicorn

from services.gateway.consents.amazon.origins import SandboxMissingError
from services.gateway.consents.amazon.tokens import (
    MARGIN,
    AccessTokens,
    AmazonClientRefusedError,
    AmazonUnavailableError,
)
from services.gateway.consents.schemas import Consent
from services.gateway.settings import GatewaySettings
from services.sandbox.main import create_app
from services.sandbox.settings import SandboxSettings
from shared.amazon.marketplaces import ADS_API_URLS, LWA_TOKEN_URLS, SP_API_LWA_URL, SP_API_URLS
from shared.app.connections import ConsentRefusedError
from shared.clock import utc_now


class Counting:
    """The sandbox, with the number of token requests it got."""

    def __init__(self, app):
        self._app = app
        self.exchanges = 0

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/auth/o2/token":
            self.exchanges += 1
        await self._app(scope, receive, send)


@contextmanager
def served(app):
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def sandbox(service_database):
    url = service_database("sandbox").url.render_as_string(hide_password=False)
    app = Counting(create_app(SandboxSettings(database_url=url)))
    with served(app) as app.url:
        yield app


@pytest.fixture
def clock():
    class Clock:
        now = utc_now()

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def tokens(sandbox, settings, clock):
    return AccessTokens(settings.model_copy(update={"sandbox_url": sandbox.url}), clock=clock)


@pytest.fixture
def settings(keys_dir):
    names = ("database_url", "ZHULI_THROTTLE_URL", "ZHULI_JOBS_URL", "ZHULI_GATEWAY_URL")
    return GatewaySettings(**dict.fromkeys(names, "sqlite://"), ZHULI_KEYS_DIR=keys_dir)


def consent(**changes):
    fields = {
        "tenant_id": "t",
        "seller_id": "A1",
        "purpose": "ads",
        "livemode": False,
        "region": "NA",
        "refresh_token": "sandbox-1-20",
    }
    return Consent.model_validate(fields | changes)


pytestmark = [pytest.mark.parametrize("backend", ["sqlite"], indirect=True), pytest.mark.present]


def test_a_consent_becomes_a_token_for_an_hour(tokens, sandbox, clock):
    token = tokens.token_of(consent())
    assert token.access_token.startswith("Atza|")
    assert token.expires_at == clock.now + timedelta(hours=1)
    assert (token.client_id, token.api_base_url) == ("amzn1.application-oa2-client.sandbox", sandbox.url)


def test_a_token_is_handed_out_until_five_minutes_before_its_end(tokens, sandbox, clock):
    first = tokens.token_of(consent())
    clock.now = first.expires_at - MARGIN - timedelta(seconds=1)
    assert tokens.token_of(consent()) == first
    assert sandbox.exchanges == 1
    clock.now = first.expires_at - MARGIN
    assert tokens.token_of(consent()).expires_at > first.expires_at
    assert sandbox.exchanges == 2


def test_requests_that_come_together_make_one_exchange(tokens, sandbox):
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: tokens.token_of(consent()), range(20)))
    assert sandbox.exchanges == 1
    assert len({token.access_token for token in found}) == 1


def test_accounts_and_replaced_consents_have_tokens_of_their_own(tokens, sandbox):
    tokens.token_of(consent())
    tokens.token_of(consent(tenant_id="u"))
    tokens.token_of(consent(refresh_token="sandbox-2-20"))
    tokens.token_of(consent(purpose="spapi", refresh_token="sandbox-2-20"))
    assert sandbox.exchanges == 4


def test_a_refused_consent_says_so_and_is_asked_again(tokens, sandbox):
    for _ in range(2):
        with pytest.raises(ConsentRefusedError):
            tokens.token_of(consent(refresh_token="revoked-token"))
    assert sandbox.exchanges == 2


def test_credentials_of_ours_that_are_refused_say_nothing_of_the_consent(tokens, settings, sandbox, clock):
    ours = {"sandbox_url": sandbox.url, "sandbox_client_id": "another"}
    with pytest.raises(AmazonClientRefusedError):
        AccessTokens(settings.model_copy(update=ours), clock=clock).token_of(consent())


@pytest.mark.usefixtures("backend")
def test_a_sandbox_that_is_away_can_be_tried_again(settings, clock):
    away = AccessTokens(settings.model_copy(update={"sandbox_url": "http://127.0.0.1:9"}), clock=clock)
    with pytest.raises(AmazonUnavailableError) as caught:
        away.token_of(consent())
    assert caught.value.headers == {"Retry-After": "5"}


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("region", ["NA", "EU", "FE"])
@pytest.mark.parametrize("purpose", ["ads", "spapi"])
def test_live_accounts_go_to_amazon_and_twins_never_do(settings, clock, monkeypatch, purpose, region):
    asked = []
    monkeypatch.setattr(
        "shared.amazon.lwa.exchange_refresh_token", lambda *given, **_: asked.append(given) or ("Atza|x", 3600)
    )
    ours = {"ads_client_id": "for-ads", "spapi_client_id": "for-spapi", "sandbox_url": "http://127.0.0.1:9"}
    live = AccessTokens(settings.model_copy(update=ours), clock=clock)
    token = live.token_of(consent(purpose=purpose, livemode=True, region=region))
    api_urls, token_url = {"ads": (ADS_API_URLS, LWA_TOKEN_URLS[region]), "spapi": (SP_API_URLS, SP_API_LWA_URL)}[
        purpose
    ]
    assert (token.client_id, token.api_base_url) == (f"for-{purpose}", api_urls[region])
    assert asked == [(token_url, f"for-{purpose}", "", "sandbox-1-20")]
    with pytest.raises(SandboxMissingError):
        AccessTokens(settings, clock=clock).token_of(consent(purpose=purpose, region=region))
    assert len(asked) == 1
