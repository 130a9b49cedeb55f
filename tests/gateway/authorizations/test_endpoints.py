"""From the address of Amazon's page to a connected account, through the sandbox's pages."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from services.gateway import main
from services.gateway.authorizations.amazon import AuthorizationNotSetUpError, ConsentPages
from services.gateway.authorizations.schemas import Asked
from shared.audit import PROGRAM
from tests.gateway.amazon import SIZE
from tests.sql import text

pytestmark = pytest.mark.present

CALLBACK = "/v1/consents/callback"


@pytest.fixture
def seller(shop, sellers):
    """A simulated seller whose account is known, without a consent."""
    found = sellers()
    assert shop.post(found.account()).status_code == 201
    return found


def ask(shop, seller, api="spapi", headers=None):
    path = f"/v1/seller-accounts/{seller.seller_id}/authorizations"
    return shop.client.post(path, headers=headers or shop.headers, json={"api": api})


def consent(url, seed, **answer):
    """What the seller's browser is sent back with, after signing in at Amazon as this seller."""
    given = {"seed": seed, "size": SIZE} | answer
    sent = httpx.get(httpx.URL(url).copy_merge_params(given), trust_env=False, timeout=30)
    assert sent.status_code == 302, sent.text
    place = urlsplit(sent.headers["location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == "http://127.0.0.1:1/v1/consents/callback"
    return {name: values[0] for name, values in parse_qs(place.query).items()}


def come_back(shop, query, **headers):
    return shop.client.get(CALLBACK, params=query, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("api", ["spapi", "ads"])
def test_a_seller_consents_and_the_account_is_connected(shop, seller, api):
    asked = ask(shop, seller, api)
    assert (asked.status_code, asked.json()["api"]) == (201, api)
    url = asked.json()["authorize_url"]
    brought = consent(url, seller.seed)
    page = come_back(shop, brought)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'data-outcome="connected"' in page.text
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    found = shop.connection(seller.seller_id, api)
    assert (found["connection_status"], found["proof"]) == ("connected", {"spapi": "fees", "ads": "profiles"}[api])
    assert found["authorized_on"] is not None
    assert found["ends_within_30_days"] is (False if api == "spapi" else None)
    assert shop.token(seller.seller_id, api).status_code == 200


def test_a_state_is_used_once_kept_as_a_digest_and_ends(shop, seller, database):
    url = ask(shop, seller).json()["authorize_url"]
    state = parse_qs(urlsplit(url).query)["state"][0]
    with database.read() as session:
        kept = repr(session.execute(text('SELECT * FROM "authorization"')).all())
    assert state not in kept
    brought = consent(url, seller.seed)
    assert 'data-outcome="connected"' in come_back(shop, brought).text
    again = come_back(shop, brought, **{"Accept-Language": "zh"})
    assert 'data-outcome="authorization-unknown"' in again.text
    assert "该授权请求不存在、已使用或已过期" in again.text
    assert 'data-outcome="authorization-unknown"' in come_back(shop, brought | {"state": "made-up"}).text
    late = consent(ask(shop, seller).json()["authorize_url"], seller.seed)
    with database.write() as session:
        session.execute(text('UPDATE "authorization" SET expires_at = :at'), {"at": "2026-01-01T00:00:00.000000Z"})
    assert 'data-outcome="authorization-unknown"' in come_back(shop, late).text


@pytest.mark.parametrize("api", ["spapi", "ads"])
def test_who_signs_in_as_another_seller_connects_nothing(shop, seller, sellers, api):
    other = sellers()
    brought = consent(ask(shop, seller, api).json()["authorize_url"], other.seed)
    assert 'data-outcome="consent-of-another-seller"' in come_back(shop, brought).text
    assert shop.connection(seller.seller_id, api)["connection_status"] == "not_connected"
    assert [call for call in other.calls() if call not in ("token", "profiles")] == []


def test_a_forged_seller_id_does_not_help(shop, seller, sellers):
    other = sellers()
    brought = consent(ask(shop, seller).json()["authorize_url"], other.seed)
    forged = brought | {"selling_partner_id": seller.seller_id}
    assert 'data-outcome="consent-of-another-seller"' in come_back(shop, forged).text
    assert shop.connection(seller.seller_id)["connection_status"] == "not_connected"


def test_a_seller_who_says_no_and_a_code_of_nobody_change_nothing(shop, seller):
    refused = consent(ask(shop, seller).json()["authorize_url"], seller.seed, decision="deny")
    assert refused["error"] == "access_denied"
    assert 'data-outcome="denied"' in come_back(shop, refused).text
    forged = consent(ask(shop, seller).json()["authorize_url"], seller.seed) | {"spapi_oauth_code": "made-up"}
    assert 'data-outcome="amazon-consent-refused"' in come_back(shop, forged).text
    assert shop.connection(seller.seller_id)["connection_status"] == "not_connected"


def test_a_state_of_one_interface_takes_no_code_of_the_other(shop, seller):
    brought = consent(ask(shop, seller, "ads").json()["authorize_url"], seller.seed)
    crossed = {"state": brought["state"], "spapi_oauth_code": brought["code"]}
    assert 'data-outcome="denied"' in come_back(shop, crossed).text


def test_the_browser_goes_to_the_page_of_the_settings_and_nowhere_else(settings, shop, seller):
    own = settings.model_copy(update={"consent_return_url": "https://erp.example.com/amazon"})
    brought = consent(ask(shop, seller).json()["authorize_url"], seller.seed)
    with TestClient(main.assemble(own, {}), raise_server_exceptions=False) as client:
        sent = client.get(CALLBACK, params=brought | {"redirect_uri": "https://evil.example"}, follow_redirects=False)
        assert (sent.status_code, sent.headers["location"]) == (
            303,
            f"https://erp.example.com/amazon?seller_id={seller.seller_id}&api=spapi&outcome=connected",
        )
        lost = client.get(CALLBACK, params={"state": "x"}, follow_redirects=False)
        assert lost.headers["location"] == "https://erp.example.com/amazon?outcome=authorization-unknown"


def test_only_admins_of_the_tenant_ask(shop, seller, stranger, issue):
    assert ask(shop, seller, headers=issue(shop.customer, "ads:write", livemode=False)).status_code == 403
    assert ask(shop, seller, headers=stranger.test).status_code == 404
    assert ask(shop, seller, "other").status_code == 422


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("api", "region", "marketplace_id", "page", "named"),
    [
        (
            "spapi",
            "EU",
            "A1PA6795UKMFR9",
            "https://sellercentral-europe.amazon.com/apps/authorize/consent",
            "our-app",
        ),
        ("spapi", "NA", "A1AM78C64UM0Y8", "https://sellercentral.amazon.com.mx/apps/authorize/consent", "our-app"),
        ("ads", "EU", "A1PA6795UKMFR9", "https://eu.account.amazon.com/ap/oa", "our-client"),
        ("ads", "FE", "A1VC38T7YXB528", "https://apac.account.amazon.com/ap/oa", "our-client"),
    ],
)
def test_live_sellers_go_to_amazon(settings, api, region, marketplace_id, page, named):
    asked = Asked("t", "A1", api, True, region, (marketplace_id,), PROGRAM)
    with pytest.raises(AuthorizationNotSetUpError):
        ConsentPages(settings).url_of(asked, "s")
    ours = {"spapi_application_id": "our-app", "ads_client_id": "our-client", "spapi_is_draft": True}
    ours["consent_callback_url"] = "https://zhuli.example.com/v1/consents/callback"
    url = urlsplit(ConsentPages(settings.model_copy(update=ours)).url_of(asked, "s&t"))
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == page
    assert (query["state"], query["redirect_uri"]) == ("s&t", ours["consent_callback_url"])
    assert named == query.get("application_id", query.get("client_id"))
    assert query.get("version") == ("beta" if api == "spapi" else None)


def test_no_code_is_exchanged_while_everything_is_stopped(shop, seller, checks):
    brought = consent(ask(shop, seller).json()["authorize_url"], seller.seed)
    stop = {"level": "everything", "reason": "Amazon asks for it"}
    shop.client.put(f"/v1/seller-accounts/{seller.seller_id}/stop", headers=shop.headers, json=stop)
    assert 'data-outcome="calls-stopped"' in come_back(shop, brought).text
    checks.ahead = timedelta(days=1)
    assert (checks.run(), seller.calls()) == (0, [])
