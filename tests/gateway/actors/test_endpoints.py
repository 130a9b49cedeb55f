import json

import pytest

from tests.sql import text

pytestmark = pytest.mark.present

ACTOR = {"kind": "person", "name": "Li Wei"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/me"), ("GET", "/v1/actors"), ("POST", "/v1/actors"), ("GET", "/v1/actors/x")],
)
def test_nothing_answers_without_a_key(client, method, path):
    answer = client.request(method, path, json=ACTOR if method == "POST" else None)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_any_key_reads_names_and_only_an_admin_changes_them(client, customer, issue):
    weak, path = issue(customer, "ads:read"), f"/v1/actors/{customer.actor_id}"
    assert [actor["name"] for actor in client.get("/v1/actors", headers=weak).json()["items"]] == ["Wu"]
    assert client.get(path, headers=weak).json()["name"] == "Wu"
    for method, place, body in [
        ("POST", "/v1/actors", ACTOR),
        ("PATCH", path, {"name": "Other"}),
        ("POST", f"{path}/deactivate", None),
    ]:
        answer = client.request(method, place, headers=weak, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert client.get(path, headers=weak).json()["version"] == 1


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


def test_a_test_key_sees_the_newest_of_both_halves(client, customer):
    def names() -> list[str]:
        return [each["name"] for each in client.get("/v1/actors", headers=customer.test).json()["items"]]

    assert names() == ["Wu"]  # before the twin has any of its own
    assert client.post("/v1/actors", headers=customer.test, json=ACTOR | {"name": "Of the twin"}).status_code == 201
    assert client.post("/v1/actors", headers=customer.live, json=ACTOR | {"name": "Later"}).status_code == 201
    assert names() == ["Wu", "Of the twin", "Later"]


def test_a_test_key_makes_actors_of_the_twin_and_changes_no_others(client, customer):
    made = client.post("/v1/actors", headers=customer.test, json=ACTOR)
    assert (made.status_code, made.json()["livemode"]) == (201, False)
    seen = client.get("/v1/actors", headers=customer.test).json()["items"]
    assert [(actor["name"], actor["livemode"]) for actor in seen] == [("Wu", True), ("Li Wei", False)]
    assert [actor["name"] for actor in client.get("/v1/actors", headers=customer.live).json()["items"]] == ["Wu"]
    assert client.get(made.headers["Location"], headers=customer.live).status_code == 404
    for method, path in [("PATCH", ""), ("POST", "/deactivate")]:
        place = f"/v1/actors/{customer.actor_id}{path}"
        refused = client.request(method, place, headers=customer.test, json={"name": "x"} if not path else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "live-key-required")
    assert client.patch(made.headers["Location"], headers=customer.test, json={"name": "Li"}).json()["name"] == "Li"


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
        ({**ACTOR, "roles": []}, "/roles"),
        ({**ACTOR, "roles": ["viewer", "boss"]}, "/roles/1"),
        ({**ACTOR, "language": "fr"}, "/language"),
        ({**ACTOR, "seller_ids": ["A1NOBODYS99"]}, "/seller_ids/0"),
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
    assert (later["items"], later["next_cursor"], later["has_more"]) == ([], None, False)


def test_a_cursor_belongs_to_its_tenant_and_filters(client, customer, stranger):
    client.post("/v1/actors", headers=customer.live, json=ACTOR)
    cursor = client.get("/v1/actors", headers=customer.live, params={"limit": 1}).json()["next_cursor"]
    for headers, extra, code in [
        (stranger.live, {}, "cursor-mismatch"),
        (customer.live, {"kind": "person"}, "cursor-mismatch"),
    ]:
        answer = client.get("/v1/actors", headers=headers, params={"cursor": cursor, **extra})
        assert (answer.status_code, answer.json()["code"]) == (400, code)


def connect(client, headers, *seller_ids):
    for seller_id in seller_ids:
        account = {"seller_id": seller_id, "name": "N", "region": "EU", "marketplace_ids": ["A1F83G8C2ARO7P"]}
        assert client.post("/v1/seller-accounts", headers=headers, json=account).status_code == 201


def test_an_actor_is_changed_member_by_member(client, customer):
    connect(client, customer.live, "A1FIRSTSHOP", "A1OTHERSHOP")
    wanted = ACTOR | {"language": "zh", "roles": ["assistant"], "seller_ids": ["A1FIRSTSHOP", "A1OTHERSHOP"]}
    made = client.post("/v1/actors", headers=customer.live, json=wanted)
    expected = wanted | {"version": 1, "active": True, "changed_by": customer.actor_id}
    assert {name: made.json()[name] for name in expected} == expected
    place, etag = made.headers["Location"], made.headers["ETag"]
    renamed = client.patch(place, headers=customer.live | {"If-Match": etag}, json={"name": "Li"}).json()
    assert {name: renamed[name] for name in expected} == expected | {"name": "Li", "version": 2}
    stale = client.patch(place, headers=customer.live | {"If-Match": etag}, json={"name": "Wang"})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition-failed")
    freed = client.patch(place, headers=customer.live, json={"seller_ids": None, "roles": ["viewer", "manager"]})
    assert (freed.json()["seller_ids"], freed.json()["roles"]) == (None, ["viewer", "manager"])
    refused = client.patch(place, headers=customer.live, json={"seller_ids": ["A1FIRSTSHOP", "A1NOBODYS99"]})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/seller_ids/1"]
    assert client.get(place, headers=customer.live).json()["version"] == 3


@pytest.mark.parametrize("body", [{"name": None}, {"roles": None}, {"language": None}, {"kind": "system"}])
def test_what_an_actor_must_have_cannot_be_taken_away(client, customer, body):
    answer = client.patch(f"/v1/actors/{customer.actor_id}", headers=customer.live, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{next(iter(body))}")


def test_a_deactivated_actor_stays_under_its_name_and_is_filtered(client, customer):
    place = client.post("/v1/actors", headers=customer.live, json=ACTOR).headers["Location"]
    gone = client.post(f"{place}/deactivate", headers=customer.live)
    assert (gone.status_code, gone.json()["active"], gone.json()["version"]) == (200, False, 2)
    again = client.post(f"{place}/deactivate", headers=customer.live)
    assert again.json() == gone.json() == client.get(place, headers=customer.live).json()
    for active, names in [("true", ["Wu"]), ("false", ["Li Wei"])]:
        found = client.get("/v1/actors", headers=customer.live, params={"active": active}).json()["items"]
        assert [actor["name"] for actor in found] == names


def test_nobody_takes_their_own_rights_away(client, customer):
    place = f"/v1/actors/{customer.actor_id}"
    for answer in [
        client.post(f"{place}/deactivate", headers=customer.live),
        client.patch(place, headers=customer.live, json={"roles": ["viewer"]}),
        client.patch(place, headers=customer.live, json={"seller_ids": []}),
    ]:
        assert (answer.status_code, answer.json()["code"]) == (409, "own-actor")
    assert client.patch(place, headers=customer.live, json={"name": "Wu Jun"}).status_code == 200


def test_other_tenants_change_nothing(client, customer, stranger):
    place = f"/v1/actors/{customer.actor_id}"
    before = client.get(place, headers=customer.live).json()
    for method, path, body in [("GET", "", None), ("PATCH", "", {"name": "x"}), ("POST", "/deactivate", None)]:
        answer = client.request(method, f"{place}{path}", headers=stranger.live, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert client.get(place, headers=customer.live).json() == before


def test_changes_are_told_with_who_made_them(client, customer, database):
    made = client.post("/v1/actors", headers=customer.live, json=ACTOR).json()
    client.patch(f"/v1/actors/{made['actor_id']}", headers=customer.live, json={"name": "Li"})
    client.post(f"/v1/actors/{made['actor_id']}/deactivate", headers=customer.live)
    query = text("SELECT name, content FROM outbox WHERE kind = 'event' AND name LIKE 'actor.%' ORDER BY sequence")
    with database.read() as session:
        told = [(row.name, json.loads(row.content)) for row in session.execute(query)]
    common = {"actor_id": made["actor_id"], "by_actor_id": customer.actor_id}
    assert told == [
        ("actor.created", common | {"version": 1}),
        ("actor.updated", common | {"version": 2}),
        ("actor.deactivated", common | {"version": 3}),
    ]


def test_services_learn_who_can_take_something(client, customer, stranger, service_headers):
    def known(tenant_id, actor_id):
        asked = {"tenant_id": tenant_id, "actor_id": actor_id}
        answer = client.get("/internal/actors", headers=service_headers("ads"), params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    of_twin = client.post("/v1/actors", headers=customer.test, json=ACTOR).json()["actor_id"]
    wu = {"actor_id": customer.actor_id, "seller_ids": None}
    assert known(customer.tenant_id, customer.actor_id) == known(customer.twin_id, customer.actor_id) == [wu]
    assert (known(customer.twin_id, of_twin)[0]["actor_id"], known(customer.tenant_id, of_twin)) == (of_twin, [])
    assert known(stranger.tenant_id, customer.actor_id) == known(customer.tenant_id, "x") == []
    assert client.post(f"/v1/actors/{of_twin}/deactivate", headers=customer.test).status_code == 200
    assert known(customer.twin_id, of_twin) == []
