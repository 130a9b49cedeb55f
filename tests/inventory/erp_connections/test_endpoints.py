import hashlib
import hmac
import json
from datetime import timedelta

import orjson
import pytest

from services.inventory.erp_connections import operations
from services.inventory.erp_connections.schemas import ErpConnectionPage
from services.inventory.models import ErpConnection, Warehouse
from shared.ids import uuid7
from tests.inventory.rows import FIRST, NOW, OTHER, SELLER
from tests.receivers import receiving
from tests.sql import text

PATH = "/v1/inventory/erp-connections"
NOBODYS = "019e0000-0000-7000-8000-000000000000"
SHOPS = {"code": 200, "message": "success", "data": {"data": [{"id": "501", "name": "UK"}, {"id": "502"}]}}


@pytest.fixture
def ask(client, caller):
    """`ask("PATCH", id, json={})`: status, and the content or the problem's code."""

    def asked(method, path="", *scopes, tenant=FIRST, **given):
        headers = caller(*scopes, tenant=tenant) | given.pop("headers", {})
        answer = client.request(method, f"{PATH}/{path}".rstrip("/"), headers=headers, **given)
        if answer.status_code >= 400:
            return answer.status_code, answer.json()["code"]
        return answer.status_code, answer.json() if answer.content else None

    return asked


@pytest.fixture
def erp():
    """A gateway on this machine that answers as it is told."""
    with receiving() as receiver:
        receiver.answer = lambda _: (200, {}, orjson.dumps(SHOPS))
        yield receiver


@pytest.fixture
def warehouse(database, marketplace):
    """One of the account's own, by its id."""
    moments = {"created_at": NOW, "updated_at": NOW}
    made = Warehouse(warehouse_id=uuid7(), tenant_id=FIRST, seller_id=SELLER, name="SZ-1", **moments)
    with database.write() as session:
        session.add(made)
        session.flush()
        return made.warehouse_id


def body_of(server, **changes):
    return {"erp": "mabang", "app_key": "200000", "secret": "hush", "base_url": server.url} | changes


def test_a_connection_from_its_making_to_its_end(ask, erp, warehouse, database):
    links = [{"erp_warehouse_id": "1001", "warehouse_id": warehouse}]
    status, made = ask("POST", json=body_of(erp, warehouses=links))
    assert (status, made["version"], made["warehouses"], made["currency"]) == (201, 1, links, "CNY")
    assert made["state"] == {
        **{"circuit": "closed", "failures": 0, "failing_since": None, "failure_code": None, "failure_detail": None},
        **{"last_success_at": None, "next_run_at": made["created_at"], "products": 0, "open_dead_letters": 0},
    }
    one = made["connection_id"]
    assert ask("POST", json=body_of(erp)) == (409, "erp-connection-exists")
    _, other = ask("POST", json=body_of(erp, app_key="200001"))
    assert ask("PATCH", other["connection_id"], json={"app_key": "200000"}) == (409, "erp-connection-exists")
    assert ask("DELETE", other["connection_id"])[0] == 204
    assert ask("PATCH", one, json={"every_minutes": 30}, headers={"If-Match": '"7"'})[0] == 412
    _, changed = ask("PATCH", one, json={"every_minutes": 30, "enabled": False}, headers={"If-Match": '"1"'})
    assert (changed["every_minutes"], changed["version"], changed["state"]["next_run_at"]) == (30, 2, None)
    assert changed["warehouses"] == links
    _, page = ask("GET", "", "inventory:read")
    ErpConnectionPage.model_validate_json(json.dumps(page), strict=False)
    assert page["items"] == [ask("GET", one, "inventory:read")[1]]
    assert ask("DELETE", one)[0] == 204
    assert ask("GET", one) == (404, "not-found")
    assert ask("POST", json=body_of(erp))[0] == 201
    with database.read() as session:
        stored = session.execute(text("SELECT secret FROM erp_connection ORDER BY created_at")).scalars().all()
        told = session.execute(text("SELECT kind, name FROM outbox ORDER BY sequence")).all()
    assert "hush" not in json.dumps([made, changed, page, *stored])
    assert [tuple(row) for row in told if row[1].startswith("erp")] == [
        (kind, f"erp_connection.{done}")
        for done in ("created", "created", "deleted", "updated", "deleted", "created")
        for kind in ("audit", "event")
    ]


