"""A seller account that is deleted: who may, what goes at once, and how it comes back."""

from datetime import timedelta

import pytest

from services.gateway.departures import endpoints
from services.gateway.departures.operations import list_departing
from shared.auth.principal import SERVICES
from shared.clock import utc_now
from tests.sql import text

pytestmark = pytest.mark.present
ALL = {"include_deleted": True}


def rows(database, *tables):
    with database.read() as session:
        return {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}  # noqa: S608


def path_of(seller):
    return f"/v1/seller-accounts/{seller.seller_id}"


@pytest.fixture
def seller(shop, sellers):
    """A connected seller of the test twin, with a consent for each interface."""
    found = sellers()
    tokens = {"spapi_refresh_token": found.token, "ads_refresh_token": found.token}
    assert shop.post(found.account(**tokens)).status_code == 201
    return found


def key(shop, *seller_ids):
    wish = {"actor_id": shop.customer.actor_id, "name": "k", "scopes": ["ads:read"], "livemode": False}
    answer = shop.client.post("/v1/api-keys", headers=shop.headers, json=wish | {"seller_ids": list(seller_ids)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_who_may(shop, seller, issue, stranger):
    before = rows(shop.database, "seller_account", "consent", "departure")
    limited = key(shop, seller.seller_id)["api_key"]
    asked = [
        ({}, 401, "unauthorized"),
        (issue(shop.customer, "catalog:write", livemode=False), 403, "scope-missing"),
        ({"Authorization": f"Bearer {limited}"}, 403, "scope-missing"),
        (stranger.test, 404, "not-found"),
        (shop.customer.live, 404, "not-found"),
        (shop.headers | {"If-Match": '"9"'}, 412, "precondition-failed"),
    ]
    for headers, status, code in asked:
        answer = shop.client.delete(path_of(seller), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert rows(shop.database, "seller_account", "consent", "departure") == before


def test_the_answer_says_what_goes_and_it_is_gone(shop, seller, sellers):
    other = sellers()
    shop.post(other.account())
    alone, both = key(shop, seller.seller_id), key(shop, seller.seller_id, other.seller_id)
    version = shop.shown(seller.seller_id)["version"]
    kept = shop.client.get("/v1/seller-accounts", headers=shop.headers, params=ALL).json()["follow_cursor"]
    answer = shop.client.delete(path_of(seller), headers=shop.headers | {"If-Match": f'"{version}"'})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert {name: told[name] for name in told if name != "deleted_at"} == {
        "seller_id": seller.seller_id,
        "consents_destroyed": ["ads", "spapi"],
        "keys_revoked": [alone["key_id"]],
        "keys_narrowed": [both["key_id"]],
        "actors_narrowed": [],
        "services_ending": ["ads", "catalog", "inventory", "tickets"],
    }
    assert rows(shop.database, "consent") == {"consent": 0}
    assert shop.token(seller.seller_id).json()["code"] == "not-found"
    assert shop.client.get(path_of(seller), headers=shop.headers).status_code == 404
    assert shop.client.delete(path_of(seller), headers=shop.headers).status_code == 404
    assert [each["seller_id"] for each in shop.followed()["items"]] == [other.seller_id]
    page = shop.client.get("/v1/seller-accounts", headers=shop.headers, params=ALL | {"cursor": kept}).json()
    (gone,) = page["items"]
    assert (gone["seller_id"], gone["deleted_at"], gone["version"]) == (
        seller.seller_id,
        told["deleted_at"],
        version + 1,
    )
    me = shop.client.get("/v1/me", headers={"Authorization": f"Bearer {both['api_key']}"}).json()
    assert me["seller_ids"] == [other.seller_id]
    assert shop.client.get("/v1/me", headers={"Authorization": f"Bearer {alone['api_key']}"}).status_code == 401
    known = shop.client.get("/internal/seller-accounts", headers=shop.service).json()["items"]
    assert [each["seller_id"] for each in known] == [other.seller_id]
    with shop.database.read() as session:
        names = session.scalars(text("SELECT name FROM outbox WHERE kind = 'event' ORDER BY sequence")).all()
    assert names[-2:] == ["seller_account.deleted", "api_key.revoked"]


def test_connected_again_it_starts_anew_once_all_have_ended(shop, seller, service_headers, monkeypatch):
    first = shop.shown(seller.seller_id)
    shop.client.delete(path_of(seller), headers=shop.headers)
    assert shop.post(seller.account()).json()["code"] == "seller-account-leaving"
    with shop.database.read() as session:
        assert list_departing(session, "ads", now=utc_now()).items == []
    monkeypatch.setattr(endpoints.operations, "GRACE", timedelta())
    for service in SERVICES:
        headers = service_headers(service)
        (mine,) = shop.client.get("/internal/departures", headers=headers).json()["items"]
        assert mine == {"tenant_id": shop.customer.twin_id, "seller_id": seller.seller_id}
        left = shop.client.post("/internal/departures", headers=headers, json=mine)
        assert (left.status_code, left.json()) == (200, {"items": []})
    again = shop.post(seller.account(name="Anew"))
    assert again.status_code == 201, again.text
    shown = again.json()
    assert (shown["name"], shown["deleted_at"], shown["has_spapi_connection"]) == ("Anew", None, False)
    assert shown["version"] > first["version"]
    assert shop.post(seller.account()).json()["code"] == "seller-account-exists"
