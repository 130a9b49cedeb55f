from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.gateway.models import ApiKey
from shared.auth import api_keys
from shared.clock import utc_now

pytestmark = pytest.mark.present


def body_of(customer, **changes):
    return {
        "actor_id": customer.actor_id,
        "name": "ERP",
        "scopes": ["ads:read"],
        "livemode": True,
    } | changes


def stored(database):
    with database.read() as session:
        return {key.key_id: key for key in session.scalars(select(ApiKey))}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/api-keys"),
        ("GET", "/v1/api-keys"),
        ("GET", "/v1/api-keys/x"),
        ("DELETE", "/v1/api-keys/x"),
        ("POST", "/v1/api-keys/x/rotate"),
    ],
)
def test_keys_need_a_key_with_the_admin_scope(client, database, customer, issue, method, path):
    weak = issue(customer, "ads:read", "ads:write")
    before = stored(database)
    content = body_of(customer) if path == "/v1/api-keys" else {}
    body = {"json": content} if method == "POST" else {}
    assert client.request(method, path, **body).json()["code"] == "unauthorized"
    refused = client.request(method, path, headers=weak, **body)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
    assert stored(database) == before


def test_a_new_key_works_and_is_shown_once(client, database, customer):
    created = client.post("/v1/api-keys", headers=customer.live, json=body_of(customer))
    assert created.status_code == 201
    key = created.json()["api_key"]
    assert api_keys.parse(key).livemode is True
    assert created.json()["last_four"] == key[-4:]
    assert client.get("/v1/tenant", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    shown = client.get(created.headers["Location"], headers=customer.live).json()
    assert shown == {name: value for name, value in created.json().items() if name != "api_key"}
    assert key not in repr(stored(database)[created.json()["key_id"]].model_dump())


def test_scopes_of_a_key_are_enforced(client, customer):
    key = client.post("/v1/api-keys", headers=customer.live, json=body_of(customer)).json()["api_key"]
    answer = client.get("/v1/api-keys", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"scopes": ["internal"]}, "/scopes/0"),
        ({"scopes": ["ads:read", "ads:everything"]}, "/scopes/1"),
        ({"scopes": []}, "/scopes"),
        ({"livemode": "yes"}, "/livemode"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "/expires_at"),
        ({"actor_id": "nobody"}, "/actor_id"),
        ({"tenant_id": "x"}, "/tenant_id"),
    ],
)
def test_a_wrong_key_is_refused_and_nothing_is_stored(client, database, customer, changes, pointer):
    before = stored(database)
    answer = client.post("/v1/api-keys", headers=customer.live, json=body_of(customer, **changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert stored(database) == before


def test_another_tenants_actor_cannot_be_given_a_key(client, database, customer, stranger):
    before = stored(database)
    answer = client.post("/v1/api-keys", headers=customer.live, json=body_of(stranger))
    assert answer.status_code == 422
    assert stored(database) == before


def test_another_tenants_keys_do_not_exist(client, database, customer, stranger):
    before = stored(database)
    mine = client.get("/v1/api-keys", headers=customer.live).json()["items"][0]["key_id"]
    for method, path, body in [
        ("GET", f"/v1/api-keys/{mine}", None),
        ("DELETE", f"/v1/api-keys/{mine}", None),
        ("POST", f"/v1/api-keys/{mine}/rotate", {}),
    ]:
        answer = client.request(method, path, headers=stranger.live, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert stored(database) == before


def test_a_test_key_manages_test_keys_only(client, database, customer):
    live_key = next(key for key in stored(database).values() if key.livemode)
    seen = client.get("/v1/api-keys", headers=customer.test).json()["items"]
    assert [key["livemode"] for key in seen] == [False]
    assert client.delete(f"/v1/api-keys/{live_key.key_id}", headers=customer.test).status_code == 404
    refused = client.post("/v1/api-keys", headers=customer.test, json=body_of(customer))
    assert (refused.status_code, refused.json()["code"]) == (403, "live-key-required")
    made = client.post("/v1/api-keys", headers=customer.test, json=body_of(customer, livemode=False))
    assert made.json()["api_key"].startswith("zhl_test_")
    assert stored(database)[live_key.key_id] == live_key


def test_rotation_leaves_two_keys_and_then_one(client, database, customer):
    old = client.post("/v1/api-keys", headers=customer.live, json=body_of(customer)).json()
    before = utc_now()
    new = client.post(f"/v1/api-keys/{old['key_id']}/rotate", headers=customer.live)
    assert new.status_code == 201
    inherited = ("actor_id", "name", "scopes", "livemode", "expires_at")
    assert [new.json()[name] for name in inherited] == [old[name] for name in inherited]
    for key in (old, new.json()):
        assert client.get("/v1/tenant", headers={"Authorization": f"Bearer {key['api_key']}"}).status_code == 200
    ends = stored(database)[old["key_id"]].expires_at
    assert before + timedelta(hours=24) <= ends <= utc_now() + timedelta(hours=24)
    third = client.post(f"/v1/api-keys/{new.json()['key_id']}/rotate", headers=customer.live, json={})
    assert (third.status_code, third.json()["code"]) == (409, "rotation-underway")
    client.delete(f"/v1/api-keys/{old['key_id']}", headers=customer.live)
    fourth = client.post(f"/v1/api-keys/{new.json()['key_id']}/rotate", headers=customer.live, json={})
    assert fourth.status_code == 201


def test_rotation_without_overlap_ends_the_old_key_at_once(client, customer):
    old = client.post("/v1/api-keys", headers=customer.live, json=body_of(customer)).json()
    path = f"/v1/api-keys/{old['key_id']}"
    assert client.post(f"{path}/rotate", headers=customer.live, json={"overlap_hours": 0}).status_code == 201
    assert client.get("/v1/tenant", headers={"Authorization": f"Bearer {old['api_key']}"}).status_code == 401
    again = client.post(f"{path}/rotate", headers=customer.live, json={})
    assert (again.status_code, again.json()["code"]) == (409, "api-key-inactive")


def test_a_revoked_key_is_refused_and_stays_revoked(client, database, customer):
    key = client.post("/v1/api-keys", headers=customer.live, json=body_of(customer)).json()
    path = f"/v1/api-keys/{key['key_id']}"
    first = client.delete(path, headers=customer.live)
    assert (first.status_code, first.content) == (204, b"")
    revoked_at = stored(database)[key["key_id"]].revoked_at
    assert client.delete(path, headers=customer.live).status_code == 204
    assert stored(database)[key["key_id"]].revoked_at == revoked_at
    assert client.get("/v1/tenant", headers={"Authorization": f"Bearer {key['api_key']}"}).status_code == 401
    assert client.get(path, headers=customer.live).json()["active"] is False


def test_keys_are_listed_by_actor_and_in_pages(client, customer):
    actor = client.post("/v1/actors", headers=customer.live, json={"kind": "system", "name": "ERP"}).json()
    for number in range(3):
        body = body_of(customer, actor_id=actor["actor_id"], name=f"k{number}")
        client.post("/v1/api-keys", headers=customer.live, json=body)
    query = {"actor_id": actor["actor_id"], "limit": 2}
    first = client.get("/v1/api-keys", headers=customer.live, params=query).json()
    rest = client.get("/v1/api-keys", headers=customer.live, params=query | {"cursor": first["next_cursor"]}).json()
    assert [key["name"] for key in first["items"] + rest["items"]] == ["k0", "k1", "k2"]
    assert rest["has_more"] is False


def test_racing_rotations_make_one_successor(client, customer):
    old = client.post("/v1/api-keys", headers=customer.live, json=body_of(customer)).json()
    path = f"/v1/api-keys/{old['key_id']}/rotate"
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: client.post(path, headers=customer.live, json={}).status_code, range(8)))
    assert sorted(found) == [201] + [409] * 7
