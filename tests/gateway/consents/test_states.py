"""How a consent stands as time goes by: it dies, is mended, is not proved again, ends within a month."""

from datetime import timedelta

import pytest

from tests.gateway.consents.test_proofs import FEES, SEARCH

pytestmark = pytest.mark.present

PARTICIPATIONS = "sellers.getMarketplaceParticipations"
LATER = timedelta(hours=7)


@pytest.fixture
def connected(shop, sellers):
    """A connected seller; its events so far are two."""
    seller = sellers()
    tokens = {"spapi_refresh_token": seller.token, "ads_refresh_token": seller.token}
    assert shop.post(seller.account(**tokens)).json()["connection_status"] == "connected"
    return seller


def changes(shop):
    return [(each["api"], each["connection_status"], each["reason"]) for each in shop.told()[2:]]


def test_a_consent_that_dies_is_noticed_when_a_token_is_asked_for(shop, connected):
    connected.switch("consent", "revoked")
    refused = shop.token(connected.seller_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "amazon-consent-refused")
    assert shop.connection(connected.seller_id)["connection_status"] == "lost"
    assert changes(shop) == [("spapi", "lost", "amazon-consent-refused")]
    calls = connected.calls()
    assert shop.token(connected.seller_id).json()["code"] == "amazon-consent-refused"
    assert connected.calls() == calls


def test_a_consent_that_dies_is_noticed_by_the_next_check_and_again_when_it_is_mended(shop, connected, checks):
    connected.switch("consent", "revoked")
    assert checks.run() == 0
    checks.ahead = LATER
    assert checks.run() == 2
    assert sorted(changes(shop)) == [
        ("ads", "lost", "amazon-consent-refused"),
        ("spapi", "lost", "amazon-consent-refused"),
    ]
    shown = shop.shown(connected.seller_id)
    assert (shown["connection_status"], shown["has_ads_connection"], shown["version"]) == ("lost", False, 3)
    connected.clear()
    answer = shop.patch(connected.seller_id, {"spapi_refresh_token": f"{connected.token}-new"})
    assert (answer.status_code, shop.connection(connected.seller_id)["connection_status"]) == (200, "connected")
    checks.ahead = 2 * LATER
    checks.run()
    assert shop.shown(connected.seller_id)["connection_status"] == "connected"
    assert [each[:2] for each in changes(shop)[2:]] == [("spapi", "connected"), ("ads", "connected")]


def test_a_check_that_changes_nothing_is_told_to_who_follows_accounts(shop, connected, checks):
    """The account shows when it was: that is news without being a new version."""
    before = shop.followed()
    assert shop.followed(before["follow_cursor"])["items"] == []
    checks.ahead = LATER
    assert checks.run() == 2
    (told,) = shop.followed(before["follow_cursor"])["items"]
    assert told["version"] == before["items"][0]["version"]
    assert [each["checked_at"] for each in told["connections"]] > [
        each["checked_at"] for each in before["items"][0]["connections"]
    ]


def test_a_token_that_works_nowhere_is_lost(shop, connected, checks):
    connected.switch("sp-api", "forbidden")
    connected.switch("profiles", "forbidden")
    checks.ahead = LATER
    checks.run()
    assert sorted(changes(shop)) == [("ads", "lost", "forbidden"), ("spapi", "lost", "forbidden")]


def test_what_was_proved_once_stays_proved_when_roles_are_taken_away(shop, connected, checks):
    for operation in (FEES, SEARCH):
        connected.switch(operation, "forbidden")
    checks.ahead = LATER
    assert checks.run() == 2
    found = shop.connection(connected.seller_id)
    assert (found["connection_status"], found["proof"]) == ("connected", "fees")
    assert (changes(shop), connected.calls().count(PARTICIPATIONS)) == ([], 1)


def test_what_an_admin_confirmed_stays_connected(shop, sellers, checks):
    seller = sellers()
    for operation in (FEES, SEARCH):
        seller.switch(operation, "forbidden")
    shop.post(seller.account(spapi_refresh_token=seller.token))
    path = f"/v1/seller-accounts/{seller.seller_id}/connections/spapi/confirm"
    assert shop.client.post(path, headers=shop.headers).status_code == 200
    checks.ahead = LATER
    assert checks.run() == 1
    assert shop.connection(seller.seller_id)["proof"] == "admin"
    assert shop.token(seller.seller_id).status_code == 200
    shop.patch(seller.seller_id, {"spapi_refresh_token": f"{seller.token}-next"})
    found = shop.connection(seller.seller_id)
    assert (found["connection_status"], found["proof"], found["confirmed_by"]) == ("unproven", None, None)


def test_an_amazon_that_is_away_leaves_a_consent_as_it_stands(shop, connected, checks):
    connected.switch("token", "unavailable")
    checks.ahead = LATER
    assert checks.run() == 2
    assert (shop.shown(connected.seller_id)["connection_status"], changes(shop)) == ("connected", [])
    answer = shop.patch(connected.seller_id, {"spapi_refresh_token": connected.token, "name": "Same token"})
    assert answer.json()["connection_status"] == "connected"
    shop.patch(connected.seller_id, {"spapi_refresh_token": f"{connected.token}-other"})
    assert shop.shown(connected.seller_id)["connection_status"] == "checking"


def test_a_consent_that_is_taken_away_is_told(shop, connected):
    shop.patch(connected.seller_id, {"ads_refresh_token": None})
    assert changes(shop) == [("ads", "not_connected", None)]
    assert shop.token(connected.seller_id, "ads").json()["code"] == "ads-not-connected"


def test_a_consent_that_ends_within_a_month_is_told_once(shop, connected, checks):
    shop.patch(connected.seller_id, {"spapi_authorized_on": "2025-01-01"})
    assert shop.connection(connected.seller_id)["ends_within_30_days"] is True
    told = shop.told()[2:]
    assert [(each["api"], each["ends_on"], each["ends_within_30_days"]) for each in told] == [
        ("spapi", "2026-01-01", True)
    ]
    checks.ahead = LATER
    checks.run()
    assert len(shop.told()) == 3


def test_the_day_of_a_consent_that_is_null_is_unknown_again(shop, connected):
    shop.patch(connected.seller_id, {"spapi_authorized_on": "2025-01-01"})
    shop.patch(connected.seller_id, {"name": "Of the day nothing is said"})
    assert shop.connection(connected.seller_id)["authorized_on"] == "2025-01-01"
    shop.patch(connected.seller_id, {"spapi_authorized_on": None})
    connection = shop.connection(connected.seller_id)
    assert (connection["authorized_on"], connection["ends_on"]) == (None, None)
    assert connection["connection_status"] == "connected"


def test_a_sync_that_fails_has_the_connection_looked_at(shop, connected, checks):
    assert checks.run() == 0
    event = {
        "id": "0198a000-0000-7000-8000-000000000001",
        "type": "sync.failed",
        "tenant_id": shop.customer.twin_id,
        "subject": f"sync:inventory:{connected.seller_id}",
        "occurred_at": "2026-11-01T08:00:00Z",
        "data": {"seller_id": connected.seller_id, "failure_code": "Unauthorized"},
    }
    stored = shop.client.post("/internal/events", headers=shop.service, json={"events": [event]})
    assert stored.status_code == 200, stored.text
    assert checks.run() == 2
    assert shop.client.post("/internal/events", headers=shop.service, json={"events": [event]}).status_code == 200
    assert checks.run() == 0
