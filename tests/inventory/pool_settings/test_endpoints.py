from sqlalchemy import select

from services.inventory.models import Outbox
from tests.inventory.pools.shops import ES, FR, IT, OTHERS, Account
from tests.inventory.rows import DE, OTHER, SELLER, UK

PATH = f"/v1/inventory/pool-settings/{SELLER}"
POOLS = "/v1/inventory/pools"


def put(client, headers, **body):
    return client.put(PATH, json=body, headers=headers)


def jobs(database):
    with database.read() as session:
        return len(session.scalars(select(Outbox).where(Outbox.kind == "job")).all())


def test_who_may_read_and_set(client, caller, database):
    Account(database, DE, FR)
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("inventory:write")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).status_code == 404
    assert put(client, {}).status_code == 401
    assert put(client, caller("inventory:read")).status_code == 403
    assert put(client, caller(tenant=OTHER), separate=[DE]).status_code == 404
    assert client.get(PATH, headers=caller("inventory:read")).json() == {
        "seller_id": SELLER,
        "pools": [],
        "separate": [],
        "agreements": [],
        "version": 0,
        "changed_by": None,
        "updated_at": None,
    }


def test_a_pool_that_is_set_holds_at_once_and_has_the_account_judged(client, caller, database):
    Account(database, DE, FR, IT)
    answer = put(client, caller("inventory:write"), pools=[[FR, DE]])
    assert (answer.status_code, answer.headers["etag"], answer.json()["version"]) == (200, '"1"', 1)
    [pool] = client.get(POOLS, headers=caller()).json()["items"]
    assert (pool["marketplace_ids"], pool["source"], pool["changed_by"]) == ([FR, DE], "set", "actor-tenant-first")
    assert jobs(database) == 1
    assert put(client, caller(), pools=[[FR, DE]]).json() == answer.json()
    assert jobs(database) == 1
    again = put(client, caller(), pools=[[DE, FR]])
    assert again.json()["version"] == 2
    [turned] = client.get(POOLS, headers=caller()).json()["items"]
    assert (turned["pool_id"], turned["marketplace_ids"]) == (pool["pool_id"], [DE, FR])


def test_what_is_set_stays_whatever_readings_say(client, caller, database):
    account = Account(database, DE, FR, IT, ES)
    put(client, caller(), pools=[[IT, DE]], separate=[ES])
    for minutes in range(3):
        account.read({sku: number + 1 for number, sku in enumerate(OTHERS)}, minutes=minutes)
    [pool] = client.get(POOLS, headers=caller()).json()["items"]
    assert pool["marketplace_ids"] == [IT, DE]
    agreements = client.get(PATH, headers=caller()).json()["agreements"]
    assert len(agreements) == 6
    assert {(each["shared_skus"], each["equal_skus"], each["agreeing"]) for each in agreements} == {(10, 10, 3)}


def test_who_read_an_older_version_is_refused(client, caller, database):
    Account(database, DE, FR)
    put(client, caller(), separate=[DE])
    refused = client.put(PATH, json={}, headers=caller() | {"If-Match": '"0"'})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition-failed")
    assert client.put(PATH, json={}, headers=caller() | {"If-Match": '"1"'}).status_code == 200


def test_what_cannot_be_set_is_refused_at_its_place(client, caller, database):
    Account(database, DE, FR)
    for body, code, pointer in (
        ({"pools": [[DE, FR]], "separate": [FR]}, "repeated", "/pools"),
        ({"pools": [[DE]]}, "too_short", "/pools/0"),
        ({"pools": [[DE, UK]]}, "marketplace-unknown", "/pools/0/1"),
        ({"separate": ["Germany"]}, "string_pattern_mismatch", "/separate/0"),
        ({"pool": []}, "extra_forbidden", "/pool"),
    ):
        answer = put(client, caller(), **body)
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["code"], error["pointer"]) == (422, code, pointer)
    assert client.get(PATH, headers=caller()).json()["version"] == 0
