"""Whose a consent is, asked of the sandbox before anything is stored."""

from datetime import timedelta
from time import monotonic

import pytest

from services.cli import demo
from services.gateway.consents.repository import all_of

pytestmark = pytest.mark.present

FEES = "productFees.getMyFeesEstimateForSKU"
SEARCH = "listingsItems_2021-08-01.searchListingsItems"
NOTHING = {"seller_account": 0, "consent": 0, "outbox": 0}


def test_an_own_consent_is_proved_by_one_estimate(shop, sellers):
    seller = sellers()
    answer = shop.post(seller.account(spapi_refresh_token=seller.token, spapi_authorized_on="2026-03-01"))
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    shown = answer.json()
    assert (shown["connection_status"], shown["has_spapi_connection"], shown["has_ads_connection"]) == (
        "connected",
        True,
        False,
    )
    ads, spapi = shown["connections"]
    assert (ads["api"], ads["connection_status"], ads["checked_at"]) == ("ads", "not_connected", None)
    assert {name: spapi[name] for name in ("api", "connection_status", "proof", "reason", "authorized_on")} == {
        "api": "spapi",
        "connection_status": "connected",
        "proof": "fees",
        "reason": None,
        "authorized_on": "2026-03-01",
    }
    assert spapi["ends_on"] == "2027-03-01"
    assert seller.calls() == ["token", FEES]
    assert shop.shown(seller.seller_id) == shown
    assert shop.token(seller.seller_id).status_code == 200
    assert [(each["api"], each["connection_status_before"], each["connection_status"]) for each in shop.told()] == [
        ("spapi", "not_connected", "connected")
    ]


@pytest.mark.parametrize(("api", "call"), [("spapi", FEES), ("ads", "profiles")])
def test_another_sellers_consent_is_refused_and_nothing_is_stored(shop, sellers, api, call):
    mine, other = sellers(), sellers()
    answer = shop.post(mine.account(**{f"{api}_refresh_token": other.token}))
    assert (answer.status_code, answer.json()["code"]) == (422, "consent-of-another-seller")
    assert answer.json()["errors"][0]["pointer"] == f"/{api}_refresh_token"
    assert shop.rows() == NOTHING
    assert (mine.calls(), other.calls()) == ([], ["token", call])
    assert other.token not in answer.text


@pytest.mark.parametrize(("api", "call"), [("spapi", FEES), ("ads", "profiles")])
def test_a_known_account_does_not_change_to_another_sellers_consent(shop, sellers, api, call):
    mine, other = sellers(), sellers()
    tokens = {"spapi_refresh_token": mine.token, "ads_refresh_token": mine.token}
    shop.post(mine.account(**tokens))
    before, rows = shop.shown(mine.seller_id), shop.rows()
    answer = shop.patch(mine.seller_id, {f"{api}_refresh_token": other.token, "name": "Other"})
    assert (answer.status_code, answer.json()["code"]) == (422, "consent-of-another-seller")
    assert (shop.shown(mine.seller_id), shop.rows()) == (before, rows)
    assert other.calls() == ["token", call]
    assert shop.token(mine.seller_id, api).status_code == 200


def test_of_two_consents_the_foreign_one_ends_the_questions(shop, sellers):
    mine, other = sellers(), sellers()
    body = mine.account(spapi_refresh_token=other.token, ads_refresh_token=mine.token)
    assert shop.post(body).json()["code"] == "consent-of-another-seller"
    assert (mine.calls(), shop.rows()) == ([], NOTHING)


def test_where_no_fees_are_told_listings_prove_it(shop, sellers):
    seller = sellers()
    seller.switch(FEES, "forbidden")
    shown = shop.post(seller.account(spapi_refresh_token=seller.token)).json()
    assert (shown["connection_status"], shown["connections"][1]["proof"]) == ("connected", "listings")
    assert seller.calls() == ["token", FEES, SEARCH]


