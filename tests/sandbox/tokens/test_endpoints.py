"""Signing in, and what happens to calls that are not signed in."""

import pytest
from fastapi.testclient import TestClient

from services.sandbox.settings import SandboxSettings

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

GOOD = {
    "grant_type": "refresh_token",
    "client_id": "amzn1.application-oa2-client.sandbox",
    "client_secret": "amzn1.oa2-cs.v1.sandbox",
    "refresh_token": "sandbox-7-20",
}


def test_a_refresh_token_becomes_an_access_token(client: TestClient):
    answer = client.post("/auth/o2/token", data=GOOD)
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in"}
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 3600


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"client_secret": "guessed"}, 401, "invalid_client"),
        ({"client_secret": "gerät"}, 401, "invalid_client"),
        ({"refresh_token": ""}, 400, "invalid_grant"),
        ({"refresh_token": "Atzr|real-looking"}, 400, "invalid_grant"),
        ({"refresh_token": "sandbox-7"}, 400, "invalid_grant"),
        ({"refresh_token": "sandbox-7-1"}, 400, "invalid_grant"),
        ({"refresh_token": "sandbox-7-5001"}, 400, "invalid_grant"),
        ({"refresh_token": "sandbox-7-20-"}, 400, "invalid_grant"),
        ({"refresh_token": "sandbox-７-20"}, 400, "invalid_grant"),
    ],
)
def test_refused_in_the_shape_of_login_with_amazon(client: TestClient, change, status, error):
    answer = client.post("/auth/o2/token", data=GOOD | change)
    assert answer.status_code == status
    assert answer.json().keys() == {"error", "error_description"}
    assert answer.json()["error"] == error


def test_tokens_with_labels_reach_the_same_advertiser(client: TestClient, sign_in):
    first = client.get("/v2/profiles", headers=sign_in("sandbox-7-20"))
    second = client.get("/v2/profiles", headers=sign_in("sandbox-7-20-tenant_2"))
    assert first.json() == second.json()


@pytest.mark.parametrize(
    "change",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer Atza|forged"},
        {"Authorization": "Bearer Atza|WzEsIDIwXQ==.00"},
        {"Authorization": "Bearer Ätza|forged".encode()},
        {"Authorization": "Basic dTpw"},
        {"Amazon-Advertising-API-ClientId": ""},
        {"Amazon-Advertising-API-ClientId": "amzn1.application-oa2-client.other"},
    ],
)
def test_calls_without_a_good_token_are_401(client: TestClient, us, change):
    campaigns = {"Content-Type": "application/vnd.spCampaign.v3+json"}
    reports = {"Content-Type": "application/vnd.createasyncreportrequest.v3+json"}
    for method, path, media_type in (
        ("GET", "/v2/profiles", {}),
        ("POST", "/sp/campaigns/list", campaigns),
        ("POST", "/reporting/reports", reports),
        ("GET", "/reporting/reports/1", {}),
    ):
        answer = client.request(method, path, headers={**us, **media_type, **change})
        assert answer.status_code == 401, path
        assert answer.json().keys() == {"code", "details"}
        assert answer.json()["code"] == "401"


def test_a_token_ends_after_an_hour(client: TestClient, us, clock):
    clock.advance(3599)
    assert client.get("/v2/profiles", headers=us).status_code == 200
    clock.advance(1)
    answer = client.get("/v2/profiles", headers=us)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": "401",
        "details": "Not authorized: the access token is invalid or has expired",
    }


def test_a_token_of_another_installation_is_refused(client: TestClient, us):
    client.app.state.settings = SandboxSettings(secret="another")
    assert client.get("/v2/profiles", headers=us).status_code == 401


@pytest.mark.parametrize(("scope", "status"), [("", 400), ("UK", 400), ("²", 400), ("1234567890123456", 403)])
def test_the_scope_must_be_a_profile_of_the_caller(client: TestClient, us, scope, status):
    headers = us | {"Amazon-Advertising-API-Scope": scope.encode()}
    answer = client.get("/reporting/reports/1", headers=headers)
    assert answer.status_code == status
    assert answer.json().keys() == {"code", "details"}


def test_another_advertisers_profile_is_403(client: TestClient, us, sign_in):
    headers = sign_in("sandbox-2-20") | {"Amazon-Advertising-API-Scope": us["Amazon-Advertising-API-Scope"]}
    assert client.get("/reporting/reports/1", headers=headers).status_code == 403
