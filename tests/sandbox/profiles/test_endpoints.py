"""GET /v2/profiles."""

import pytest
from fastapi.testclient import TestClient

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_profiles(client: TestClient, us):
    profiles = client.get("/v2/profiles", headers=us).json()
    shown = [(each["countryCode"], each["currencyCode"], each["timezone"]) for each in profiles]
    assert shown == [("UK", "GBP", "Europe/London"), ("DE", "EUR", "Europe/Berlin")]
    assert [each["accountInfo"]["marketplaceStringId"] for each in profiles] == [
        "A1F83G8C2ARO7P",
        "A1PA6795UKMFR9",
    ]
    assert {each["accountInfo"]["type"] for each in profiles} == {"seller"}
    assert len({each["accountInfo"]["id"] for each in profiles}) == 1
    assert all(isinstance(each["profileId"], int) and each["profileId"] >= 10**15 for each in profiles)
