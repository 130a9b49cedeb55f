import pytest

pytestmark = pytest.mark.present

ACCOUNT = {"seller_id": "A2EXAMPLE12345", "name": "N", "region": "NA", "marketplace_ids": ["ATVPDKIKX0DER"]}
WISH = {"seller_id": "A2EXAMPLE12345", "purpose": "ads"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/internal/seller-accounts"),
        ("GET", "/internal/actors"),
        ("POST", "/internal/access-tokens"),
        ("POST", "/internal/events"),
    ],
)
def test_only_our_services_come_in(client, customer, method, path):
    body = {"json": {}} if method == "POST" else {}
    assert client.request(method, path, **body).status_code == 401
    # A key means nothing on this side of the house, whatever its scopes.
    assert client.request(method, path, headers=customer.live, **body).status_code == 401


def test_services_see_the_accounts_of_all_tenants(client, customer, stranger, service_headers):
    for headers in (customer.live, stranger.test):
        client.post("/v1/seller-accounts", headers=headers, json=ACCOUNT)
    seen = client.get("/internal/seller-accounts", headers=service_headers("ads"))
    assert [(item["tenant_id"], item["livemode"]) for item in seen.json()["items"]] == [
        (customer.tenant_id, True),
        (stranger.twin_id, False),
    ]
    first = seen.json()["items"][0]
    assert first == {
        "tenant_id": customer.tenant_id,
        "livemode": True,
        "seller_id": "A2EXAMPLE12345",
        "region": "NA",
        "marketplace_ids": ["ATVPDKIKX0DER"],
        "ads_profile_ids": [],
        "has_ads_connection": False,
        "has_spapi_connection": False,
        "ads_status": "not_connected",
        "spapi_status": "not_connected",
        "has_writes_stopped": False,
        "updated_at": first["updated_at"],
    }
    one = {"tenant_id": stranger.twin_id, "seller_id": "A2EXAMPLE12345"}
    found = client.get("/internal/seller-accounts", headers=service_headers("ads"), params=one).json()["items"]
    assert [item["tenant_id"] for item in found] == [stranger.twin_id]
    later = {"updated_after": seen.json()["items"][0]["updated_at"]}
    found = client.get("/internal/seller-accounts", headers=service_headers("ads"), params=later).json()["items"]
    assert [item["tenant_id"] for item in found] == [stranger.twin_id]


def test_an_unknown_account_gets_no_token(client, customer, service_headers):
    wish = WISH | {"tenant_id": customer.tenant_id}
    answer = client.post("/internal/access-tokens", headers=service_headers("ads"), json=wish)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(("purpose", "other"), [("ads", "spapi"), ("spapi", "ads")])
def test_an_account_without_a_consent_gets_no_token(client, customer, service_headers, purpose, other):
    client.post(
        "/v1/seller-accounts", headers=customer.test, json=ACCOUNT | {f"{other}_refresh_token": "Atzr|hidden"}
    )
    wish = WISH | {"tenant_id": customer.twin_id, "purpose": purpose}
    answer = client.post("/internal/access-tokens", headers=service_headers("ads"), json=wish)
    assert (answer.status_code, answer.json()["code"]) == (409, f"{purpose}-not-connected")


@pytest.mark.parametrize("purpose", ["ads", "spapi"])
def test_a_twin_without_a_sandbox_never_reaches_amazon(client, customer, service_headers, purpose):
    connected = ACCOUNT | {f"{purpose}_refresh_token": "Atzr|hidden"}
    client.post("/v1/seller-accounts", headers=customer.test, json=connected)
    wish = WISH | {"tenant_id": customer.twin_id, "purpose": purpose}
    answer = client.post("/internal/access-tokens", headers=service_headers("ads"), json=wish)
    assert (answer.status_code, answer.json()["code"]) == (409, "consent-checking")