def test_who_may(ask, erp):
    one = ask("POST", json=body_of(erp))[1]["connection_id"]
    calls = [
        ("GET", one, None),
        ("PATCH", one, {"enabled": False}),
        ("DELETE", one, None),
        ("POST", f"{one}/test", None),
    ]
    for method, path, body in calls:
        assert ask(method, path, tenant=OTHER, json=body) == (404, "not-found")
        assert ask(method, path.replace(one, NOBODYS), json=body) == (404, "not-found")
        scope = "inventory:write" if method == "GET" else "inventory:read"
        assert ask(method, path, scope, json=body) == (403, "scope-missing")
    assert ask("GET", tenant=OTHER)[1]["items"] == []
    assert ask("GET", one)[1]["version"] == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"base_url": "http://10.0.0.1/api/v2"}, "erp-url-refused"),
        ({"base_url": "https://169.254.169.254/latest"}, "erp-url-refused"),
        ({"base_url": "file:///etc/passwd"}, "erp-url-refused"),
        ({"secret": ""}, "invalid-request"),
        ({"erp": "lingxing"}, "invalid-request"),
        ({"every_minutes": 1}, "invalid-request"),
        ({"currency": "yuan"}, "invalid-request"),
        ({"warehouses": [{"erp_warehouse_id": "1001", "warehouse_id": NOBODYS}]}, "invalid-request"),
    ],
)
def test_what_is_wrong_makes_none(ask, erp, changes, code):
    assert ask("POST", json=body_of(erp, **changes)) == (422, code)
    assert ask("GET")[1]["items"] == []


def test_a_live_key_reaches_no_private_place_by_a_change_either(ask, erp):
    one = ask("POST", json=body_of(erp))[1]["connection_id"]
    assert ask("PATCH", one, json={"base_url": "https://192.168.0.1/"}) == (422, "erp-url-refused")


def test_the_test_asks_for_the_shops(ask, erp):
    one = ask("POST", json=body_of(erp, protocol_version="2"))[1]["connection_id"]
    assert ask("POST", f"{one}/test") == (
        *(200, {"works": True, "shops": 2, "failure_code": None, "failure_detail": None}),
    )
    (call,) = erp.received
    assert (call.json["api"], call.json["appkey"], call.json["version"]) == ("sys-get-shop-list", "200000", "2")
    assert call.json["timestamp"] == int(NOW.timestamp())
    assert call.headers["authorization"] == hmac.new(b"hush", call.body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("status", "body", "code", "words"),
    [
        (200, orjson.dumps({"code": "0", "message": "签名错误", "data": None}), "erp-refused", "签名错误"),
        (200, b"<html>", "erp-answer-unreadable", "not JSON"),
        (429, b"", "erp-throttled", "429"),
        (301, b"", "erp-address-wrong", "301"),
    ],
)
def test_why_a_connection_does_not_work_is_told_in_words(ask, erp, status, body, code, words):
    erp.answer = lambda _: (status, {}, body)
    one = ask("POST", json=body_of(erp))[1]["connection_id"]
    _, told = ask("POST", f"{one}/test")
    assert (told["works"], told["shops"], told["failure_code"]) == (False, None, code)
    assert words in told["failure_detail"]


def test_failures_are_told_once_and_when_the_circuit_opens_and_so_is_their_end(ask, erp, database):
    one = ask("POST", json=body_of(erp))[1]["connection_id"]

    def note(hours, work, *given):
        with database.write() as session:
            connection = session.get(ErpConnection, one)
            work(session, connection, *given, now=NOW - timedelta(hours=hours))

    for hours in (9, 8, 7, 6):
        note(hours, operations.note_failure, "erp-away", "no answer")
    state = ask("GET", one)[1]["state"]
    assert (state["circuit"], state["failures"], state["failure_code"]) == ("half_open", 4, "erp-away")
    assert state["failing_since"] == (NOW - timedelta(hours=9)).isoformat().replace("+00:00", "Z")
    note(0, operations.note_success)
    state = ask("GET", one)[1]["state"]
    assert (state["circuit"], state["failures"], state["failure_code"]) == ("closed", 0, None)
    with database.read() as session:
        told = session.execute(text("SELECT name FROM outbox WHERE kind = 'event' ORDER BY sequence")).scalars().all()
    assert [name for name in told if name.startswith("erp")] == [
        "erp_connection.created",
        *["erp_connection.failed"] * 2,
        "erp_connection.recovered",
    ]
