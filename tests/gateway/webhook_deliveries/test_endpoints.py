"""Listing and replaying deliveries."""

from datetime import timedelta

import pytest

pytestmark = pytest.mark.present

ROUTES = [
    ("GET", "/v1/webhook-deliveries", None),
    ("GET", "/v1/webhook-deliveries/x", None),
    ("POST", "/v1/webhook-deliveries/x/replay", None),
    ("POST", "/v1/webhook-replays", {"endpoint_id": "x", "failed_since": "2026-01-01T00:00:00Z"}),
]
ON_ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def failed(hooks, customer):
    """An endpoint at which an event of the subject a and one of b failed: (endpoint, the deliveries)."""
    endpoint = hooks.register(customer.live, hooks.receiver)
    hooks.receiver.say(410)
    for subject in ("a", "b"):
        hooks.tell(customer.tenant_id, subject)
        hooks.drain()
        path = f"/v1/webhook-endpoints/{endpoint['endpoint_id']}"
        assert hooks.client.patch(path, headers=customer.live, json={"enabled": True}).status_code == 200
    hooks.receiver.received.clear()
    hooks.receiver.say(204)
    found = hooks.deliveries(customer.live)
    assert [(one["status"], one["attempt_count"]) for one in found] == [("failed", 1)] * 2
    return endpoint, found


def state(hooks):
    return [row.model_dump() for row in hooks.rows()]


def replay(hooks, headers, delivery, **extra):
    return hooks.client.post(f"/v1/webhook-deliveries/{delivery['delivery_id']}/replay", headers=headers | extra)


@ON_ONE
@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_deliveries_need_a_key_with_the_admin_scope(client, customer, issue, method, path, body):
    weak = issue(customer, "events:read", "ads:read")
    assert client.request(method, path, json=body).json()["code"] == "unauthorized"
    refused = client.request(method, path, headers=weak, json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")


def test_another_tenants_deliveries_do_not_exist(hooks, customer, stranger, failed):
    endpoint, (delivery, _) = failed
    before = state(hooks)
    body = {"endpoint_id": endpoint["endpoint_id"], "failed_since": "2026-01-01T00:00:00Z"}
    for headers in (stranger.live, customer.test):
        for method, path, content in [
            ("GET", f"/v1/webhook-deliveries/{delivery['delivery_id']}", None),
            ("POST", f"/v1/webhook-deliveries/{delivery['delivery_id']}/replay", None),
            ("POST", "/v1/webhook-replays", body),
        ]:
            answer = hooks.client.request(method, path, headers=headers, json=content)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        assert hooks.deliveries(headers, endpoint_id=endpoint["endpoint_id"]) == []
    assert state(hooks) == before


def test_deliveries_are_filtered_and_paged(hooks, customer):
    first = hooks.register(customer.live, hooks.receiver)
    second = hooks.register(customer.live, hooks.other, event_types=["stock.cleared"])
    hooks.other.say(500)
    hooks.tell(customer.tenant_id, "a", "b")
    hooks.tell(customer.tenant_id, "a", type="stock.cleared")
    hooks.drain()

    def listed(**query):
        return [
            (one["endpoint_id"], one["subject"], one["status"]) for one in hooks.deliveries(customer.live, **query)
        ]

    own = [(first["endpoint_id"], subject, "delivered") for subject in ("a", "b", "a")]
    waiting = (second["endpoint_id"], "a", "pending")
    assert sorted(listed()) == sorted([*own, waiting])
    assert listed(endpoint_id=first["endpoint_id"]) == own
    assert listed(status="pending") == [waiting]
    assert sorted(listed(event_type="stock.cleared")) == sorted([own[2], waiting])
    assert listed(subject="b") == [own[1]]
    assert listed(status="failed") == []
    all_of_them = hooks.client.get("/v1/webhook-deliveries", headers=customer.live).json()["items"]
    assert len(listed(updated_after=all_of_them[1]["updated_at"])) == 2
    paged, cursor = [], ""
    for _ in range(4):
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = hooks.client.get("/v1/webhook-deliveries", headers=customer.live, params=query).json()
        paged += page["items"]
        cursor = page["next_cursor"]
    assert (paged, cursor) == (all_of_them, None)
    wrong = hooks.client.get("/v1/webhook-deliveries", headers=customer.live, params={"status": "lost"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "status")


def test_one_failed_delivery_is_sent_again_with_a_schedule_of_its_own(hooks, customer, failed):
    _, (delivery, _) = failed
    hooks.receiver.say(500)
    answer = replay(hooks, customer.live, delivery)
    assert (answer.status_code, answer.json()["status"], answer.json()["attempt_count"]) == (202, "pending", 1)
    assert answer.headers["Location"] == f"/v1/webhook-deliveries/{delivery['delivery_id']}"
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received] == [delivery["event_id"]]
    shown = hooks.detail(customer.live, delivery["delivery_id"])
    assert (shown["status"], shown["attempt_count"], shown["attempts"][-1]["number"]) == ("pending", 2, 2)
    hooks.receiver.say(204)
    hooks.drain(ahead=timedelta(seconds=6))
    assert hooks.detail(customer.live, delivery["delivery_id"])["status"] == "delivered"
    assert [one["status"] for one in hooks.deliveries(customer.live)] == ["delivered", "failed"]


def test_a_replayed_delivery_goes_before_later_ones_of_its_subject(hooks, customer, failed):
    _, (delivery, _) = failed
    hooks.receiver.say(500)
    (later,) = hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    hooks.receiver.received.clear()
    replay(hooks, customer.live, delivery)
    hooks.receiver.say(204)
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received] == [delivery["event_id"], later]


