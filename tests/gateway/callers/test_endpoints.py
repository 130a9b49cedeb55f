"""Who a key speaks for, whom it may act for, and what is left of what both may do."""

import pytest

from services.gateway.callers.operations import find_principal
from shared import secrets
from shared.clock import utc_now

pytestmark = pytest.mark.present
ERP = ["tickets:read", "tickets:write", "tickets:approve", "act-as"]


@pytest.fixture
def hire(client, customer):
    """`hire("person", "assistant")`: an actor of the tenant with these roles, by its id."""

    def hired(kind, *roles, headers=None, **more):
        wanted = {"kind": kind, "name": "Li Wei", "roles": list(roles)} | more
        answer = client.post("/v1/actors", headers=headers or customer.live, json=wanted)
        assert answer.status_code == 201, answer.text
        return answer.json()["actor_id"]

    return hired


@pytest.fixture
def key_for(client, customer):
    """`key_for(actor_id, "ads:read")`: the headers of a new key of an actor."""

    def keyed(actor_id, *scopes, headers=None, **more):
        wanted = wanted_of(actor_id, *scopes) | more
        answer = client.post("/v1/api-keys", headers=headers or customer.live, json=wanted)
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['api_key']}"}

    return keyed


@pytest.fixture
def shops(client, customer):
    """Three seller accounts of the tenant."""
    sellers = ["A1FIRSTSHOP", "A1OTHERSHOP", "A1THIRDSHOP"]
    for seller_id in sellers:
        account = {"seller_id": seller_id, "name": "N", "region": "EU", "marketplace_ids": ["A1F83G8C2ARO7P"]}
        assert client.post("/v1/seller-accounts", headers=customer.live, json=account).status_code == 201
    return sellers


def wanted_of(actor_id, *scopes):
    return {"actor_id": actor_id, "name": "key", "scopes": list(scopes), "livemode": True}


def me(client, headers, behalf=None):
    answer = client.get("/v1/me", headers=headers | ({"X-On-Behalf-Of": behalf} if behalf else {}))
    return answer.json() if answer.status_code == 200 else (answer.status_code, answer.json()["code"])


def test_a_key_says_who_it_is(client, customer, hire, key_for, shops):
    li = hire("person", "assistant", language="zh", seller_ids=shops[:2])
    headers = key_for(li, "ads:read", "tickets:write", expires_at="2099-01-01T00:00:00Z")
    assert me(client, headers) == {
        "tenant_id": customer.tenant_id,
        "environment": "live",
        "key_id": headers["Authorization"].split("_")[2],
        "key_name": "key",
        "expires_at": "2099-01-01T00:00:00Z",
        "actor": {"actor_id": li, "kind": "person", "name": "Li Wei", "language": "zh", "roles": ["assistant"]},
        "way": "own-key",
        "on_behalf_of": None,
        "scopes": ["ads:read", "tickets:write"],
        "seller_ids": ["A1FIRSTSHOP", "A1OTHERSHOP"],
    }


def test_two_keys_of_one_actor_are_one_person(client, hire, key_for):
    li = hire("person", "manager")
    first, second = (me(client, key_for(li, "ads:read")) for _ in range(2))
    assert first["key_id"] != second["key_id"]
    assert first["actor"] == second["actor"]


def test_the_twins_own_actor_has_test_keys_only(client, customer, hire, key_for):
    li = hire("person", "assistant", headers=customer.test)
    found = me(client, key_for(li, "ads:read", headers=customer.test, livemode=False))
    assert (found["environment"], found["tenant_id"], found["actor"]["actor_id"]) == ("test", customer.twin_id, li)
    refused = client.post("/v1/api-keys", headers=customer.live, json=wanted_of(li, "ads:read"))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/actor_id")


def test_a_key_has_no_more_than_its_actor(client, customer, hire, key_for, shops):
    li = hire("person", "assistant", seller_ids=shops[:2])
    for more, pointer in [
        ({"scopes": ["ads:read", "ads:approve"]}, "/scopes/1"),
        ({"seller_ids": [shops[0], shops[2]]}, "/seller_ids/1"),
    ]:
        refused = client.post("/v1/api-keys", headers=customer.live, json=wanted_of(li, "ads:read") | more)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert me(client, key_for(li, "ads:read", "ads:write", seller_ids=[shops[1]]))["seller_ids"] == [shops[1]]


