from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from services.gateway.models import Consent, Event, Outbox, SellerAccount

pytestmark = pytest.mark.present

ACCOUNT = {
    "seller_id": "A2EXAMPLE12345",
    "name": "Nordlicht",
    "region": "NA",
    "marketplace_ids": ["ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"],
    "ads_profile_ids": ["3312345678901234"],
}
TOKEN = "Atzr|secret-of-nordlicht"
PATH = "/v1/seller-accounts/A2EXAMPLE12345"


def connect(client, headers, **changes):
    return client.post("/v1/seller-accounts", headers=headers, json=ACCOUNT | changes)


def stored(database):
    with database.read() as session:
        return {row.seller_id: row.model_dump() for row in session.scalars(select(SellerAccount))}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/seller-accounts", ACCOUNT),
        ("GET", "/v1/seller-accounts", None),
        ("GET", PATH, None),
        ("PATCH", PATH, {"name": "x"}),
    ],
)
def test_nothing_answers_without_a_key(client, database, method, path, body):
    answer = client.request(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert stored(database) == {}


def test_writing_needs_the_admin_scope_and_reading_any_key(client, database, customer, issue):
    connect(client, customer.live)
    before = stored(database)
    weak = issue(customer, "tickets:read")
    for answer in (
        connect(client, weak, seller_id="A3EXAMPLE12345"),
        client.patch(PATH, headers=weak, json={"name": "x"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert stored(database) == before
    assert client.get(PATH, headers=weak).status_code == 200
    assert len(client.get("/v1/seller-accounts", headers=weak).json()["items"]) == 1


def test_another_tenants_account_does_not_exist(client, database, customer, stranger):
    connect(client, customer.live)
    before = stored(database)
    for headers in (stranger.live, customer.test):
        for method, body in [("GET", None), ("PATCH", {"name": "mine"})]:
            answer = client.request(method, PATH, headers=headers, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        assert client.get("/v1/seller-accounts", headers=headers).json()["items"] == []
    assert stored(database) == before


def test_a_connected_account_is_shown_without_its_tokens(client, database, customer):
    # A twin without a sandbox has nobody to ask, so the consent waits.
    created = connect(client, customer.test, ads_refresh_token=TOKEN)
    assert (created.status_code, created.headers["Location"], created.headers["ETag"]) == (201, PATH, '"1"')
    shown = created.json()
    assert {name: shown[name] for name in ACCOUNT} == ACCOUNT
    assert (shown["has_ads_connection"], shown["has_spapi_connection"]) == (False, False)
    assert [(each["api"], each["connection_status"], each["reason"]) for each in shown["connections"]] == [
        ("ads", "checking", "sandbox-missing"),
        ("spapi", "not_connected", None),
    ]
    assert shown["connection_status"] == "checking"
    assert client.get(PATH, headers=customer.test).json() == shown
    with database.read() as session:
        kept = repr([row.model_dump() for row in session.scalars(select(Consent))])
    assert "zs1." in kept
    assert "secret-of-nordlicht" not in created.text + kept


def test_an_account_is_connected_once_per_tenant(client, customer, stranger):
    assert connect(client, customer.live).status_code == 201
    again = connect(client, customer.live)
    assert (again.status_code, again.json()["code"]) == (409, "seller-account-exists")
    assert connect(client, customer.test).status_code == 201
    assert connect(client, stranger.live).status_code == 201


def test_the_same_idempotency_key_connects_once(client, database, customer):
    headers = customer.live | {"Idempotency-Key": "connect-nordlicht"}
    first, again = connect(client, headers), connect(client, headers)
    assert (again.status_code, again.content, again.headers["ETag"]) == (201, first.content, '"1"')
    with database.read() as session:
        kept = repr(session.execute(select(Outbox.name).where(Outbox.kind == "event")).all())
    assert kept == "[('seller_account.connected',)]"


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"marketplace_ids": ["ATVPDKIKX0DER", "A1PA6795UKMFR9"]}, ["/marketplace_ids/1"]),
        ({"marketplace_ids": ["A000000000000"]}, ["/marketplace_ids/0"]),
        ({"marketplace_ids": []}, ["/marketplace_ids"]),
        ({"region": "XX"}, ["/region"]),
        ({"seller_id": "a b"}, ["/seller_id"]),
        ({"ads_refresh_token": ""}, ["/ads_refresh_token"]),
        ({"ads_profile_ids": ["12x"]}, ["/ads_profile_ids/0"]),
        ({"tenant_id": "other"}, ["/tenant_id"]),
        ({"ads_authorized_on": 0, "spapi_authorized_on": "86400"}, ["/ads_authorized_on", "/spapi_authorized_on"]),
    ],
)
def test_a_wrong_account_is_refused_with_its_place(client, database, customer, changes, pointers):
    answer = connect(client, customer.live, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert "secret" not in answer.text
    assert stored(database) == {}


def test_an_update_changes_what_is_given(client, customer):
    before = connect(client, customer.test, ads_refresh_token=TOKEN).json()
    assert before["connection_status"] == "checking"
    answer = client.patch(
        PATH,
        headers=customer.test | {"If-Match": '"1"'},
        json={"name": "Südlicht", "ads_refresh_token": None, "ads_profile_ids": []},
    )
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    changed = {"name": "Südlicht", "ads_profile_ids": [], "connection_status": "not_connected", "version": 2}
    told = {name: answer.json()[name] for name in ("updated_at", "connections")}
    assert answer.json() == before | changed | told
    assert {each["connection_status"] for each in told["connections"]} == {"not_connected"}
    assert client.get(PATH, headers=customer.test).json() == answer.json()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": None}, "/name"),
        ({"marketplace_ids": None}, "/marketplace_ids"),
        ({"marketplace_ids": ["A1PA6795UKMFR9"]}, "/marketplace_ids/0"),
        ({"region": "EU"}, "/region"),
        ({"spapi_authorized_on": 0.0}, "/spapi_authorized_on"),
    ],
)
def test_a_wrong_update_changes_nothing(client, database, customer, body, pointer):
    connect(client, customer.live)
    before = stored(database)
    answer = client.patch(PATH, headers=customer.live, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert stored(database) == before


def test_accounts_are_paged_and_filtered(client, customer):
    for number, region, place in [
        (1, "NA", "ATVPDKIKX0DER"),
        (2, "EU", "A1PA6795UKMFR9"),
        (3, "NA", "A1AM78C64UM0Y8"),
    ]:
        connect(client, customer.live, seller_id=f"A2EXAMPLE0000{number}", region=region, marketplace_ids=[place])
    query = {"region": "NA", "limit": 1}
    first = client.get("/v1/seller-accounts", headers=customer.live, params=query).json()
    rest = client.get(
        "/v1/seller-accounts", headers=customer.live, params=query | {"cursor": first["next_cursor"]}
    ).json()
    assert [item["seller_id"] for item in first["items"] + rest["items"]] == ["A2EXAMPLE00001", "A2EXAMPLE00003"]
    wrong = client.get("/v1/seller-accounts", headers=customer.live, params={"regoin": "NA"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "regoin")


def test_no_event_is_stored_before_it_is_relayed(client, database, customer):
    connect(client, customer.live)
    with database.read() as session:
        assert session.scalars(select(Event)).all() == []


def test_racing_connections_make_one_account(client, database, customer):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: connect(client, customer.live).status_code, range(8)))
    assert sorted(found) == [201] + [409] * 7
    assert len(stored(database)) == 1
