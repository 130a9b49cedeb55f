"""The Notifications API: destinations without a seller's consent, subscriptions with it."""

import pytest

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DESTINATIONS, SUBSCRIPTIONS = "/notifications/v1/destinations", "/notifications/v1/subscriptions"
KIND = f"{SUBSCRIPTIONS}/LISTINGS_ITEM_ISSUES_CHANGE"
QUEUE = {"name": "q", "resourceSpecification": {"sqs": {"arn": "arn:aws:sqs:eu-west-1:123456789012:q"}}}


@pytest.fixture
def grantless(client, settings):
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.client_id,
        "client_secret": settings.client_secret.get_secret_value(),
        "scope": "sellingpartnerapi::notifications",
    }
    token = client.post("/auth/o2/token", data=form).json()["access_token"]
    return {"x-amz-access-token": token}


def test_from_destination_to_subscription_and_back(client, seller, grantless):
    made = client.post(DESTINATIONS, headers=grantless, json=QUEUE).json()["payload"]
    assert client.get(DESTINATIONS, headers=grantless).json() == {"payload": [made]}
    one = f"{DESTINATIONS}/{made['destinationId']}"
    assert client.get(one, headers=grantless).json() == {"payload": made}
    body = {"payloadVersion": "1.0", "destinationId": made["destinationId"]}
    assert seller.get(KIND).status_code == 404
    subscription = seller.request("POST", KIND, json=body).json()["payload"]
    assert seller.get(KIND).json() == {"payload": subscription}
    this = f"{KIND}/{subscription['subscriptionId']}"
    assert client.get(this, headers=grantless).json() == {"payload": subscription}
    assert seller.request("POST", KIND, json=body).status_code == 409
    assert client.post(DESTINATIONS, headers=grantless, json=QUEUE).status_code == 409
    assert client.delete(one, headers=grantless).status_code == 409
    assert client.delete(this, headers=grantless).status_code == 200
    assert client.delete(this, headers=grantless).status_code == 404
    assert client.delete(one, headers=grantless).status_code == 200
    assert client.get(DESTINATIONS, headers=grantless).json() == {"payload": []}


@sqlite
def test_tokens_are_for_one_kind_of_call(client, seller, grantless, us):
    assert seller.get(DESTINATIONS).status_code == 403
    assert client.get(KIND, headers=grantless).status_code == 403
    bearer = us | {"Authorization": f"Bearer {grantless['x-amz-access-token']}"}
    assert client.get("/v2/profiles", headers=bearer).status_code == 401


@sqlite
@pytest.mark.parametrize("scope", ["", "sellingpartnerapi::everything"])
def test_other_scopes_are_refused(client, settings, scope):
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.client_id,
        "client_secret": settings.client_secret.get_secret_value(),
        "scope": scope,
    }
    answer = client.post("/auth/o2/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


@sqlite
@pytest.mark.parametrize(
    "body",
    [
        {"name": "q"},
        {"name": "q", "resourceSpecification": {}},
        {"name": "", "resourceSpecification": QUEUE["resourceSpecification"]},
        {"name": "q", "resourceSpecification": {"sqs": {"arn": "q"}}},
        {
            "name": "q",
            "resourceSpecification": {
                **QUEUE["resourceSpecification"],
                "eventBridge": {"region": "eu-west-1", "accountId": "1"},
            },
        },
    ],
)
def test_bad_destinations_are_400(client, grantless, body):
    assert client.post(DESTINATIONS, headers=grantless, json=body).status_code == 400
    assert client.get(DESTINATIONS, headers=grantless).json() == {"payload": []}


@sqlite
def test_bad_subscriptions(seller):
    body = {"payloadVersion": "1.0", "destinationId": "none"}
    assert seller.request("POST", KIND, json=body).status_code == 404
    assert seller.request("POST", f"{SUBSCRIPTIONS}/WEATHER", json=body).status_code == 400
    assert seller.request("POST", KIND, json={}).status_code == 400
    assert seller.get(SUBSCRIPTIONS).status_code == 400
    trial = {"testNotification": {}}
    assert seller.request("POST", f"{KIND}/testNotification", json=trial).status_code == 400
    trial = {"testNotification": {"payloadVersion": "1.0"}}
    assert seller.request("POST", f"{KIND}/testNotification", json=trial).json() == {"payload": {}}
