"""What becomes of a consent: taken back, without profiles, or for other sellers too."""

import pytest
from fastapi.testclient import TestClient

from tests.sandbox.conftest import SELLER, SellerDesk

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def switch(client: TestClient, operation: str, kind: str) -> int:
    return client.post("/sandbox/faults", json=SELLER | {"operation": operation, "kind": kind}).status_code


def test_a_consent_that_is_taken_back_is_refused_everywhere(client: TestClient, seller: SellerDesk, sign_in):
    ads = sign_in("sandbox-4-80")
    assert switch(client, "consent", "revoked") == 201
    form = {
        "grant_type": "refresh_token",
        "client_id": "amzn1.application-oa2-client.sandbox",
        "client_secret": "amzn1.oa2-cs.v1.sandbox",
        "refresh_token": "sandbox-4-80",
    }
    refused = client.post("/auth/o2/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    denied = seller.get("/sellers/v1/marketplaceParticipations")
    assert (denied.status_code, denied.json()["errors"][0]["code"]) == (403, "Unauthorized")
    assert client.get("/v2/profiles", headers=ads).status_code == 401
    client.delete("/sandbox/faults", params=SELLER)
    assert seller.get("/sellers/v1/marketplaceParticipations").status_code == 200


def test_profiles_of_none_and_of_others(client: TestClient, seller: SellerDesk, sign_in):
    headers = sign_in("sandbox-4-80")
    assert switch(client, "profiles", "no_profiles") == 201
    assert client.get("/v2/profiles", headers=headers).json() == []
    client.delete("/sandbox/faults", params=SELLER)
    switch(client, "profiles", "other_profiles")
    owners = [each["accountInfo"]["id"] for each in client.get("/v2/profiles", headers=headers).json()]
    assert owners[2:] == [seller.seller_id] * 2
    assert len(owners) == 4
    assert seller.seller_id not in owners[:2]


@pytest.mark.parametrize(
    ("operation", "kind"), [("profiles", "revoked"), ("consent", "slow"), ("campaigns", "no_profiles")]
)
def test_what_cannot_be_met_is_refused(client: TestClient, operation: str, kind: str):
    assert switch(client, operation, kind) == 400