def test_an_unproven_consent_reads_nothing_until_an_admin_confirms(shop, sellers, issue):
    seller = sellers()
    for operation in (FEES, SEARCH):
        seller.switch(operation, "forbidden")
    answer = shop.post(seller.account(spapi_refresh_token=seller.token))
    assert (answer.status_code, answer.json()["connection_status"]) == (201, "unproven")
    assert answer.json()["has_spapi_connection"] is False
    assert answer.json()["connections"][1]["reason"] == "other-seller-or-missing-role"
    refused = shop.token(seller.seller_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "consent-unproven")
    path = f"/v1/seller-accounts/{seller.seller_id}/connections/spapi/confirm"
    weak = issue(shop.customer, "tickets:write", livemode=False)
    assert shop.client.post(path, headers=weak).json()["code"] == "scope-missing"
    assert shop.token(seller.seller_id).status_code == 409
    confirmed = shop.client.post(path, headers=shop.headers)
    assert confirmed.status_code == 200
    assert {name: confirmed.json()[name] for name in ("connection_status", "proof", "confirmed_by")} == {
        "connection_status": "connected",
        "proof": "admin",
        "confirmed_by": shop.customer.actor_id,
    }
    assert shop.token(seller.seller_id).status_code == 200
    assert [(each["connection_status"], each["confirmed_by"]) for each in shop.told()] == [
        ("unproven", None),
        ("connected", shop.customer.actor_id),
    ]
    again = shop.client.post(path, headers=shop.headers)
    assert (again.status_code, again.json()["code"]) == (409, "nothing-to-confirm")
    assert shop.shown(seller.seller_id)["version"] == 2


def test_what_is_not_unproven_cannot_be_confirmed(shop, sellers, stranger):
    seller = sellers()
    shop.post(seller.account(spapi_refresh_token=seller.token))
    path = f"/v1/seller-accounts/{seller.seller_id}/connections"
    assert shop.client.post(f"{path}/spapi/confirm", headers=shop.headers).json()["code"] == "nothing-to-confirm"
    assert shop.client.post(f"{path}/ads/confirm", headers=shop.headers).json()["code"] == "nothing-to-confirm"
    assert shop.client.post(f"{path}/ads/confirm", headers=stranger.test).status_code == 404
    assert shop.client.post(f"{path}/other/confirm", headers=shop.headers).status_code == 422


@pytest.mark.parametrize(
    ("kind", "status", "proof", "reason"),
    [
        (None, "connected", "profiles", None),
        ("other_profiles", "connected", "profiles", None),
        ("no_profiles", "connected", None, "no-profiles"),
        ("forbidden", "unproven", None, "other-seller-or-missing-role"),
    ],
)
def test_what_profiles_say_of_an_ads_consent(shop, sellers, kind, status, proof, reason):
    seller = sellers()
    if kind is not None:
        seller.switch("profiles", kind)
    answer = shop.post(seller.account(ads_refresh_token=seller.token))
    found = answer.json()["connections"][0]
    assert (answer.status_code, found["connection_status"], found["proof"], found["reason"]) == (
        201,
        status,
        proof,
        reason,
    )
    assert (found["ends_on"], found["ends_within_30_days"]) == (None, None)


def test_a_consent_that_amazon_does_not_know_is_refused(shop, sellers):
    answer = shop.post(sellers().account(spapi_refresh_token="Atzr|nobodys"))
    assert (answer.status_code, answer.json()["code"]) == (409, "amazon-consent-refused")
    assert shop.rows() == NOTHING


