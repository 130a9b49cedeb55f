import pytest

pytestmark = pytest.mark.present


def test_nothing_answers_without_a_key(client):
    answer = client.get("/v1/tenant")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_shows_the_tenant_it_opens(client, customer):
    live = client.get("/v1/tenant", headers=customer.live)
    test = client.get("/v1/tenant", headers=customer.test)
    assert (live.json()["tenant_id"], live.json()["livemode"]) == (customer.tenant_id, True)
    assert (test.json()["tenant_id"], test.json()["livemode"]) == (customer.twin_id, False)
    assert "X-Environment" not in live.headers
    assert test.headers["X-Environment"] == "test"
