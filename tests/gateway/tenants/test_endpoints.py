import pytest

pytestmark = pytest.mark.present

ACTOR = {"kind": "person", "name": "Li Wei"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/tenant"), ("GET", "/v1/actors"), ("POST", "/v1/actors"), ("GET", "/v1/actors/x")],
)
def test_nothing_answers_without_a_key(client, method, path):
    answer = client.request(method, path, json=ACTOR if method == "POST" else None)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/actors"), ("POST", "/v1/actors")])
def test_actors_need_the_admin_scope(client, customer, issue, method, path):
    answer = client.request(
        method, path, headers=issue(customer, "ads:read"), json=ACTOR if method == "POST" else None
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert [actor["name"] for actor in client.get("/v1/actors", headers=customer.live).json()["items"]] == ["Wu"]


def test_a_key_shows_the_tenant_it_opens(client, customer):
    live = client.get("/v1/tenant", headers=customer.live)
    test = client.get("/v1/tenant", headers=customer.test)
    assert (live.json()["tenant_id"], live.json()["livemode"]) == (customer.tenant_id, True)
    assert (test.json()["tenant_id"], test.json()["livemode"]) == (customer.twin_id, False)
    assert "X-Environment" not in live.headers
    assert test.headers["X-Environment"] == "test"


def test_a_created_actor_is_found_again(client, customer):
    created = client.post("/v1/actors", headers=customer.live, json=ACTOR)
    assert created.status_code == 201
    assert created.json().items() >= ACTOR.items()
    found = client.get(created.headers["Location"], headers=customer.live)
    assert found.json() == created.json()
    assert found.headers["RateLimit-Policy"] == '"reads";q=1200;w=60'


def test_another_tenants_actor_does_not_exist(client, customer, stranger):
    answer = client.get(f"/v1/actors/{customer.actor_id}", headers=stranger.live)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_a_test_key_sees_actors_but_makes_none(client, customer):
    refused = client.post("/v1/actors", headers=customer.test, json=ACTOR)
    assert (refused.status_code, refused.json()["code"]) == (403, "live-key-required")
    seen = client.get("/v1/actors", headers=customer.test).json()["items"]
    assert [actor["actor_id"] for actor in seen] == [customer.actor_id]


def test_the_same_idempotency_key_makes_one_actor(client, customer):
    headers = customer.live | {"Idempotency-Key": "actor-li-wei"}
    first = client.post("/v1/actors", headers=headers, json=ACTOR)
    again = client.post("/v1/actors", headers=headers, json=ACTOR)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    other = client.post("/v1/actors", headers=headers, json={**ACTOR, "name": "Other"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    names = [actor["name"] for actor in client.get("/v1/actors", headers=customer.live).json()["items"]]
    assert sorted(names) == ["Li Wei", "Wu"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "robot", "name": "x"}, "/kind"),
        ({"kind": "person", "name": "  "}, "/name"),
        ({"kind": "person"}, "/name"),
        ({**ACTOR, "tenant_id": "other"}, "/tenant_id"),
    ],
)
def test_a_wrong_actor_is_refused_with_its_place(client, customer, body, pointer):
    answer = client.post("/v1/actors", headers=customer.live, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_actors_are_paged_and_filtered_by_time(client, customer):
    for number in range(4):
        client.post("/v1/actors", headers=customer.live, json={"kind": "system", "name": f"s{number}"})
    seen, cursor = [], ""
    while True:
        page = client.get("/v1/actors", headers=customer.live, params={"limit": 2, "cursor": cursor}).json()
        seen += [actor["name"] for actor in page["items"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert seen == ["Wu", "s0", "s1", "s2", "s3"]
    assert page["next_cursor"] is None
    last = page["items"][-1]["updated_at"]
    later = client.get("/v1/actors", headers=customer.live, params={"updated_after": last}).json()
    assert later == {"items": [], "next_cursor": None, "has_more": False}


def test_a_cursor_belongs_to_its_tenant_and_filters(client, customer, stranger):
    client.post("/v1/actors", headers=customer.live, json=ACTOR)
    cursor = client.get("/v1/actors", headers=customer.live, params={"limit": 1}).json()["next_cursor"]
    for headers, extra, code in [
        (stranger.live, {}, "cursor-mismatch"),
        (customer.live, {"updated_after": "2026-01-01T00:00:00Z"}, "cursor-mismatch"),
    ]:
        answer = client.get("/v1/actors", headers=headers, params={"cursor": cursor, **extra})
        assert (answer.status_code, answer.json()["code"]) == (400, code)