def test_a_key_follows_its_actor_and_stops_with_it(client, customer, hire, shops, database, keys_dir):
    li = hire("person", "assistant")
    wanted = wanted_of(li, "ads:read", "ads:write")
    key = client.post("/v1/api-keys", headers=customer.live, json=wanted).json()["api_key"]

    def found():
        with database.read() as session:
            return find_principal(session, key, pepper=secrets.pepper_of(keys_dir), now=utc_now())

    assert (found().scopes, found().seller_ids) == ({"ads:read", "ads:write"}, None)
    less = {"roles": ["viewer"], "seller_ids": [shops[0]]}
    client.patch(f"/v1/actors/{li}", headers=customer.live, json=less)
    assert (found().scopes, found().seller_ids) == ({"ads:read"}, {shops[0]})
    client.post(f"/v1/actors/{li}/deactivate", headers=customer.live)
    assert found() is None
    refused = client.post("/v1/api-keys", headers=customer.live, json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (409, "actor-inactive")


def test_a_system_acts_for_a_person_with_what_both_may_do(client, hire, key_for, shops):
    erp = hire("system", "integration", seller_ids=shops[:2], name="ERP")
    li = hire("person", "assistant", seller_ids=shops[1:])
    found = me(client, key_for(erp, *ERP), li)
    assert (found["actor"]["actor_id"], found["way"], found["on_behalf_of"]["actor_id"]) == (erp, "on-behalf", li)
    assert (found["scopes"], found["seller_ids"]) == (["tickets:read", "tickets:write"], [shops[1]])


def test_acting_for_somebody_is_refused_with_a_code(client, customer, stranger, hire, key_for):
    erp, li, gone = hire("system", "integration"), hire("person", "assistant"), hire("person", "assistant")
    client.post(f"/v1/actors/{gone}/deactivate", headers=customer.live)
    headers = key_for(erp, *ERP)
    for behalf, code in [
        ("nobody", "actor-unknown"),
        ("", "actor-unknown"),
        (stranger.actor_id, "actor-unknown"),
        (erp, "actor-unknown"),
        (gone, "actor-deactivated"),
    ]:
        answer = client.get("/v1/me", headers=headers | {"X-On-Behalf-Of": behalf})
        assert (behalf, answer.status_code, answer.json()["code"]) == (behalf, 403, code)
    assert me(client, key_for(erp, "tickets:read"), li) == (403, "scope-missing")
    assert me(client, customer.live, li) == (403, "scope-missing")
    twice = [*headers.items(), ("X-On-Behalf-Of", li), ("X-On-Behalf-Of", gone)]
    assert client.get("/v1/me", headers=twice).json()["code"] == "actor-unknown"


def test_one_key_for_two_people_is_never_mixed_up(client, hire, key_for):
    erp, li, wang = hire("system", "integration"), hire("person", "assistant"), hire("person", "viewer")
    headers = key_for(erp, *ERP)
    for _ in range(2):
        assert me(client, headers)["on_behalf_of"] is None
        assert me(client, headers, li)["on_behalf_of"]["actor_id"] == li
        assert me(client, headers, wang)["scopes"] == ["tickets:read"]


def test_a_limited_key_manages_nothing_of_the_whole_tenant(client, hire, key_for, shops):
    boss = hire("person", "owner", seller_ids=[shops[0]])
    headers = key_for(boss, "admin", "events:read")
    for method, path, body in [
        ("POST", "/v1/actors", {"kind": "person", "name": "x"}),
        ("PATCH", f"/v1/actors/{boss}", {"name": "x"}),
        ("GET", "/v1/api-keys", None),
        ("POST", "/v1/webhook-endpoints", {"url": "https://example.com/"}),
        ("GET", "/v1/webhook-deliveries", None),
        ("POST", "/v1/seller-accounts", {"seller_id": "A1NEWSHOP99", "name": "N", "region": "EU"}),
    ]:
        answer = client.request(method, path, headers=headers, json=body)
        assert (path, answer.status_code, answer.json()["code"]) == (path, 403, "key-limited")


def test_a_limited_caller_sees_of_others_only_the_accounts_of_its_own(client, hire, key_for, shops):
    li, wang = hire("person", "viewer", seller_ids=shops[:1]), hire("person", "viewer", seller_ids=shops)
    assert client.get(f"/v1/actors/{wang}", headers=key_for(li, "ads:read")).json()["seller_ids"] == shops[:1]