@pytest.mark.parametrize("operation", ["token", FEES])
def test_while_amazon_is_away_syncs_wait_and_a_check_goes_on(shop, sellers, checks, operation):
    seller = sellers()
    seller.switch(operation, "unavailable")
    answer = shop.post(seller.account(spapi_refresh_token=seller.token))
    assert (answer.status_code, answer.json()["connection_status"]) == (201, "checking")
    assert shop.connection(seller.seller_id)["reason"] == "amazon-unavailable"
    waits = shop.token(seller.seller_id)
    assert (waits.status_code, waits.json()["code"]) == (409, "consent-checking")
    assert checks.run() == 0
    checks.ahead = timedelta(minutes=2)
    assert (checks.run(), shop.connection(seller.seller_id)["connection_status"]) == (1, "checking")
    seller.clear()
    checks.ahead = timedelta(minutes=4)
    assert (checks.run(), shop.connection(seller.seller_id)["connection_status"]) == (1, "connected")
    assert shop.token(seller.seller_id).status_code == 200
    assert [each["connection_status"] for each in shop.told()] == ["checking", "connected"]


def test_the_demonstration_waits_for_the_proof(shop, sellers, checks, monkeypatch):
    seller = sellers()
    seller.switch(FEES, "unavailable")
    looks = []

    def sleep(seconds):
        looks.append(shop.shown(seller.seller_id)["connection_status"])
        if len(looks) == 2:
            seller.clear()
            checks.ahead = timedelta(minutes=2)
            assert checks.run() == 1

    monkeypatch.setattr(demo.time, "sleep", sleep)
    with demo.Client("http://zhuli", "unused", "en") as client:
        monkeypatch.setattr(client, "http", shop.client)
        shop.client.headers.update(shop.headers)
        found = seller.account()
        advertiser = demo.Advertiser(seller.seller_id, found["region"], found["marketplace_ids"], seller.token)
        assert client.connect(advertiser)
        assert looks == ["checking", "checking"]
        assert shop.shown(seller.seller_id)["connection_status"] == "connected"


def test_a_check_that_finds_another_seller_keeps_nothing_of_the_consent(shop, sellers, checks):
    mine, other = sellers(), sellers()
    other.switch("token", "unavailable")
    assert shop.post(mine.account(spapi_refresh_token=other.token)).json()["connection_status"] == "checking"
    other.clear()
    checks.ahead = timedelta(minutes=2)
    assert checks.run() == 1
    assert shop.connection(mine.seller_id)["connection_status"] == "foreign"
    refused = shop.token(mine.seller_id)
    assert (refused.status_code, refused.json()["code"]) == (422, "consent-of-another-seller")
    with shop.database.read() as session:
        assert [each.refresh_token for each in all_of(session, None, None)] == [None]
    checks.ahead = timedelta(days=3)
    assert checks.run() == 0


def test_an_amazon_that_hangs_costs_ten_seconds_at_most(shop, sellers, monkeypatch):
    seller = sellers()
    seller.switch(FEES, "slow", pause_seconds=20)
    monkeypatch.setattr("services.gateway.consents.amazon.proofs.PROBE_SECONDS", 0.5)
    began = monotonic()
    assert shop.post(seller.account(spapi_refresh_token=seller.token)).json()["connection_status"] == "checking"
    assert monotonic() - began < 5


def test_a_replayed_request_gets_the_first_answer(shop, sellers):
    seller = sellers()
    body = seller.account(spapi_refresh_token=seller.token)
    key = {"Idempotency-Key": "connect-once"}
    first = shop.post(body, **key)
    seller.switch("consent", "revoked")
    again = shop.post(body, **key)
    assert (again.status_code, again.content) == (201, first.content)


def test_a_day_that_lies_ahead_is_refused(shop, sellers):
    seller = sellers()
    answer = shop.post(seller.account(spapi_refresh_token=seller.token, spapi_authorized_on="2999-01-01"))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/spapi_authorized_on")
    assert shop.rows() == NOTHING
    shop.post(seller.account(spapi_refresh_token=seller.token))
    assert shop.connection(seller.seller_id)["ends_within_30_days"] is None
    shop.patch(seller.seller_id, {"spapi_authorized_on": "2025-12-10"})
    found = shop.connection(seller.seller_id)
    assert (found["authorized_on"], found["ends_on"], found["connection_status"]) == (
        "2025-12-10",
        "2026-12-10",
        "connected",
    )
