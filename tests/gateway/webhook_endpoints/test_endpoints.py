"""Registering addresses, changing them, and their secrets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.gateway.models import IdempotentRequest, Outbox
from services.gateway.webhook_endpoints import rules
from shared import secrets

pytestmark = pytest.mark.present

PATH = "/v1/webhook-endpoints"
PUBLIC = "https://93.184.216.34/hooks"
ON_ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def one(endpoint):
    return f"{PATH}/{endpoint['endpoint_id']}"


def told(database):
    with database.read() as session:
        events = select(Outbox).where(Outbox.kind == "event").order_by(Outbox.sequence)
        return [(row.name, row.tenant_id) for row in session.scalars(events)]


@ON_ONE
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", PATH, {"url": PUBLIC}),
        ("GET", PATH, None),
        ("GET", f"{PATH}/x", None),
        ("PATCH", f"{PATH}/x", {"description": "y"}),
        ("DELETE", f"{PATH}/x", None),
        ("POST", f"{PATH}/x/rotate-secret", {}),
        ("POST", f"{PATH}/x/test", None),
    ],
)
def test_endpoints_need_a_key_with_the_admin_scope(hooks, customer, issue, method, path, body):
    weak = issue(customer, "events:read", "ads:write")
    assert hooks.client.request(method, path, json=body).json()["code"] == "unauthorized"
    refused = hooks.client.request(method, path, headers=weak, json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
    assert hooks.stored() == {}


def test_a_new_endpoint_shows_its_secret_once(hooks, customer, database):
    body = {
        "url": PUBLIC,
        "description": "ERP",
        "event_types": ["stock.cleared", "campaign.flagged", "stock.cleared"],
    }
    created = hooks.client.post(PATH, headers=customer.live, json=body)
    assert (created.status_code, created.headers["ETag"]) == (201, '"1"')
    assert created.headers["Location"] == one(created.json())
    secret = created.json()["secret"]
    assert (secret[:6], len(secret)) == ("whsec_", 6 + 44)
    shown = hooks.client.get(one(created.json()), headers=customer.live)
    assert (shown.headers["ETag"], shown.json()) == (
        '"1"',
        {name: value for name, value in created.json().items() if name != "secret"},
    )
    assert (shown.json()["enabled"], shown.json()["livemode"]) == (True, True)
    assert shown.json()["event_types"] == ["stock.cleared", "campaign.flagged"]
    assert secret not in repr(hooks.stored())
    assert told(database) == [("webhook_endpoint.created", customer.tenant_id)]


def test_the_secret_is_sealed_for_its_endpoint_alone(hooks, customer, keys_dir):
    first = hooks.register(customer.live, hooks.receiver)
    second = hooks.register(customer.live, hooks.other)
    sealer = secrets.sealer_of(keys_dir)
    sealed = hooks.stored()[first["endpoint_id"]]["secret"]
    name = f"webhook_endpoint/{first['endpoint_id']}/secret"
    assert sealer.open(sealed, customer.tenant_id, name) == first["secret"]
    for tenant_id, other in [
        (customer.twin_id, name),
        (customer.tenant_id, name.replace(first["endpoint_id"], second["endpoint_id"])),
    ]:
        with pytest.raises(secrets.SecretError):
            sealer.open(sealed, tenant_id, other)


def test_an_address_is_registered_once_and_its_secret_is_never_kept_for_a_replay(hooks, customer, database):
    headers = customer.live | {"Idempotency-Key": "register-the-erp"}
    answers = [hooks.client.post(PATH, headers=headers, json={"url": PUBLIC}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "webhook-endpoint-exists"
    assert len(hooks.stored()) == 1
    with database.read() as session:
        assert session.scalars(select(IdempotentRequest)).all() == []
    assert hooks.client.post(PATH, headers=customer.test, json={"url": PUBLIC}).status_code == 201


def test_racing_registrations_of_one_address_make_one_endpoint(hooks, customer):
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(
                lambda _: hooks.client.post(PATH, headers=customer.live, json={"url": PUBLIC}).status_code, range(8)
            )
        )
    assert sorted(found) == [201] + [409] * 7
    assert len(hooks.stored()) == 1


def test_racing_changes_to_one_address_let_one_through(hooks, customer):
    endpoints = [
        hooks.client.post(PATH, headers=customer.live, json={"url": f"{PUBLIC}/{number}"}).json()
        for number in range(6)
    ]

    def move(endpoint):
        return hooks.client.patch(one(endpoint), headers=customer.live, json={"url": PUBLIC}).status_code

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(move, endpoints))
    assert sorted(found) == [200] + [409] * 5


def test_a_tenant_has_twenty_endpoints_at_most(hooks, customer, stranger):
    def register(number):
        return hooks.client.post(PATH, headers=customer.live, json={"url": f"{PUBLIC}/{number}"})

    for number in range(rules.MAX_ENDPOINTS - 2):
        assert register(number).status_code == 201
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda number: register(100 + number), range(6)))
    refused = [answer.json()["code"] for answer in found if answer.status_code != 201]
    assert refused == ["webhook-endpoint-limit"] * 4
    assert len(hooks.stored()) == 20
    assert hooks.client.post(PATH, headers=stranger.live, json={"url": PUBLIC}).status_code == 201


@ON_ONE
@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"url": ""}, "invalid-request", "/url"),
        ({"url": "https://x/" + "x" * 2000}, "invalid-request", "/url"),
        ({"url": "http://93.184.216.34/"}, "webhook-url-refused", "/url"),
        ({"url": "https://10.0.0.1/"}, "webhook-url-refused", "/url"),
        ({"event_types": ["Campaign Flagged"]}, "invalid-request", "/event_types/0"),
        ({"event_types": ["a.b"] * 51}, "invalid-request", "/event_types"),
        ({"description": "x" * 201}, "invalid-request", "/description"),
        ({"secret": "whsec_AAAA"}, "invalid-request", "/secret"),
        ({"tenant_id": "x"}, "invalid-request", "/tenant_id"),
        ({"enabled": False}, "invalid-request", "/enabled"),
    ],
)
def test_a_wrong_endpoint_is_refused_with_its_place(hooks, customer, changes, code, pointer):
    answer = hooks.client.post(PATH, headers=customer.live, json={"url": PUBLIC} | changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert hooks.stored() == {}


def test_another_tenants_endpoint_does_not_exist(hooks, customer, stranger, database):
    endpoint = hooks.register(customer.live, hooks.receiver)
    before, events = hooks.stored(), told(database)
    for headers in (stranger.live, customer.test):
        for method, path, body in [
            ("GET", one(endpoint), None),
            ("PATCH", one(endpoint), {"enabled": False, "url": PUBLIC}),
            ("DELETE", one(endpoint), None),
            ("POST", f"{one(endpoint)}/rotate-secret", {"overlap_hours": 0}),
            ("POST", f"{one(endpoint)}/test", None),
        ]:
            answer = hooks.client.request(method, path, headers=headers, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        assert hooks.client.get(PATH, headers=headers).json()["items"] == []
    assert (hooks.stored(), told(database), hooks.rows()) == (before, events, [])


def test_an_update_changes_what_is_given(hooks, customer):
    endpoint = hooks.register(customer.live, hooks.receiver, description="old")
    answer = hooks.client.patch(
        one(endpoint),
        headers=customer.live | {"If-Match": '"1"'},
        json={"url": hooks.other.url, "event_types": ["stock.cleared"]},
    )
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    changed = {"url": hooks.other.url, "event_types": ["stock.cleared"], "version": 2}
    unchanged = {name: value for name, value in endpoint.items() if name not in ("secret", "updated_at")}
    assert answer.json() == unchanged | changed | {"updated_at": answer.json()["updated_at"]}
    hooks.tell(customer.tenant_id, "a", type="stock.cleared")
    hooks.tell(customer.tenant_id, "b")
    hooks.drain()
    assert (hooks.receiver.subjects(), hooks.other.subjects()) == ([], ["a"])


def test_refused_updates_change_nothing(hooks, customer):
    endpoint = hooks.register(customer.live, hooks.receiver)
    hooks.register(customer.live, hooks.other)
    before = hooks.stored()
    for headers, body, expected in [
        ({"If-Match": '"7"'}, {"description": "x"}, (412, "precondition-failed")),
        ({}, {"url": hooks.other.url}, (409, "webhook-endpoint-exists")),
        ({}, {"url": "https://127.0.0.1/"}, (422, "webhook-url-refused")),
        ({}, {"url": None}, (422, "invalid-request")),
        ({}, {"enabled": "no"}, (422, "invalid-request")),
        ({}, {"version": 5}, (422, "invalid-request")),
    ]:
        answer = hooks.client.patch(one(endpoint), headers=customer.live | headers, json=body)
        assert (answer.status_code, answer.json()["code"]) == expected
    late = hooks.client.delete(one(endpoint), headers=customer.live | {"If-Match": '"2"'})
    assert (late.status_code, hooks.stored()) == (412, before)


def test_a_disabled_endpoint_gives_up_and_gets_nothing_until_it_is_enabled(hooks, customer, database):
    endpoint = hooks.register(customer.live, hooks.receiver)
    hooks.tell(customer.tenant_id, "a")
    answer = hooks.client.patch(one(endpoint), headers=customer.live, json={"enabled": False})
    assert (answer.json()["enabled"], answer.json()["disabled_reason"]) == (False, "by-request")
    assert [(row.status, row.last_error) for row in hooks.rows()] == [("failed", "endpoint-disabled")]
    hooks.tell(customer.tenant_id, "b")
    hooks.drain()
    refused = hooks.client.post(f"{one(endpoint)}/test", headers=customer.live)
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook-endpoint-disabled")
    assert (hooks.receiver.received, len(hooks.rows())) == ([], 1)
    assert [name for name, _ in told(database)][-2:] == ["webhook_endpoint.disabled", "webhook_endpoint.updated"]
    hooks.client.patch(one(endpoint), headers=customer.live, json={"enabled": True})
    hooks.tell(customer.tenant_id, "c")
    hooks.drain()
    assert hooks.receiver.subjects() == ["c"]


def test_a_deleted_endpoint_is_sent_nothing_more(hooks, customer, database):
    endpoint = hooks.register(customer.live, hooks.receiver)
    kept = hooks.register(customer.live, hooks.other)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    hooks.tell(customer.tenant_id, "b")
    gone = hooks.client.delete(one(endpoint), headers=customer.live | {"If-Match": '"1"'})
    assert (gone.status_code, gone.content) == (204, b"")
    assert hooks.client.get(one(endpoint), headers=customer.live).status_code == 404
    hooks.drain()
    assert (hooks.receiver.subjects(), hooks.other.subjects()) == (["a"], ["a", "b"])
    listed = hooks.client.get(PATH, headers=customer.live).json()["items"]
    assert [one["endpoint_id"] for one in listed] == [kept["endpoint_id"]]
    every = hooks.client.get(PATH, headers=customer.live, params={"include_deleted": True}).json()["items"]
    shown = {one["endpoint_id"]: (one["url"], one["deleted_at"] is None) for one in every}
    assert shown[endpoint["endpoint_id"]] == (f"deleted:{endpoint['endpoint_id']}", False)
    ended = {row.status for row in hooks.rows() if row.endpoint_id == endpoint["endpoint_id"]}
    assert ended == {"delivered", "failed"}
    assert told(database)[-1] == ("webhook_endpoint.deleted", customer.tenant_id)
    again = hooks.client.post(PATH, headers=customer.live, json={"url": endpoint["url"]})
    assert again.status_code == 201


def test_endpoints_are_listed_in_pages(hooks, customer):
    for number in range(3):
        hooks.client.post(PATH, headers=customer.live, json={"url": f"{PUBLIC}/{number}"})
    first = hooks.client.get(PATH, headers=customer.live, params={"limit": 2}).json()
    rest = hooks.client.get(PATH, headers=customer.live, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["url"][-1] for item in first["items"] + rest["items"]] == ["0", "1", "2"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    last = first["items"][1]
    hooks.client.patch(one(first["items"][0]), headers=customer.live, json={"enabled": False})
    query = {"updated_after": rest["items"][0]["updated_at"]}
    changed = hooks.client.get(PATH, headers=customer.live, params=query).json()["items"]
    assert [item["url"][-1] for item in changed] == ["0"]
    enabled = hooks.client.get(PATH, headers=customer.live, params={"enabled": True}).json()["items"]
    assert [item["endpoint_id"] for item in enabled] == [last["endpoint_id"], rest["items"][0]["endpoint_id"]]


def test_a_test_event_goes_to_one_endpoint_whatever_it_wants(hooks, customer):
    endpoint = hooks.register(customer.live, hooks.receiver, event_types=["stock.cleared"])
    hooks.register(customer.live, hooks.other)
    headers = customer.live | {"Idempotency-Key": "test-the-erp"}
    answers = [hooks.client.post(f"{one(endpoint)}/test", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["status"], answers[0].json()["attempts"]) == ("pending", [])
    hooks.drain()
    (got,) = hooks.receiver.received
    assert (got.json["type"], got.json["data"]) == (
        "webhook_endpoint.test",
        {"endpoint_id": endpoint["endpoint_id"]},
    )
    assert hooks.other.received == []
    ended = hooks.client.get(answers[0].headers["Location"], headers=customer.live).json()
    assert (ended["status"], ended["attempts"][0]["status_code"]) == ("delivered", 204)


def test_a_rotation_waits_for_the_last_one_unless_it_has_no_overlap(hooks, customer):
    endpoint = hooks.register(customer.live, hooks.receiver)
    path = f"{one(endpoint)}/rotate-secret"
    first = hooks.client.post(path, headers=customer.live)
    assert (first.status_code, first.headers["ETag"]) == (201, '"2"')
    assert first.json()["secret"] not in (None, endpoint["secret"])
    row = hooks.stored()[endpoint["endpoint_id"]]
    assert row["previous_secret_ends_at"] - row["updated_at"] == timedelta(hours=24)
    before = hooks.stored()
    second = hooks.client.post(path, headers=customer.live, json={"overlap_hours": 1})
    assert (second.status_code, second.json()["code"]) == (409, "webhook-rotation-underway")
    assert hooks.stored() == before
    at_once = hooks.client.post(path, headers=customer.live, json={"overlap_hours": 0})
    assert (at_once.status_code, at_once.json()["previous_secret_ends_at"]) == (201, None)
    assert hooks.stored()[endpoint["endpoint_id"]]["previous_secret"] is None
    for wrong in (-1, 169, "1"):
        answer = hooks.client.post(path, headers=customer.live, json={"overlap_hours": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/overlap_hours")