def test_a_replay_follows_what_is_under_way(hooks, customer, failed):
    _, (delivery, _) = failed
    gate = hooks.receiver.ending
    hooks.receiver.answer = lambda _: (gate.wait(10) and 204, {}, b"")
    (later,) = hooks.tell(customer.tenant_id, "a")
    hooks.worker.run()
    answer = replay(hooks, customer.live, delivery)
    assert (answer.status_code, answer.json()["next_attempt_at"]) == (202, None)
    gate.set()
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received] == [later, delivery["event_id"]]


def test_a_delivered_one_and_a_waiting_one_can_be_sent_again_at_once(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    (delivered,) = hooks.deliveries(customer.live)
    assert replay(hooks, customer.live, delivered).json()["delivered_at"] is None
    hooks.receiver.say(500)
    hooks.drain()
    assert replay(hooks, customer.live, delivered).status_code == 202
    hooks.receiver.say(204)
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received] == [delivered["event_id"]] * 3
    assert hooks.deliveries(customer.live)[0]["status"] == "delivered"


def test_all_failed_ones_since_a_moment_are_sent_again(hooks, customer, failed):
    endpoint, (first, second) = failed
    body = {"endpoint_id": endpoint["endpoint_id"], "failed_since": second["updated_at"]}
    later = body | {"failed_since": "2999-01-01T00:00:00Z"}
    answer = hooks.client.post("/v1/webhook-replays", headers=customer.live, json=later)
    assert (answer.status_code, answer.json()) == (202, {"replayed": 0})
    (newest,) = hooks.tell(customer.tenant_id, "a")
    body["failed_since"] = min(first["updated_at"], second["updated_at"])
    headers = customer.live | {"Idempotency-Key": "replay-november"}
    answers = [hooks.client.post("/v1/webhook-replays", headers=headers, json=body) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(202, {"replayed": 2})] * 2
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received if one.json["subject"] == "a"] == [
        first["event_id"],
        newest,
    ]
    assert sorted(hooks.receiver.subjects()) == ["a", "a", "b"]


def test_nothing_is_replayed_to_a_disabled_endpoint(hooks, customer, failed):
    endpoint, (delivery, _) = failed
    hooks.client.patch(
        f"/v1/webhook-endpoints/{endpoint['endpoint_id']}", headers=customer.live, json={"enabled": False}
    )
    before = state(hooks)
    body = {"endpoint_id": endpoint["endpoint_id"], "failed_since": "2026-01-01T00:00:00Z"}
    for answer in (
        replay(hooks, customer.live, delivery),
        hooks.client.post("/v1/webhook-replays", headers=customer.live, json=body),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "webhook-endpoint-disabled")
    assert state(hooks) == before


@ON_ONE
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"endpoint_id": "x"}, "/failed_since"),
        ({"endpoint_id": "x", "failed_since": "2026-01-01T00:00:00"}, "/failed_since"),
        ({"failed_since": "2026-01-01T00:00:00Z"}, "/endpoint_id"),
        ({"endpoint_id": "x", "failed_since": "2026-01-01T00:00:00Z", "tenant_id": "y"}, "/tenant_id"),
    ],
)
def test_a_wrong_replay_is_refused_with_its_place(client, customer, body, pointer):
    answer = client.post("/v1/webhook-replays", headers=customer.live, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
